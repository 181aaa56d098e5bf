import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from './database.ts';
import type { Store } from './open-store.ts';
import type { Snapshot } from './simulations.ts';

/*
 * A simulation that workers share is cut into shards: a task, and a run of enrollments. What became of a shard is
 * written down once; whoever does it again finds it there.
 */

export interface ShardKey {
  readonly simulation: string;
  /** Hash of the task. */
  readonly task: string;
  /** Enrollments first..last − 1; of a task that can't be cut all of them. */
  readonly first: number;
  readonly last: number;
}

/** The job that does it: the same shard has the same, so that it is posted once. */
export function shardJob({ simulation, task, first, last }: ShardKey): string {
  const hex = createHash('sha256').update(`${simulation} ${task} ${first} ${last}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Keeps a task (JSON) while its simulation runs. */
export async function keepTask(tx: Transaction, simulation: string, hash: string, task: string): Promise<void> {
  await tx
    .insertInto('simulation_tasks')
    .values({ simulation, hash, task })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface KeptTask {
  /** JSON. */
  readonly task: string;
  readonly snapshot: Snapshot;
}

/** undefined: its simulation has ended. */
export async function taskOf({ db }: Store, { simulation, task }: Pick<ShardKey, 'simulation' | 'task'>): Promise<KeptTask | undefined> {
  const row = await db
    .selectFrom('simulation_tasks as t')
    .innerJoin('simulations as s', 's.id', 't.simulation')
    .select(['t.task', 's.history', 's.last_recorded', 's.content_hash'])
    .where('t.simulation', '=', simulation)
    .where('t.hash', '=', task)
    .where('s.state', '=', 'running')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { task: row.task, snapshot: { history: row.history, lastRecorded: row.last_recorded, contentHash: row.content_hash } };
}

/** Whether its parts are still wanted. */
export async function isWanted({ db }: Store, simulation: string): Promise<boolean> {
  return (
    (await db.selectFrom('simulations').select('id').where('id', '=', simulation).where('state', '=', 'running').executeTakeFirst()) !==
    undefined
  );
}

/** Writes down what became of a shard (JSON), if nobody has; nothing where its simulation has ended. */
export async function keepShard(tx: Transaction, { simulation, task, first, last }: ShardKey, done: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into shards (simulation, task, first, last, done)
    select simulation, hash, ${first}::int, ${last}::int, ${done}
    from simulation_tasks where simulation = ${simulation}::uuid and hash = ${task} for share
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** Of these shards those that are done, by job. */
export async function doneShards({ db }: Store, keys: readonly ShardKey[]): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const asked = JSON.stringify(keys.map(({ simulation, task, first, last }) => [simulation, task, first, last]));
  const { rows } = await sql<ShardKey & { done: string }>`
    select s.simulation, s.task, s.first, s.last, s.done
    from jsonb_array_elements(${asked}::jsonb) as t(e)
    join shards s on s.simulation = (e->>0)::uuid and s.task = e->>1 and s.first = (e->>2)::int and s.last = (e->>3)::int`.execute(db);
  return new Map(rows.map((row) => [shardJob(row), row.done]));
}
