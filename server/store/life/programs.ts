import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Reader } from './contents.ts';
import type { ProgramsTable } from './tables.ts';

export const PROGRAM_LIMITS = { programs: 1_000, versions: 1_000 } as const;

/**
 * The program for the rest of the transaction: nobody else changes its drafts, submissions or timeline. Whoever changes
 * one of them begins here. Undefined where there is none.
 */
export async function lockProgram(tx: Transaction, id: string): Promise<Selectable<ProgramsTable> | undefined> {
  return tx.selectFrom('programs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** The same; makes it where there is none. */
export async function lockOrMakeProgram(tx: Transaction, id: string, at: Date): Promise<Selectable<ProgramsTable>> {
  const before = await lockProgram(tx, id);
  if (before !== undefined) return before;
  const { count } = await tx.selectFrom('programs').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow();
  if (count >= PROGRAM_LIMITS.programs) throw new StoreError('limit', `There are ${count} programs, and no more are kept.`);
  await tx
    .insertInto('programs')
    .values({ id, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const made = await lockProgram(tx, id);
  if (made === undefined) throw new Error('a program that was made is not there');
  return made;
}

export async function isProgram(db: Reader, id: string): Promise<boolean> {
  return (await db.selectFrom('programs').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** Says to who has the timeline in memory that it has changed. */
export async function noteTimelineChange(tx: Transaction, id: string): Promise<void> {
  await tx.updateTable('programs').set({ changes: sql<number>`changes + 1` }).where('id', '=', id).execute();
}

/** Each program, and how often its timeline has changed. */
export async function timelineChanges(db: Reader): Promise<readonly { readonly id: string; readonly changes: number }[]> {
  return db.selectFrom('programs').select(['id', 'changes']).orderBy('id').execute();
}
