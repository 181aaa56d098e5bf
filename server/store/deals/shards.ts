import { type Insertable, type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { LiveShardsTable, LiveStepsTable } from './tables.ts';

/* Who is decided together, and what they took in. */

export type ShardRow = Selectable<LiveShardsTable>;
export type StepRow = Selectable<LiveStepsTable>;

/** For the rest of the transaction, in one order, so that two who want the same don't wait for each other. Those that aren't there are left out. */
export async function lockShards(tx: Transaction, program: string, shards: readonly string[]): Promise<ReadonlyMap<string, ShardRow>> {
  if (shards.length === 0) return new Map();
  const rows = await tx
    .selectFrom('live_shards')
    .selectAll()
    .where('program', '=', program)
    .where('shard', 'in', shards)
    .orderBy('shard')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.shard, row]));
}

/** The same of one; undefined where it isn't there, or somebody else has it in hand. */
export async function lockShardIfFree(tx: Transaction, program: string, shard: string): Promise<ShardRow | undefined> {
  return tx
    .selectFrom('live_shards')
    .selectAll()
    .where('program', '=', program)
    .where('shard', '=', shard)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** While it is held nobody changes it, and others may hold it too. */
export async function lockToRead(tx: Transaction, program: string, shard: string): Promise<ShardRow | undefined> {
  return tx.selectFrom('live_shards').selectAll().where('program', '=', program).where('shard', '=', shard).forShare().executeTakeFirst();
}

export const listShards = (db: Reader, program: string): Promise<readonly ShardRow[]> =>
  db.selectFrom('live_shards').selectAll().where('program', '=', program).orderBy('shard').execute();

export async function keepShard(tx: Transaction, row: ShardRow): Promise<void> {
  const { program: _, shard: __, ...changes } = row;
  await tx
    .insertInto('live_shards')
    .values(row)
    .onConflict((conflict) => conflict.columns(['program', 'shard']).doUpdateSet(changes))
    .execute();
}

export async function removeShards(tx: Transaction, program: string, but: string): Promise<void> {
  await tx.deleteFrom('live_shards').where('program', '=', program).where('shard', '<>', but).execute();
}

/** One on whose day `today` something falls due, which nobody else has in hand; it is locked. */
export async function takeDueShard(tx: Transaction, program: string, today: string): Promise<ShardRow | undefined> {
  return tx
    .selectFrom('live_shards')
    .selectAll()
    .where('program', '=', program)
    .where('due_on', '<=', today)
    .orderBy('due_on')
    .orderBy('shard')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** Shards that stand by another timeline than this one. */
export const shardsBehind = (db: Reader, program: string, timeline: string): Promise<readonly { readonly shard: string }[]> =>
  db.selectFrom('live_shards').select('shard').where('program', '=', program).where('timeline', '<>', timeline).orderBy('shard').execute();

export async function appendSteps(tx: Transaction, steps: readonly Insertable<LiveStepsTable>[]): Promise<void> {
  const ROWS = 1_000;
  for (let from = 0; from < steps.length; from += ROWS)
    await tx
      .insertInto('live_steps')
      .values(steps.slice(from, from + ROWS))
      .execute();
}

/** In order, those after a step and up to another one. */
export const readSteps = (db: Reader, program: string, shard: string, after: number, upTo: number): Promise<readonly StepRow[]> =>
  db
    .selectFrom('live_steps')
    .selectAll()
    .where('program', '=', program)
    .where('shard', '=', shard)
    .where('step', '>', after)
    .where('step', '<=', upTo)
    .orderBy('step')
    .execute();

/** The last up to this one at which the shard was folded anew. */
export async function lastReconciled(db: Reader, program: string, shard: string, upTo: number): Promise<StepRow | undefined> {
  return db
    .selectFrom('live_steps')
    .selectAll()
    .where('program', '=', program)
    .where('shard', '=', shard)
    .where('step', '<=', upTo)
    .where('kind', '=', 'reconciled')
    .orderBy('step', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The highest step of all shards of a program. */
export async function highestStep(tx: Transaction, program: string): Promise<number> {
  const { rows } = await sql<{ step: number }>`
    select coalesce(max(steps), 0)::int as step from live_shards where program = ${program}`.execute(tx);
  return rows[0]?.step ?? 0;
}

export interface RecordedIn {
  readonly recorded: number;
  readonly kind: 'enrolled' | 'activity';
}

/** Numbers of all that any shard of a program took in, each once, in the order recorded. */
export async function recordedInProgram(tx: Transaction, program: string): Promise<readonly RecordedIn[]> {
  const { rows } = await sql<RecordedIn>`
    select distinct recorded, case when kind = 'enrolled' then 'enrolled' else 'activity' end as kind
    from live_steps where program = ${program} and recorded is not null order by recorded`.execute(tx);
  return rows;
}
