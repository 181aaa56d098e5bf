import type { FastifyInstance } from 'fastify';
import { type Resolution, settleDispute } from '../ledger/disputes.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type DisputeFilter, findDispute, listDisputes } from '../store/ledger/disputes.ts';
import { booked, holdToOwn, seenBy } from './booked.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { RESOLUTION_SHAPE } from './ledger-shapes.ts';
import { adjustmentShown, disputeShown } from './ledger-shown.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const DISPUTE_ID = idParameter('Id of the dispute.');

export function disputeRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store } = ledger;

  resource(app, '/v1/disputes', {
    GET: {
      access: ['viewer', 'partner'],
      schema: {
        operationId: 'listDisputes',
        tags: ['ledger'],
        summary: 'Disputes, the latest first; a partner sees its own',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            program: { type: 'string', minLength: 1, maxLength: 80 },
            partner: { type: 'string', minLength: 1, maxLength: 200 },
            line: { type: 'string', minLength: 1, maxLength: 100 },
            state: { type: 'string', enum: ['open', 'upheld', 'rejected'] },
          },
        },
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/DisputePage' } },
      },
      handler: async (request) => {
        const { limit, after, ...query } = request.query as DisputeFilter & PageQuery;
        const page = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) };
        const { partner, theirs } = seenBy(request.principal);
        const filter = { ...query, ...(partner !== undefined && { partner }), ...(theirs && { theirs }) };
        return pageOf('disputes', await booked('unknown-dispute', () => listDisputes(store.db, filter, pageOptions(page))), disputeShown);
      },
    },
  });

  resource(app, '/v1/disputes/:id', {
    GET: {
      access: ['viewer', 'partner'],
      schema: {
        operationId: 'getDispute',
        tags: ['ledger'],
        summary: 'A dispute',
        params: DISPUTE_ID,
        response: { 200: { description: 'The dispute', $ref: '#/components/schemas/Dispute' } },
      },
      handler: async (request) => {
        const row = await findDispute(store.db, idOf(request));
        if (row === undefined) throw new Problem('unknown-dispute', 'There is no such dispute.');
        holdToOwn(request.principal, row, 'unknown-dispute');
        return disputeShown(row);
      },
    },
  });

  resource(app, '/v1/disputes/:id/resolution', {
    POST: {
      access: ['approver'],
      schema: {
        operationId: 'settleDispute',
        tags: ['ledger'],
        summary: 'Settle a dispute that another person opened',
        description: 'With another amount an override is proposed, which takes one more person. Then the enrollment is decided anew.',
        params: DISPUTE_ID,
        headers: IDEMPOTENCY_KEY,
        body: RESOLUTION_SHAPE,
        response: { 201: { description: 'The dispute, and the override that is proposed', $ref: '#/components/schemas/DisputeSettled' } },
      },
      handler: (request, reply) =>
        changing(store, request, reply, {
          work: (tx) =>
            booked('unknown-dispute', () => settleDispute(ledger, tx, request.principal, idOf(request), request.body as Resolution)),
          answer: ({ dispute, adjustment }) => ({
            status: 201,
            body: { dispute: disputeShown(dispute), ...(adjustment && { adjustment: adjustmentShown(adjustment) }) },
          }),
        }),
    },
  });
}
