import { sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import type { StandingLine } from './lines.ts';
import type { LineCause, Payee } from './tables.ts';

/* What a statement is made of. Months are told by their first day: `from` is the first, `until` the first that is no more of it. */

export interface Whose {
  readonly program: string;
  readonly partner: string;
  /** As the partner sees it: without what the vendor's own field is credited. */
  readonly theirs?: true;
}

export interface AccountSum {
  readonly payee: Payee;
  readonly person: string | null;
  readonly amount: bigint;
}

const summed = (
  rows: readonly { readonly payee: Payee; readonly person: string | null; readonly amount: string }[],
): readonly AccountSum[] => rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));

/** What was posted before a month, by account. */
export async function postedBefore(db: Reader, { program, partner, theirs }: Whose, month: string): Promise<readonly AccountSum[]> {
  const rows = await db
    .selectFrom('ledger_lines')
    .select(['payee', 'person', sql<string>`sum(amount)::text`.as('amount')])
    .where('program', '=', program)
    .where('partner', '=', partner)
    .$if(theirs === true, (query) => query.where('payee', '<>', 'vendor-field'))
    .where('period', '<', month)
    .groupBy(['payee', 'person'])
    .execute();
  return summed(rows);
}

/** What was paid before a day, by account. */
export async function paidBefore(db: Reader, { program, partner, theirs }: Whose, day: string): Promise<readonly AccountSum[]> {
  const rows = await db
    .selectFrom('ledger_lines as l')
    .innerJoin('line_states as s', 's.line', 'l.id')
    .innerJoin('payout_batches as b', 'b.id', 's.batch')
    .select(['l.payee', 'l.person', sql<string>`sum(l.amount)::text`.as('amount')])
    .where('l.program', '=', program)
    .where('l.partner', '=', partner)
    .$if(theirs === true, (query) => query.where('l.payee', '<>', 'vendor-field'))
    .where('s.state', '=', 'paid')
    .where('b.paid_on', '<', day)
    .groupBy(['l.payee', 'l.person'])
    .execute();
  return summed(rows);
}

export interface PaidTo extends AccountSum {
  readonly batch: string;
  readonly reference: string;
  readonly paid_on: string;
  readonly lines: number;
}

/** What was paid from a day on, before another, by batch and account. */
export async function paidIn(db: Reader, { program, partner, theirs }: Whose, from: string, until: string): Promise<readonly PaidTo[]> {
  const rows = await db
    .selectFrom('ledger_lines as l')
    .innerJoin('line_states as s', 's.line', 'l.id')
    .innerJoin('payout_batches as b', 'b.id', 's.batch')
    .select(['l.payee', 'l.person', 'b.id as batch', 'b.reference', 'b.paid_on'])
    .select([sql<number>`count(*)::int`.as('lines'), sql<string>`sum(l.amount)::text`.as('amount')])
    .where('l.program', '=', program)
    .where('l.partner', '=', partner)
    .$if(theirs === true, (query) => query.where('l.payee', '<>', 'vendor-field'))
    .where('s.state', '=', 'paid')
    .where('b.paid_on', '>=', from)
    .where('b.paid_on', '<', until)
    .groupBy(['l.payee', 'l.person', 'b.id', 'b.reference', 'b.paid_on'])
    .orderBy('b.paid_on')
    .orderBy('b.id')
    .execute();
  return rows.map(({ amount, reference, paid_on, ...row }) => ({
    ...row,
    amount: BigInt(amount),
    reference: reference ?? '',
    paid_on: paid_on ?? '',
  }));
}

/** Lines posted in the months, in the order in which they were. */
export async function statedLines(
  db: Reader,
  { program, partner, theirs }: Whose,
  from: string,
  until: string,
  most: number,
): Promise<readonly StandingLine[]> {
  return db
    .selectFrom('ledger_lines as l')
    .innerJoin('line_states as s', 's.line', 'l.id')
    .leftJoin('payout_batches as b', 'b.id', 's.batch')
    .selectAll('l')
    .select(['s.state', 's.held', 's.disputed', 's.batch', 's.ripened', 'b.paid_on'])
    .where('l.program', '=', program)
    .where('l.partner', '=', partner)
    .$if(theirs === true, (query) => query.where('l.payee', '<>', 'vendor-field'))
    .where('l.period', '>=', from)
    .where('l.period', '<', until)
    .orderBy('l.posted_at')
    .orderBy('l.place')
    .orderBy('l.id')
    .limit(most)
    .execute();
}

/** Of lines posted before a month what their key came to before each. */
export async function keysBefore(
  db: Reader,
  { program, partner }: Whose,
  until: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  if (ids.length === 0) return new Map();
  // one pass over all that the partner has: of a large ledger no plan by keys is as good
  const rows = await db
    .with('own', (with_) =>
      with_
        .selectFrom('ledger_lines')
        .select('id')
        .select(
          sql<string>`coalesce(sum(amount) over (partition by source, activity, partner_type, incentive, payee, person
            order by posted_at, place, id rows between unbounded preceding and 1 preceding), 0)::text`.as('key_before'),
        )
        .where('program', '=', program)
        .where('partner', '=', partner)
        .where('period', '<', until),
    )
    .selectFrom('own')
    .selectAll()
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, key_before }) => [id, BigInt(key_before)]));
}

export interface ExplainedRow {
  readonly id: string;
  readonly source: string;
  readonly activity: string;
  readonly kind: string;
  readonly occurred_on: string;
  /** gzip of canonical JSON. */
  readonly explained: Uint8Array;
}

const ROWS = 500;

export async function decisionsById(db: Reader, ids: readonly string[]): Promise<readonly ExplainedRow[]> {
  const found: ExplainedRow[] = [];
  for (let from = 0; from < ids.length; from += ROWS) {
    const rows = await db
      .selectFrom('decisions')
      .select(['id', 'source', 'activity', 'kind', 'occurred_on'])
      // shorter than the hexadecimal digits in which bytes come, and read several times as fast
      .select(sql<string>`encode(explained, 'base64')`.as('explained'))
      .where('id', 'in', ids.slice(from, from + ROWS))
      .execute();
    for (const row of rows) found.push({ ...row, explained: Buffer.from(row.explained, 'base64') });
  }
  return found;
}

export interface SaidRow {
  readonly id: string;
  readonly status: string;
  readonly generated: boolean;
  readonly said: unknown;
}

/** Decisions that stand on what a partner did from a day on, before another, in short. */
export async function decisionsIn(
  db: Reader,
  { program, partner }: Whose,
  from: string,
  until: string,
  most: number,
): Promise<readonly SaidRow[]> {
  // first the partner's, then each of them by its id: a database that doesn't know how many there are takes ways that end up comparing all with all
  return db
    .selectFrom((from_) =>
      from_
        .selectFrom('decision_parties')
        .select('decision')
        .distinct()
        .where('program', '=', program)
        .where('partner', '=', partner)
        .as('own'),
    )
    .innerJoinLateral(
      (one) =>
        one
          .selectFrom('decisions')
          .select(['id', 'status', 'generated', 'said', 'occurred_on', 'superseded_by'])
          .whereRef('decisions.id', '=', 'own.decision')
          .offset(0)
          .as('d'),
      (join) => join.onTrue(),
    )
    .select(['d.id', 'd.status', 'd.generated', 'd.said'])
    .where('d.superseded_by', 'is', null)
    .where('d.occurred_on', '>=', from)
    .where('d.occurred_on', '<', until)
    .orderBy('d.occurred_on')
    .orderBy('d.id')
    .limit(most)
    .execute();
}

export interface AdjustmentNote {
  readonly id: string;
  readonly kind: 'override' | 'manual';
  readonly amount: number;
  readonly reason: string;
  readonly proposed_by_name: string;
  readonly decided_by_name: string | null;
}

export async function adjustmentNotes(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, AdjustmentNote>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('adjustments')
    .select(['id', 'kind', 'amount', 'reason', 'proposed_by_name', 'decided_by_name'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Lines that are corrected: where they stand. */
export async function linesCorrected(
  db: Reader,
  ids: readonly string[],
): Promise<
  ReadonlyMap<string, { readonly amount: number; readonly period: string; readonly posted_on: string; readonly cause: LineCause }>
> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('ledger_lines')
    .select(['id', 'amount', 'period', 'posted_on', 'cause'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** What the registry calls it; undefined: it doesn't have it. */
export async function partnerName(db: Reader, partner: string): Promise<string | undefined> {
  return (await db.selectFrom('partners').select('name').where('id', '=', partner).executeTakeFirst())?.name;
}

/** Types in which it is enrolled in the program's live history. */
export async function typesOf(db: Reader, { program, partner }: Whose): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('live_programs as p')
    .innerJoin('history_enrollments as e', 'e.history', 'p.history')
    .select('e.partner_type')
    .where('p.program', '=', program)
    .where('e.partner', '=', partner)
    .orderBy('e.partner_type')
    .execute();
  return rows.map(({ partner_type }) => partner_type);
}
