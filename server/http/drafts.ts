import type { FastifyInstance } from 'fastify';
import type { SourceFile } from '../engine/program/source.ts';
import { beginDraft, discardDraft, listDrafts, saveDraft, tellingChanges } from '../lifecycle/drafts.ts';
import type { Life } from '../lifecycle/life.ts';
import type { Draft } from '../lifecycle/model.ts';
import { type DraftSummary, getDraft } from '../lifecycle/read-draft.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { IF_MATCH, revisionMeant, revisionTag, sendTagged } from './etags.ts';
import { DRAFT_SAVE_SHAPE, NEW_DRAFT_SHAPE } from './life-shapes.ts';
import type { Limits } from './limits.ts';
import { lived } from './lived.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

export const DRAFT_ID = idParameter('Id of the draft.');
/** Who may read what isn't in force yet. */
export const READERS = ['analyst', 'approver'] as const;

interface NewDraft {
  readonly program: string;
  readonly name: string;
  readonly from: { readonly version: string } | { readonly draft: string } | { readonly files: readonly SourceFile[] };
}

interface DraftQuery extends PageQuery {
  readonly program?: string;
  readonly state?: 'open' | 'discarded';
}

export function draftRoutes(app: FastifyInstance, life: Life, limits: Limits): void {
  const summaryAnswer = { description: 'The draft, without its files', $ref: '#/components/schemas/DraftSummary' };

  resource(app, '/v1/drafts', {
    GET: {
      access: READERS,
      schema: {
        operationId: 'listDrafts',
        tags: ['drafts'],
        summary: 'Drafts, in the order in which they were begun',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            program: { type: 'string', minLength: 1, maxLength: 80, description: 'Of this program alone.' },
            state: { type: 'string', enum: ['open', 'discarded'], description: 'Missing: open.' },
          },
        },
        response: { 200: { description: 'A page of them, without files', $ref: '#/components/schemas/DraftPage' } },
      },
      handler: async ({ query }) => {
        const { program, state, ...page } = query as DraftQuery;
        const filter = { ...(program !== undefined && { program }), ...(state !== undefined && { state }) };
        return pageOf('drafts', await lived('unknown-draft', () => listDrafts(life, { ...filter, ...pageOptions(page) })), shown);
      },
    },
    POST: {
      access: ['designer'],
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'beginDraft',
        tags: ['drafts'],
        summary: 'Begin a draft: from a version, from another draft, or with files',
        description: 'Who copies a draft has its authors too: none of them approves what becomes of it.',
        headers: IDEMPOTENCY_KEY,
        body: NEW_DRAFT_SHAPE,
        response: { 201: summaryAnswer },
      },
      handler: (request, reply) => {
        const { program, name, from } = request.body as NewDraft;
        const origin = { program, name, ...('files' in from ? from : { from }) };
        return changing(life.store, request, reply, {
          work: (tx) => lived('unknown-version', () => beginDraft(life, tx, request.principal, origin)),
          answer: (draft) => ({ ...answered(draft), status: 201, location: `/v1/drafts/${draft.id}` }),
        });
      },
    },
  });

  resource(app, '/v1/drafts/:id', {
    GET: {
      access: READERS,
      schema: {
        operationId: 'getDraft',
        tags: ['drafts'],
        summary: 'A draft with its files',
        description: 'The ETag is its revision: it is what PUT and DELETE ask for.',
        params: DRAFT_ID,
        response: { 200: { description: 'The draft', $ref: '#/components/schemas/Draft' } },
      },
      handler: async (request, reply) => {
        const draft = await lived('unknown-draft', () => getDraft(life, idOf(request)));
        // discarding saves no other revision, and nobody writes over it: it is tagged by what it says
        return sendTagged(request, reply, draft, draft.state === 'open' ? revisionTag(draft.revision) : undefined);
      },
    },
    PUT: {
      access: ['designer'],
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'saveDraft',
        tags: ['drafts'],
        summary: 'Save all files of a draft, over the revision that was read',
        description:
          'If-Match says which that was. Where somebody has saved another one meanwhile nothing is written: 412 changed-meanwhile, whose findings are what stands there and not here. What was submitted of the draft lapses. The same files again change nothing.',
        params: DRAFT_ID,
        headers: IF_MATCH,
        body: DRAFT_SAVE_SHAPE,
        response: { 200: summaryAnswer },
      },
      handler: (request, reply) => {
        const save = {
          ...(request.body as { readonly files: readonly SourceFile[]; readonly name?: string }),
          revision: revisionMeant(request),
        };
        const saving = () =>
          changing(life.store, request, reply, {
            work: (tx) => saveDraft(life, tx, request.principal, idOf(request), save),
            answer: answered,
          });
        return lived('unknown-draft', () => tellingChanges(life, save.files, saving));
      },
    },
    DELETE: {
      access: ['designer'],
      schema: {
        operationId: 'discardDraft',
        tags: ['drafts'],
        summary: 'Put a draft aside for good; it can still be read',
        description: 'What was submitted of it lapses.',
        params: DRAFT_ID,
        headers: IF_MATCH,
        response: { 200: summaryAnswer },
      },
      handler: (request, reply) => {
        const revision = revisionMeant(request);
        return changing(life.store, request, reply, {
          work: (tx) => lived('unknown-draft', () => discardDraft(life, tx, request.principal, idOf(request), { revision })),
          answer: answered,
        });
      },
    },
  });
}

/** Files are sent when they are asked for. */
const shown = ({ files: _, ...summary }: DraftSummary & Partial<Pick<Draft, 'files'>>): DraftSummary => summary;

const answered = (draft: Draft) => ({ etag: revisionTag(draft.revision), body: shown(draft) });
