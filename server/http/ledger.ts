import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { hold, openDispute } from '../ledger/disputes.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { moneyText } from '../ledger/money.ts';
import { countLines, DIMENSIONS, type Dimension, eachLine, findLine, listLines, totalLines } from '../store/ledger/lines.ts';
import { booked, holdToOwn, seenBy } from './booked.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { HOLD_SHAPE, LINE_QUERY, NEW_DISPUTE_SHAPE } from './ledger-shapes.ts';
import { disputeShown, filterOf, type LineQuery, lineShown, linesCsv } from './ledger-shown.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const LINE_ID = idParameter('Id of the line.');

/** A CSV has all lines of the filter; more are asked for by months. */
const CSV_LINES = 1_000_000;
const MOST_SUMS = 10_000;

const FORMAT = {
  type: 'string',
  enum: ['json', 'csv'],
  description: 'csv: all lines of the filter, the first first, without pages.',
} as const;

/** Lines of the ledger. */
export function ledgerRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store } = ledger;
  const lineAnswer = { description: 'The line', $ref: '#/components/schemas/LedgerLine' };

  resource(app, '/v1/ledger', {
    GET: {
      access: ['viewer', 'partner', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'listLedger',
        tags: ['ledger'],
        summary: 'Lines of the ledger, the latest first',
        description: 'A partner sees its own. A line stays as it was posted; what is different now stands in further lines.',
        querystring: { ...PAGE_QUERY, properties: { ...PAGE_QUERY.properties, ...LINE_QUERY, format: FORMAT } },
        response: {
          200: {
            description: 'A page of them; as CSV after RFC 4180, with a header',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/LedgerPage' } },
              'text/csv': { schema: { type: 'string' } },
            },
          },
        },
      },
      handler: async (request, reply) => {
        const { limit, after, format, ...query } = request.query as LineQuery & PageQuery & { readonly format?: 'json' | 'csv' };
        const filter = { ...filterOf(query), ...seenBy(request.principal) };
        const page = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) };
        if (format !== 'csv') {
          return pageOf('lines', await booked('unknown-line', () => listLines(store.db, filter, pageOptions(page))), lineShown);
        }
        if (limit !== undefined || after !== undefined)
          throw new Problem('invalid-request', 'A CSV has no pages: leave limit and after out.');
        const lines = await countLines(store.db, filter);
        if (lines > CSV_LINES) throw new Problem('limit-reached', `${lines} lines are too many for one file. Ask for fewer months.`);
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="ledger.csv"')
          .send(Readable.from(linesCsv(eachLine(store.patient, filter, CSV_LINES))));
      },
    },
  });

  resource(app, '/v1/ledger/totals', {
    GET: {
      access: ['viewer', 'partner', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'ledgerTotals',
        tags: ['ledger'],
        summary: 'What lines come to, by incentive, partner, type, payee, month, state or cause',
        description: 'What the vendor pays and what partners pay are told apart: they are no sums of each other.',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            ...LINE_QUERY,
            by: {
              type: 'string',
              pattern: `^(${DIMENSIONS.join('|')})(,(${DIMENSIONS.join('|')}))*$`,
              maxLength: 200,
              description: 'What they are told apart by, with commas between. Missing: one sum for each payer.',
            },
          },
        },
        response: { 200: { description: 'The sums', $ref: '#/components/schemas/LedgerTotals' } },
      },
      handler: async (request) => {
        const { by, ...query } = request.query as LineQuery & { readonly by?: string };
        const dimensions = by === undefined ? [] : ([...new Set(by.split(','))] as Dimension[]);
        const filter = { ...filterOf(query), ...seenBy(request.principal) };
        const totals = await booked('unknown-line', () => totalLines(store.db, filter, dimensions, MOST_SUMS));
        return {
          totals: totals.map(({ of, payer, currency, lines, amount }) => ({
            ...of,
            ...(of.period !== undefined && { period: of.period.slice(0, 7) }),
            payer,
            currency,
            lines,
            amount: moneyText(amount, currency),
          })),
        };
      },
    },
  });

  resource(app, '/v1/ledger/:id', {
    GET: {
      access: ['viewer', 'partner', 'system'],
      programs: 'filtered',
      schema: { operationId: 'getLedgerLine', tags: ['ledger'], summary: 'A line', params: LINE_ID, response: { 200: lineAnswer } },
      handler: async (request) => {
        const line = await findLine(store.db, idOf(request));
        if (line === undefined) throw new Problem('unknown-line', 'There is no such line.');
        holdToOwn(request.principal, line, 'unknown-line');
        return lineShown(line);
      },
    },
  });

  resource(app, '/v1/ledger/:id/hold', {
    POST: {
      access: ['operator', 'approver'],
      schema: {
        operationId: 'holdLine',
        tags: ['ledger'],
        summary: 'Keep a line from being paid, with the reason',
        params: LINE_ID,
        headers: IDEMPOTENCY_KEY,
        body: HOLD_SHAPE,
        response: { 200: lineAnswer },
      },
      handler: (request, reply) => {
        const { reason } = request.body as { readonly reason: string };
        return changing(store, request, reply, {
          work: (tx) => booked('unknown-line', () => hold(ledger, tx, request.principal, idOf(request), reason)),
          answer: (line) => ({ body: lineShown(line) }),
        });
      },
    },
    DELETE: {
      access: ['operator', 'approver'],
      schema: {
        operationId: 'releaseLine',
        tags: ['ledger'],
        summary: 'Let a line be paid that was held',
        params: LINE_ID,
        response: { 200: lineAnswer },
      },
      handler: (request, reply) =>
        changing(store, request, reply, {
          work: (tx) => booked('unknown-line', () => hold(ledger, tx, request.principal, idOf(request), undefined)),
          answer: (line) => ({ body: lineShown(line) }),
        }),
    },
  });

  resource(app, '/v1/ledger/:id/disputes', {
    POST: {
      access: ['partner', 'operator', 'approver'],
      schema: {
        operationId: 'openDispute',
        tags: ['ledger'],
        summary: 'Dispute a line, inside the program’s window',
        description:
          'A partner its own lines. Until it is settled the line goes into no payout batch, and nothing of it is corrected. Of a batch that isn’t handed over yet its payee is paid nothing.',
        params: LINE_ID,
        headers: IDEMPOTENCY_KEY,
        body: NEW_DISPUTE_SHAPE,
        response: { 201: { description: 'The dispute', $ref: '#/components/schemas/Dispute' } },
      },
      handler: (request, reply) => {
        const { reason } = request.body as { readonly reason: string };
        return changing(store, request, reply, {
          work: (tx) =>
            booked('unknown-line', async () => {
              const line = await findLine(tx, idOf(request));
              if (line !== undefined) holdToOwn(request.principal, line, 'unknown-line');
              return openDispute(ledger, tx, request.principal, idOf(request), reason);
            }),
          answer: (dispute) => ({ status: 201, location: `/v1/disputes/${dispute.id}`, body: disputeShown(dispute) }),
        });
      },
    },
  });
}
