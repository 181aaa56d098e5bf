import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { BatchState, Payee, PayoutBatchesTable } from './tables.ts';

export type BatchRow = Selectable<PayoutBatchesTable>;

export type Payees = BatchRow['payees'];

/** Who they are on lines. */
const PAYEES: Readonly<Record<Payees, readonly Payee[]>> = {
  partners: ['partner', 'person'],
  'vendor-field': ['vendor-field'],
  vendor: ['vendor'],
};

/** One proposes at a time, so that what a batch comes to is what was looked at. */
export async function lockPayouts(tx: Transaction, program: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${program}, 9))`.execute(tx);
}

export interface PayableLine {
  readonly id: string;
  readonly partner: string;
  readonly payee: Payee;
  readonly person: string | null;
  readonly amount: number;
}

/** Lines that are payable since this day or before, neither held nor disputed; locked, in one order. */
export async function lockPayable(
  tx: Transaction,
  program: string,
  payees: Payees,
  through: string,
  most: number,
): Promise<readonly PayableLine[]> {
  return tx
    .selectFrom('line_states as s')
    .innerJoin('ledger_lines as l', 'l.id', 's.line')
    .select(['l.id', 'l.partner', 'l.payee', 'l.person', 'l.amount'])
    .where('s.program', '=', program)
    .where('s.state', '=', 'payable')
    .where('s.held', 'is', null)
    .where('s.disputed', '=', false)
    .where('s.payable_on', '<=', through)
    .where('l.payee', 'in', PAYEES[payees])
    .orderBy('s.line')
    .limit(most)
    .forUpdate('s')
    .execute();
}

export async function insertBatch(tx: Transaction, row: BatchRow, lines: readonly string[]): Promise<void> {
  await tx.insertInto('payout_batches').values(row).execute();
  const ROWS = 5_000;
  for (let from = 0; from < lines.length; from += ROWS)
    await tx
      .updateTable('line_states')
      .set({ state: 'in-batch', batch: row.id, since: sql<Date>`now()` })
      .where('line', 'in', lines.slice(from, from + ROWS))
      .execute();
}

export async function findBatch(db: Reader, id: string): Promise<BatchRow | undefined> {
  return isId(id) ? db.selectFrom('payout_batches').selectAll().where('id', '=', id).executeTakeFirst() : undefined;
}

export async function lockBatch(tx: Transaction, id: string): Promise<BatchRow> {
  return tx.selectFrom('payout_batches').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

type Moved = Pick<BatchRow, 'state'> & Partial<Omit<BatchRow, 'id' | 'state'>>;

export async function moveBatch(tx: Transaction, id: string, to: Moved): Promise<BatchRow> {
  return tx.updateTable('payout_batches').set(to).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** Paid, or given back to be paid with another batch. */
export async function moveLines(tx: Transaction, batch: string, to: 'paid' | 'payable'): Promise<void> {
  await tx
    .updateTable('line_states')
    .set({ state: to, ...(to === 'payable' && { batch: null }), since: sql<Date>`now()` })
    .where('batch', '=', batch)
    .execute();
}

/** Takes all lines of a payee out of a batch: they are payable again. How many, and what they come to. */
export async function takeOut(
  tx: Transaction,
  batch: string,
  { partner, payee, person }: Pick<PayableLine, 'partner' | 'payee' | 'person'>,
): Promise<{ readonly lines: number; readonly amount: bigint }> {
  const { rows } = await sql<{ amount: string }>`
    update line_states s set state = 'payable', batch = null, since = now()
    from ledger_lines l
    where l.id = s.line and s.batch = ${batch}::uuid and l.partner = ${partner} and l.payee = ${payee}
      and l.person is not distinct from ${person}::text
    returning l.amount::text as amount`.execute(tx);
  return { lines: rows.length, amount: rows.reduce((sum, { amount }) => sum + BigInt(amount), 0n) };
}

export interface BatchFilter {
  readonly program?: string;
  readonly state?: BatchState;
}

/** The latest first. */
export async function listBatches(
  db: Reader,
  { program, state }: BatchFilter,
  { limit = 50, after }: PageOptions = {},
): Promise<Page<BatchRow>> {
  const size = Math.min(Math.max(1, limit), 200);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await db
    .selectFrom('payout_batches')
    .selectAll()
    .$if(program !== undefined, (query) => query.where('program', '=', program ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'proposed'))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

/** What one payee gets of a batch. */
export interface Payment {
  readonly partner: string;
  /** null: the registry doesn't have it. */
  readonly partnerName: string | null;
  readonly payee: Payee;
  readonly person: string | null;
  readonly lines: number;
  readonly amount: bigint;
}

export async function paymentsOf(db: Reader, batch: string): Promise<readonly Payment[]> {
  const rows = await db
    .selectFrom('line_states as s')
    .innerJoin('ledger_lines as l', 'l.id', 's.line')
    .leftJoin('partners as p', 'p.id', 'l.partner')
    .select(['l.partner', 'p.name as partnerName', 'l.payee', 'l.person'])
    .select([sql<number>`count(*)::int`.as('lines'), sql<string>`sum(l.amount)::text`.as('amount')])
    .where('s.batch', '=', batch)
    .groupBy(['l.partner', 'p.name', 'l.payee', 'l.person'])
    .orderBy('l.partner')
    .orderBy('l.payee')
    .orderBy('l.person')
    .execute();
  return rows.map(({ amount, ...row }) => ({ ...row, amount: BigInt(amount) }));
}
