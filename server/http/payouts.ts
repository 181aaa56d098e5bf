import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Role } from '../access/principal.ts';
import type { Ledger } from '../ledger/ledger.ts';
import {
  approveBatch,
  type BatchGiven,
  type Confirmation,
  cancelBatch,
  confirmBatch,
  exportBatch,
  proposeBatch,
} from '../ledger/payouts.ts';
import type { Changed } from '../lifecycle/life.ts';
import type { Transaction } from '../store/database.ts';
import { type BatchFilter, type BatchRow, findBatch, listBatches, paymentsOf } from '../store/ledger/payouts.ts';
import { booked } from './booked.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { CONFIRMATION_SHAPE, NEW_PAYOUT_SHAPE } from './ledger-shapes.ts';
import { batchShown, paymentsCsv, paymentsShown } from './ledger-shown.ts';
import { REASON_SHAPE } from './life-shapes.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const PAYOUT_ID = idParameter('Id of the payout batch.');

export function payoutRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store } = ledger;
  const answer = { description: 'The batch', $ref: '#/components/schemas/Payout' };

  resource(app, '/v1/payouts', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listPayouts',
        tags: ['ledger'],
        summary: 'Payout batches, the latest first',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            program: { type: 'string', minLength: 1, maxLength: 80 },
            state: { type: 'string', enum: ['proposed', 'approved', 'exported', 'confirmed', 'cancelled'] },
          },
        },
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/PayoutPage' } },
      },
      handler: async (request) => {
        const { limit, after, ...filter } = request.query as BatchFilter & PageQuery;
        const page = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) };
        return pageOf('payouts', await booked('unknown-payout', () => listBatches(store.db, filter, pageOptions(page))), batchShown);
      },
    },
    POST: {
      access: ['operator', 'approver'],
      schema: {
        operationId: 'proposePayout',
        tags: ['ledger'],
        summary: 'Put what is payable into a batch',
        description:
          'All lines that are payable through a day, neither held nor disputed. Lines of a payee that come to nothing, or to less, wait for more.',
        headers: IDEMPOTENCY_KEY,
        body: NEW_PAYOUT_SHAPE,
        response: { 201: answer },
      },
      handler: (request, reply) => {
        const given = { payees: 'partners', ...(request.body as Omit<BatchGiven, 'payees'>) } as BatchGiven;
        return changing(store, request, reply, {
          work: (tx) => booked('unknown-program', () => proposeBatch(ledger, tx, request.principal, given)),
          answer: (row) => ({ status: 201, location: `/v1/payouts/${row.id}`, body: batchShown(row) }),
        });
      },
    },
  });

  const findOr404 = async (request: FastifyRequest): Promise<BatchRow> => {
    const row = await findBatch(store.db, idOf(request));
    if (row === undefined) throw new Problem('unknown-payout', 'There is no such payout batch.');
    return row;
  };

  resource(app, '/v1/payouts/:id', {
    GET: {
      access: ['viewer'],
      schema: { operationId: 'getPayout', tags: ['ledger'], summary: 'A payout batch', params: PAYOUT_ID, response: { 200: answer } },
      handler: async (request) => batchShown(await findOr404(request)),
    },
  });

  resource(app, '/v1/payouts/:id/payments', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'payoutPayments',
        tags: ['ledger'],
        summary: 'What each payee gets of a batch; as CSV once it is exported',
        params: PAYOUT_ID,
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { format: { type: 'string', enum: ['json', 'csv'] } },
        },
        response: {
          200: {
            description: 'A payment for each payee; as CSV after RFC 4180, with a header',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/PayoutPayments' } },
              'text/csv': { schema: { type: 'string' } },
            },
          },
        },
      },
      handler: async (request, reply) => {
        const { format } = request.query as { readonly format?: 'json' | 'csv' };
        const batch = await findOr404(request);
        if (format === 'csv' && batch.state !== 'exported' && batch.state !== 'confirmed')
          throw new Problem('wrong-state', `The batch is ${batch.state}. Export it first, so that nobody pays what is not approved.`);
        const payments = await paymentsOf(store.db, batch.id);
        if (format !== 'csv') return { payout: batch.id, payments: paymentsShown(payments, batch) };
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="payout-${batch.id}.csv"`)
          .serializer(String)
          .send(paymentsCsv(payments, batch));
      },
    },
  });

  type Step = (tx: Transaction, request: FastifyRequest) => Promise<Changed<BatchRow>>;
  const step = (path: string, operationId: string, summary: string, access: readonly Role[], body: object | undefined, work: Step): void =>
    resource(app, `/v1/payouts/:id/${path}`, {
      POST: {
        access,
        schema: {
          operationId,
          tags: ['ledger'],
          summary,
          params: PAYOUT_ID,
          headers: IDEMPOTENCY_KEY,
          ...(body && { body }),
          response: { 201: answer },
        },
        handler: (request, reply) =>
          changing(store, request, reply, {
            work: (tx) => booked('unknown-payout', () => work(tx, request)),
            answer: (row) => ({ status: 201, body: batchShown(row) }),
          }),
      },
    });
  step('approval', 'approvePayout', 'Approve a batch that another person proposed', ['approver'], undefined, (tx, request) =>
    approveBatch(ledger, tx, request.principal, idOf(request)),
  );
  step('export', 'exportPayout', 'Hand a batch over to be paid', ['operator', 'approver'], undefined, (tx, request) =>
    exportBatch(ledger, tx, request.principal, idOf(request)),
  );
  step('confirmation', 'confirmPayout', 'Say that the bank has paid a batch', ['operator', 'approver'], CONFIRMATION_SHAPE, (tx, request) =>
    confirmBatch(ledger, tx, request.principal, idOf(request), request.body as Confirmation),
  );
  step(
    'cancellation',
    'cancelPayout',
    'Give a batch up: its lines are payable again',
    ['operator', 'approver'],
    REASON_SHAPE,
    (tx, request) => cancelBatch(ledger, tx, request.principal, idOf(request), (request.body as { readonly reason: string }).reason),
  );
}
