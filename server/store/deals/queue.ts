import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { ReconcileQueueTable } from './tables.ts';

/* Shards to be folded anew. */

export type Queued = Selectable<ReconcileQueueTable>;

export async function enqueue(tx: Transaction, program: string, shards: readonly string[], because: string): Promise<void> {
  for (let from = 0; from < shards.length; from += ROWS) await enqueueSome(tx, program, shards.slice(from, from + ROWS), because);
}

/** Rows of one statement. */
const ROWS = 1_000;

async function enqueueSome(tx: Transaction, program: string, shards: readonly string[], because: string): Promise<void> {
  await tx
    .insertInto('reconcile_queue')
    .values(shards.map((shard) => ({ program, shard, because, attempts: 0 })))
    .onConflict((conflict) => conflict.columns(['program', 'shard']).doUpdateSet({ because, next_at: sql<Date>`now()` }))
    .execute();
}

export async function dequeue(tx: Transaction, program: string, shard: string): Promise<void> {
  await tx.deleteFrom('reconcile_queue').where('program', '=', program).where('shard', '=', shard).execute();
}

/** Those whose time has come, the longest waiting first. */
export const listQueued = (db: Reader, limit: number): Promise<readonly Queued[]> =>
  db.selectFrom('reconcile_queue').selectAll().where('next_at', '<=', sql<Date>`now()`).orderBy('next_at').limit(limit).execute();

export async function isQueued(tx: Transaction, program: string, shard: string): Promise<boolean> {
  const row = await tx
    .selectFrom('reconcile_queue')
    .select('shard')
    .where('program', '=', program)
    .where('shard', '=', shard)
    .executeTakeFirst();
  return row !== undefined;
}

const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 3_600;

/** It failed: again later, and later each time. */
export async function putOff(db: Reader, program: string, shard: string): Promise<void> {
  await sql`
    update reconcile_queue set attempts = attempts + 1,
      next_at = now() + least(${LONGEST_WAIT_SECONDS}, ${FIRST_WAIT_SECONDS} * power(2, least(attempts, 20))) * interval '1 second'
    where program = ${program} and shard = ${shard}`.execute(db);
}
