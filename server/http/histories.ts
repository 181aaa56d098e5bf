import type { FastifyInstance } from 'fastify';
import { spreadOf } from '../history/spread.ts';
import { deleteHistory, getHistory, listHistories, type StoredHistory } from '../store/histories.ts';
import { currentColumns } from '../store/history-columns.ts';
import type { Store } from '../store/open-store.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const HISTORY_ID = idParameter('Id of the history, or the hash of its content.');

export function historyRoutes(app: FastifyInstance, store: Store): void {
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-history', work);
  const historyAnswer = { 200: { description: 'The history', $ref: '#/components/schemas/History' } };

  resource(app, '/v1/histories', {
    GET: {
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
      schema: {
        operationId: 'deleteHistory',
        tags: ['what-if'],
        summary: 'Delete a history, its imports and its simulations',
        params: HISTORY_ID,
        response: historyAnswer,
      },
      handler: async (request) => {
        const history = await find(() => getHistory(store, idOf(request)));
        await find(() => deleteHistory(store, history.id));
        return historyShown(history);
      },
    },
  });

  resource(app, '/v1/histories/:id/facts', {
    GET: {
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
