import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';

/* How lines stand, and months that are closed. */

/** What has become payable through a day; how many lines. `month`: the fiscal month in which that is noted. */
export async function ripenLines(tx: Transaction, program: string, through: string, month: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('line_states')
    .set({ state: 'payable', ripened: month, since: sql<Date>`now()` })
    .where('program', '=', program)
    .where('state', '=', 'accrued')
    .where('payable_on', '<=', through)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Closes months that aren't closed yet; gives those that it closed, in order. */
export async function closeMonths(tx: Transaction, program: string, months: readonly string[]): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const period of months) {
    const row = await tx
      .insertInto('closed_periods')
      .values({ program, period, closed_at: new Date() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('period')
      .executeTakeFirst();
    if (row !== undefined) closed.push(row.period);
  }
  return closed;
}

export async function firstMonth(db: Reader, program: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('ledger_lines')
    .select(sql<string | null>`min(period)`.as('period'))
    .where('program', '=', program)
    .executeTakeFirst();
  return row?.period ?? undefined;
}

/** Programs that have lines. */
export async function programsOfLedger(db: Reader): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('programs')
    .select('id')
    .where((where) =>
      where.exists(where.selectFrom('ledger_lines').select('ledger_lines.id').whereRef('ledger_lines.program', '=', 'programs.id')),
    )
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export interface LineStanding {
  readonly line: string;
  readonly state: 'accrued' | 'payable' | 'in-batch' | 'paid';
  readonly held: string | null;
  readonly disputed: boolean;
  readonly batch: string | null;
}

/** For the rest of the transaction. */
export async function lockStanding(tx: Transaction, line: string): Promise<LineStanding> {
  return tx
    .selectFrom('line_states')
    .select(['line', 'state', 'held', 'disputed', 'batch'])
    .where('line', '=', line)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function setHeld(tx: Transaction, line: string, held: string | null): Promise<void> {
  await tx.updateTable('line_states').set({ held }).where('line', '=', line).execute();
}

export async function setDisputed(tx: Transaction, line: string, disputed: boolean): Promise<void> {
  await tx.updateTable('line_states').set({ disputed }).where('line', '=', line).execute();
}
