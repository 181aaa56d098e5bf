import type { FastifyInstance } from 'fastify';
import {
  type AdjustmentGiven,
  approveAdjustment,
  endOverride,
  propose,
  refuseAdjustment,
  withdrawAdjustment,
} from '../ledger/adjustments.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { moneyText } from '../ledger/money.ts';
import { type AdjustmentFilter, findAdjustment, listAdjustments } from '../store/ledger/adjustments.ts';
import { booked } from './booked.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { NEW_ADJUSTMENT_SHAPE } from './ledger-shapes.ts';
import { adjustmentShown } from './ledger-shown.ts';
import { REASON_SHAPE } from './life-shapes.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const ADJUSTMENT_ID = idParameter('Id of the adjustment.');

/** What people put in place of what a program says, or beside it. */
export function adjustmentRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store } = ledger;
  const answer = { description: 'The adjustment', $ref: '#/components/schemas/Adjustment' };

  resource(app, '/v1/adjustments', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listAdjustments',
        tags: ['ledger'],
        summary: 'Overrides and manual lines, the latest first',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            program: { type: 'string', minLength: 1, maxLength: 80 },
            partner: { type: 'string', minLength: 1, maxLength: 200 },
            kind: { type: 'string', enum: ['override', 'manual'] },
            state: { type: 'string', enum: ['proposed', 'approved', 'refused', 'withdrawn', 'ended'] },
          },
        },
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/AdjustmentPage' } },
      },
      handler: async (request) => {
        const { limit, after, ...filter } = request.query as AdjustmentFilter & PageQuery;
        const page = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) };
        const found = await booked('unknown-adjustment', () => listAdjustments(store.db, filter, pageOptions(page)));
        return pageOf('adjustments', found, adjustmentShown);
      },
    },
    POST: {
      access: ['designer', 'operator', 'approver'],
      schema: {
        operationId: 'proposeAdjustment',
        tags: ['ledger'],
        summary: 'Propose an override, or a manual line',
        description:
          'Nothing is posted until another person approves it. An override stays, whatever is recorded later, until it is ended.',
        headers: IDEMPOTENCY_KEY,
        body: NEW_ADJUSTMENT_SHAPE,
        response: { 201: answer },
      },
      handler: (request, reply) =>
        changing(store, request, reply, {
          work: (tx) => booked('unknown-program', () => propose(ledger, tx, request.principal, request.body as AdjustmentGiven)),
          answer: (row) => ({ status: 201, location: `/v1/adjustments/${row.id}`, body: adjustmentShown(row) }),
        }),
    },
  });

  resource(app, '/v1/adjustments/:id', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'getAdjustment',
        tags: ['ledger'],
        summary: 'An override or a manual line',
        params: ADJUSTMENT_ID,
        response: { 200: answer },
      },
      handler: async (request) => {
        const row = await findAdjustment(store.db, idOf(request));
        if (row === undefined) throw new Problem('unknown-adjustment', 'There is no such adjustment.');
        return adjustmentShown(row);
      },
    },
  });

  resource(app, '/v1/adjustments/:id/approval', {
    POST: {
      access: ['approver'],
      schema: {
        operationId: 'approveAdjustment',
        tags: ['ledger'],
        summary: 'Approve what another person proposed, and post it',
        params: ADJUSTMENT_ID,
        headers: IDEMPOTENCY_KEY,
        response: {
          201: { description: 'The adjustment, and the lines that were posted', $ref: '#/components/schemas/AdjustmentApproved' },
        },
      },
      handler: (request, reply) =>
        changing(store, request, reply, {
          work: (tx) => booked('unknown-adjustment', () => approveAdjustment(ledger, tx, request.principal, idOf(request))),
          answer: ({ adjustment, posted }) => ({
            status: 201,
            body: {
              adjustment: adjustmentShown(adjustment),
              posted: posted.map(({ id, amount, currency, period }) => ({
                line: id,
                amount: moneyText(amount, currency),
                currency,
                period: period.slice(0, 7),
              })),
            },
          }),
        }),
    },
  });

  const withReason = (
    path: string,
    operationId: string,
    summary: string,
    access: readonly ('approver' | 'designer' | 'operator')[],
    step: typeof refuseAdjustment,
  ): void =>
    resource(app, `/v1/adjustments/:id/${path}`, {
      POST: {
        access,
        schema: {
          operationId,
          tags: ['ledger'],
          summary,
          params: ADJUSTMENT_ID,
          headers: IDEMPOTENCY_KEY,
          body: REASON_SHAPE,
          response: { 201: answer },
        },
        handler: (request, reply) => {
          const { reason } = request.body as { readonly reason: string };
          return changing(store, request, reply, {
            work: (tx) => booked('unknown-adjustment', () => step(ledger, tx, request.principal, idOf(request), reason)),
            answer: (row) => ({ status: 201, body: adjustmentShown(row) }),
          });
        },
      },
    });
  withReason('refusal', 'refuseAdjustment', 'Refuse what another person proposed', ['approver'], refuseAdjustment);
  withReason(
    'withdrawal',
    'withdrawAdjustment',
    'Take back what one proposed oneself',
    ['designer', 'operator', 'approver'],
    withdrawAdjustment,
  );
  withReason('end', 'endOverride', 'End an override: the program’s word counts again', ['approver'], endOverride);
}
