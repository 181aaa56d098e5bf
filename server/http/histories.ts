import type { FastifyInstance } from 'fastify';
import { hasRole, type Principal } from '../access/principal.ts';
import type { Trail } from '../audit/trail.ts';
import { spreadOf } from '../history/spread.ts';
import { historyDeleted } from '../jobs/changes.ts';
import { deleteHistory, getHistory, listHistories, type StoredHistory } from '../store/histories.ts';
import { currentColumns } from '../store/history-columns.ts';
import { type EnrollmentsOf, listEnrollments } from '../store/history-enrollments.ts';
import type { Store } from '../store/open-store.ts';
import { auditHead } from './audit-head.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const HISTORY_ID = idParameter('Id of the history, or the hash of its content.');

export function historyRoutes(app: FastifyInstance, store: Store, trail: Trail): void {
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-history', work);
  const historyAnswer = { 200: { description: 'The history', $ref: '#/components/schemas/History' } };

  resource(app, '/v1/histories', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listHistories',
        tags: ['what-if'],
        summary: 'Histories that are kept, in the order in which they were made',
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/HistoryPage' } },
      },
      handler: async (request) =>
        pageOf('histories', await find(() => listHistories(store, pageOptions(request.query as PageQuery))), historyShown),
    },
  });

  resource(app, '/v1/histories/:id', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'getHistory',
        tags: ['what-if'],
        summary: 'A history: what it holds, and its hash',
        params: HISTORY_ID,
        response: historyAnswer,
      },
      handler: async (request) => historyShown(await find(() => getHistory(store, idOf(request)))),
    },
    DELETE: {
      access: ['operator'],
      schema: {
        operationId: 'deleteHistory',
        tags: ['what-if'],
        summary: 'Delete a history, its imports and its simulations',
        params: HISTORY_ID,
        response: historyAnswer,
      },
      handler: async (request, reply) => {
        const { id } = await find(() => getHistory(store, idOf(request)));
        const { history, head } = await find(() =>
          store.transaction(
            async (tx) => {
              const deleted = await deleteHistory(tx, id);
              return { history: deleted, head: await trail.record(tx, request.principal, historyDeleted(deleted)) };
            },
            { patient: true },
          ),
        );
        return auditHead(reply, head).send(historyShown(history));
      },
    },
  });

  resource(app, '/v1/histories/:id/enrollments', {
    GET: {
      access: ['viewer', 'partner'],
      schema: {
        operationId: 'historyEnrollments',
        tags: ['what-if'],
        summary: 'Partners with their enrollments, each enrollment on its own, in the order recorded',
        description: 'A partner sees its own enrollments, and no others.',
        params: HISTORY_ID,
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/EnrollmentPage' } },
      },
      handler: async (request) => {
        const options = pageOptions(request.query as PageQuery);
        const page = await find(() => listEnrollments(store, idOf(request), seenBy(request.principal), options));
        return pageOf('enrollments', page, ({ partner }) => partner);
      },
    },
  });

  resource(app, '/v1/histories/:id/facts', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'historyFacts',
        tags: ['what-if'],
        summary: 'What values each fact has in a history, by kind of activity',
        params: HISTORY_ID,
        response: { 200: { description: 'The spread of each fact', $ref: '#/components/schemas/HistoryFacts' } },
      },
      handler: async (request) => {
        const { history, columns } = await find(() => currentColumns(store, idOf(request)));
        return { history: history.id, hash: columns.hash, ...spreadOf(columns) };
      },
    },
  });
}

/** A partner sees its own enrollments, and nothing else. */
function seenBy(principal: Principal): EnrollmentsOf {
  if (hasRole(principal, ['viewer'])) return 'all';
  if (principal.partner === undefined) throw new Error('a partner without an id was let in');
  return { partner: principal.partner };
}

const historyShown = ({ id, name, setting, contentHash, enrollments, activities, createdAt, changedAt }: StoredHistory) => ({
  id,
  name,
  currency: setting.currency.code,
  timeZone: setting.timeZone,
  attributes: setting.attributes,
  contentHash,
  enrollments,
  activities,
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
