import { type Selectable, sql } from 'kysely';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { LedgerLinesTable, LineCause, LineState, Payee } from './tables.ts';

/** A line with how it stands. */
export type StandingLine = Selectable<LedgerLinesTable> & {
  readonly state: LineState;
  readonly held: string | null;
  readonly disputed: boolean;
  readonly batch: string | null;
  /** Fiscal month in which it became payable. */
  readonly ripened: string | null;
  /** Day on which the bank paid it. */
  readonly paid_on: string | null;
};

export interface LineFilter {
  /** Those that may be seen; missing: all. */
  readonly programs?: readonly string[];
  readonly program?: string;
  readonly partner?: string;
  /** Without what the vendor's own field is credited. */
  readonly theirs?: true;
  readonly partnerType?: string;
  readonly payee?: Payee;
  readonly person?: string;
  readonly incentive?: string;
  readonly source?: string;
  readonly activity?: string;
  /** Fiscal months, from the first through the last. */
  readonly from?: string;
  readonly to?: string;
  readonly state?: LineState | 'held' | 'disputed';
  readonly cause?: LineCause;
  readonly batch?: string;
}

export const LINES_PAGE = 200;

const linesWithStates = (db: Reader) =>
  db.selectFrom('ledger_lines as l').innerJoin('line_states as s', 's.line', 'l.id').leftJoin('payout_batches as b', 'b.id', 's.batch');

type Query = ReturnType<typeof linesWithStates>;

function filtered(db: Reader, filter: LineFilter): Query {
  const { programs, program, partner, partnerType, payee, person, incentive, source, activity, from, to, state, cause, batch } = filter;
  let query = linesWithStates(db);
  if (programs !== undefined) query = programs.length === 0 ? query.where(sql<boolean>`false`) : query.where('l.program', 'in', programs);
  if (program !== undefined) query = query.where('l.program', '=', program);
  if (partner !== undefined) query = query.where('l.partner', '=', partner);
  if (filter.theirs === true) query = query.where('l.payee', '<>', 'vendor-field');
  if (partnerType !== undefined) query = query.where('l.partner_type', '=', partnerType);
  if (payee !== undefined) query = query.where('l.payee', '=', payee);
  if (person !== undefined) query = query.where('l.person', '=', person);
  if (incentive !== undefined) query = query.where('l.incentive', '=', incentive);
  if (source !== undefined) query = query.where('l.source', '=', source);
  if (activity !== undefined) query = query.where('l.activity', '=', activity);
  if (from !== undefined) query = query.where('l.period', '>=', from);
  if (to !== undefined) query = query.where('l.period', '<=', to);
  if (cause !== undefined) query = query.where('l.cause', '=', cause);
  if (batch !== undefined) query = isId(batch) ? query.where('s.batch', '=', batch) : query.where(sql<boolean>`false`);
  if (state === 'held') query = query.where('s.held', 'is not', null);
  else if (state === 'disputed') query = query.where('s.disputed', '=', true);
  else if (state !== undefined) query = query.where('s.state', '=', state);
  return query;
}

const standing = (query: Query) =>
  query.selectAll('l').select(['s.state', 's.held', 's.disputed', 's.batch', 's.ripened']).select('b.paid_on');

/** The latest first. */
export async function listLines(db: Reader, filter: LineFilter, { limit = 50, after }: PageOptions = {}): Promise<Page<StandingLine>> {
  const size = Math.min(Math.max(1, limit), LINES_PAGE);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await standing(filtered(db, filter))
    .$if(after !== undefined, (query) => query.where('l.id', '<', after ?? ''))
    .orderBy('l.id', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

/** All of them, the first first; some at a time. */
export async function* eachLine(db: Reader, filter: LineFilter, most: number): AsyncGenerator<StandingLine> {
  const ROWS = 1_000;
  let after: string | undefined;
  for (let left = most; left > 0; left -= ROWS) {
    const from = after;
    const rows = await standing(filtered(db, filter))
      .$if(from !== undefined, (query) => query.where('l.id', '>', from ?? ''))
      .orderBy('l.id')
      .limit(Math.min(ROWS, left))
      .execute();
    yield* rows;
    after = rows.at(-1)?.id;
    if (rows.length < ROWS) return;
  }
}

export async function countLines(db: Reader, filter: LineFilter): Promise<number> {
  const { count } = await filtered(db, filter).select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow();
  return count;
}

export async function findLine(db: Reader, id: string): Promise<StandingLine | undefined> {
  if (!isId(id)) return undefined;
  return standing(linesWithStates(db)).where('l.id', '=', id).executeTakeFirst();
}

/** What sums are told apart by. */
export const DIMENSIONS = ['incentive', 'partner', 'partnerType', 'payee', 'period', 'state', 'cause'] as const;

export type Dimension = (typeof DIMENSIONS)[number];

const COLUMN: Readonly<Record<Dimension, string>> = {
  incentive: 'l.incentive',
  partner: 'l.partner',
  partnerType: 'l.partner_type',
  payee: 'l.payee',
  period: 'l.period',
  state: 's.state',
  cause: 'l.cause',
};

export interface Total {
  readonly of: Readonly<Partial<Record<Dimension, string>>>;
  readonly payer: 'vendor' | 'partner';
  readonly currency: string;
  readonly lines: number;
  readonly amount: bigint;
}

/** By dimensions, and by who pays; in their order. More than `most` of them: a StoreError. */
export async function totalLines(db: Reader, filter: LineFilter, by: readonly Dimension[], most: number): Promise<readonly Total[]> {
  const columns = by.map((dimension) => sql<string>`${sql.ref(COLUMN[dimension])}::text`);
  const keys = [...columns, sql<string>`l.payer`, sql<string>`l.currency`];
  const rows = await filtered(db, filter)
    .select(columns.map((column, index) => column.as(`d${index}`)))
    .select(['l.payer', 'l.currency'])
    .select([sql<number>`count(*)::int`.as('lines'), sql<string>`sum(l.amount)::text`.as('amount')])
    .groupBy(keys)
    .orderBy(sql.join(keys))
    .limit(most + 1)
    .execute();
  if (rows.length > most) throw new StoreError('limit', `There are more than ${most} sums. Ask for fewer dimensions, or for a part.`);
  return rows.map((row) => {
    const { payer, currency, lines, amount } = row;
    const named = row as unknown as Readonly<Record<string, string>>;
    return {
      of: Object.fromEntries(by.map((dimension, index) => [dimension, named[`d${index}`]])),
      payer,
      currency,
      lines,
      amount: BigInt(amount),
    };
  });
}
