import type { FastifyInstance } from 'fastify';
import type { Analytics } from '../analytics/analytics.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { deleteView, findView, insertView, listViews, type SavedView, updateView, type ViewContent } from '../store/analytics/views.ts';
import { VIEW_SHAPE } from './analytics-shapes.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { IF_MATCH, revisionMeant, revisionTag, sendTagged } from './etags.ts';
import { findProgram, ID_PARAMETER } from './programs.ts';
import { resource } from './resource.ts';
import { idOf, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const TAG = { tags: ['analytics'] } as const;
const VIEW = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'view'],
  properties: { ...ID_PARAMETER.properties, view: { type: 'string', maxLength: 100, description: 'Id of the view.' } },
} as const;
const viewOf = (request: { readonly params: unknown }): string => (request.params as { readonly view: string }).view;

/** Questions that somebody asks again and again, by name; everybody who reads figures reads them. */
export function analyticsViewRoutes(app: FastifyInstance, book: ProgramBook, { store, trail, now }: Analytics): void {
  const viewAnswer = { description: 'The view', $ref: '#/components/schemas/View' };
  const change = (action: string, id: string, before?: SavedView, after?: SavedView) => ({
    action,
    subject: { kind: 'view', id },
    ...(before && { before: contentOf(before) }),
    ...(after && { after: contentOf(after) }),
  });

  resource(app, '/v1/analytics/programs/:id/views', {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'listViews',
        summary: 'Saved views, in the order in which they were made',
        params: ID_PARAMETER,
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/ViewPage' } },
      },
      handler: async (request) => {
        const { id } = findProgram(book, idOf(request));
        return pageOf('views', await listViews(store.db, id, pageOptions(request.query as PageQuery)), shown);
      },
    },
    POST: {
      access: ['analyst'],
      schema: {
        ...TAG,
        operationId: 'saveView',
        summary: 'Save a question to figures under a name',
        params: ID_PARAMETER,
        headers: IDEMPOTENCY_KEY,
        body: VIEW_SHAPE,
        response: { 201: viewAnswer },
      },
      handler: (request, reply) => {
        const { id: program } = findProgram(book, idOf(request));
        return changing(store, request, reply, {
          work: async (tx) => {
            const value = await kept('unknown-view', () => insertView(tx, program, request.body as ViewContent, request.principal, now()));
            return { value, head: await trail.record(tx, request.principal, change('view-saved', value.id, undefined, value)) };
          },
          answer: (view) => ({
            status: 201,
            location: `/v1/analytics/programs/${program}/views/${view.id}`,
            etag: revisionTag(view.revision),
            body: shown(view),
          }),
        });
      },
    },
  });

  resource(app, '/v1/analytics/programs/:id/views/:view', {
    GET: {
      access: ['viewer'],
      schema: { ...TAG, operationId: 'getView', summary: 'A saved view', params: VIEW, response: { 200: viewAnswer } },
      handler: async (request, reply) => {
        const view = await kept('unknown-view', () => findView(store.db, idOf(request), viewOf(request)));
        return sendTagged(request, reply, shown(view), revisionTag(view.revision));
      },
    },
    PUT: {
      access: ['analyst'],
      schema: {
        ...TAG,
        operationId: 'changeView',
        summary: 'Save a view over the revision that was read',
        params: VIEW,
        headers: IF_MATCH,
        body: VIEW_SHAPE,
        response: { 200: viewAnswer },
      },
      handler: (request, reply) => {
        const revision = revisionMeant(request);
        return changing(store, request, reply, {
          work: async (tx) => {
            const { before, after } = await kept('unknown-view', () =>
              updateView(tx, idOf(request), viewOf(request), revision, request.body as ViewContent, now()),
            );
            return { value: after, head: await trail.record(tx, request.principal, change('view-changed', after.id, before, after)) };
          },
          answer: (view) => ({ etag: revisionTag(view.revision), body: shown(view) }),
        });
      },
    },
    DELETE: {
      access: ['analyst'],
      schema: {
        ...TAG,
        operationId: 'deleteView',
        summary: 'Delete a view',
        params: VIEW,
        headers: IF_MATCH,
        response: { 200: viewAnswer },
      },
      handler: (request, reply) => {
        const revision = revisionMeant(request);
        return changing(store, request, reply, {
          work: async (tx) => {
            const value = await kept('unknown-view', () => deleteView(tx, idOf(request), viewOf(request), revision));
            return { value, head: await trail.record(tx, request.principal, change('view-deleted', value.id, value)) };
          },
          answer: (view) => ({ body: shown(view) }),
        });
      },
    },
  });
}

const contentOf = ({ program, name, view }: SavedView) => ({ program, name, view });

const shown = ({ id, program, name, view, revision, by_id, by_name, created_at, changed_at }: SavedView) => ({
  id,
  program,
  name,
  view,
  revision,
  by: { id: by_id, name: by_name },
  createdAt: created_at.toISOString(),
  changedAt: changed_at.toISOString(),
});
