import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Principal } from '../access/principal.ts';
import { accountTotals } from '../ledger/journal.ts';
import { type Ledger, programOf } from '../ledger/ledger.ts';
import { moneyText, sumOf } from '../ledger/money.ts';
import { type Period, periodOfMonth } from '../ledger/periods.ts';
import { balancesOf, type Missing, statementOf } from '../ledger/statement.ts';
import { statementPage } from '../ledger/statement-page.ts';
import { STATEMENT_STYLE } from '../ledger/statement-style.ts';
import { bookings } from '../store/ledger/journal.ts';
import { booked, holdToOwn, seenBy } from './booked.ts';
import { STATEMENT_PERIOD } from './ledger-shapes.ts';
import { pagePolicy } from './page-policy.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { journalCsv, statementCsv, statementShown } from './statement-shown.ts';

interface PeriodQuery {
  readonly program: string;
  readonly month?: string;
  readonly quarter?: string;
  readonly format?: 'json' | 'csv' | 'html';
}

const PROGRAM = { type: 'string', minLength: 1, maxLength: 80, description: 'Id of the program.' } as const;

/** What is due to a partner over a fiscal month or quarter, and the same for the accounts. */
export function statementRoutes(app: FastifyInstance, ledger: Ledger, missing?: Missing): void {
  const { store } = ledger;

  resource(app, '/v1/statements', {
    GET: {
      access: ['viewer', 'partner', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'getStatement',
        tags: ['ledger'],
        summary: 'The statement of a partner: balances, lines with their reckoning, payments, and what was not granted',
        description:
          'As JSON, as CSV (opening balance, lines, payments below 0, closing balance of each account), or as a page to be printed. A partner asks for its own. Without a month or quarter: the month of today.',
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['program'],
          properties: {
            program: PROGRAM,
            partner: { type: 'string', minLength: 1, maxLength: 200, description: 'Id of the partner. A partner may leave it out.' },
            ...STATEMENT_PERIOD,
            format: { type: 'string', enum: ['json', 'csv', 'html'] },
          },
        },
        response: {
          200: {
            description: 'The statement',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Statement' } },
              'text/csv': { schema: { type: 'string' } },
              'text/html': { schema: { type: 'string' } },
            },
          },
        },
      },
      handler: async (request, reply) => {
        const { program, partner: named, format = 'json', ...of } = request.query as PeriodQuery & { readonly partner?: string };
        const partner = named ?? ownOf(request.principal);
        holdToOwn(request.principal, { partner, program }, 'unknown-partner');
        const { theirs } = seenBy(request.principal);
        const asked = () => ({ program, partner, ...(theirs && { theirs }), ...periodAsked(ledger, program, of) });
        // it tells of money
        const unkept = () => reply.header('cache-control', 'no-store');
        if (format === 'csv') {
          const balances = await booked('unknown-partner', () => balancesOf(ledger, asked()));
          return unkept()
            .type('text/csv; charset=utf-8')
            .header('content-disposition', `attachment; filename="statement-${balances.period.from}.csv"`)
            .serializer(String)
            .send(statementCsv(balances));
        }
        const statement = await booked('unknown-partner', () => statementOf(ledger, asked(), missing));
        if (format === 'json') return unkept().send(statementShown(statement));
        return unkept()
          .type('text/html; charset=utf-8')
          .header('content-security-policy', pagePolicy(STATEMENT_STYLE))
          .serializer(String)
          .send(statementPage(statement));
      },
    },
  });

  resource(app, '/v1/journal', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'getJournal',
        tags: ['ledger'],
        summary: 'The ledger for the accounts, as double entry',
        description:
          'What is due, what became payable and what was paid in a fiscal month or quarter: each a debit and a credit of one amount. As CSV all entries, two rows each; as JSON what each account comes to.',
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['program'],
          properties: { program: PROGRAM, ...STATEMENT_PERIOD, format: { type: 'string', enum: ['json', 'csv'] } },
        },
        response: {
          200: {
            description: 'What the accounts come to; as CSV all entries',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Journal' } },
              'text/csv': { schema: { type: 'string' } },
            },
          },
        },
      },
      handler: async (request, reply) => {
        const { program, format = 'json', ...of } = request.query as PeriodQuery;
        const { period, currency } = await booked('unknown-program', async () => {
          const { version, currency: reckoned } = programOf(ledger, program);
          const { kind, month } = periodAsked(ledger, program, of);
          return { period: periodOfMonth(kind, month, version.calendar), currency: reckoned.code };
        });
        const entries = bookings(store.patient, program, period.from, period.until);
        if (format === 'csv')
          return reply
            .type('text/csv; charset=utf-8')
            .header('content-disposition', `attachment; filename="journal-${period.from}.csv"`)
            .send(Readable.from(journalCsv(entries)));
        const { entries: count, accounts } = await accountTotals(entries);
        return {
          program,
          currency,
          period: { kind: period.kind, from: period.from, through: period.through },
          entries: count,
          accounts: accounts.map(({ account, debit, credit }) => ({
            account,
            debit: moneyText(debit, currency),
            credit: moneyText(credit, currency),
          })),
          debit: moneyText(sumOf(accounts.map(({ debit }) => debit)), currency),
          credit: moneyText(sumOf(accounts.map(({ credit }) => credit)), currency),
        };
      },
    },
  });
}

function ownOf({ partner }: Principal): string {
  if (partner === undefined) throw new Problem('invalid-request', 'Say whose statement it is: partner=…');
  return partner;
}

function periodAsked(
  ledger: Ledger,
  program: string,
  { month, quarter }: Pick<PeriodQuery, 'month' | 'quarter'>,
): { readonly kind: Period['kind']; readonly month: string } {
  if (month !== undefined && quarter !== undefined) throw new Problem('invalid-request', 'A month or a quarter, not both.');
  if (quarter !== undefined) return { kind: 'quarter', month: quarter };
  return { kind: 'month', month: month ?? programOf(ledger, program).today.slice(0, 7) };
}
