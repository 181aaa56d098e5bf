import { sql } from 'kysely';
import type { Transaction } from './database.ts';
import { newId } from './id.ts';
import type { Store } from './open-store.ts';

/*
 * Workers say now and then that they are there. One that has been silent for too long has lost its jobs: they are
 * given to others. Time is the database's own.
 */

export async function enterWorker({ db }: Store, name: string): Promise<string> {
  const id = newId();
  await db
    .insertInto('workers')
    .values({ id, name: name.replaceAll('\0', '').slice(0, 200) })
    .execute();
  return id;
}

/** Says that it is there; false: it was given up, and its jobs with it. */
export async function beat({ db }: Store, worker: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update workers set seen_at = now() where id = ${worker}::uuid`.execute(db);
  return numAffectedRows === 1n;
}

/** One that still has jobs stays until they are given up: others find them by it. */
export async function leaveWorker({ db }: Store, worker: string): Promise<void> {
  await sql`delete from workers where id = ${worker}::uuid and not exists (select from claims where claims.worker = workers.id)`.execute(
    db,
  );
}

export interface Claim {
  readonly queue: string;
  readonly job: string;
}

export async function claim(tx: Transaction, worker: string, { queue, job }: Claim): Promise<void> {
  // a job that comes back was somebody's before
  await sql`
    insert into claims (worker, queue, job) values (${worker}::uuid, ${queue}, ${job}::uuid)
    on conflict (queue, job) do update set worker = excluded.worker`.execute(tx);
}

/** false: it is this worker's no more. */
export async function release(tx: Transaction, worker: string, { queue, job }: Claim): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('claims')
    .where('worker', '=', worker)
    .where('queue', '=', queue)
    .where('job', '=', job)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Gives up the workers that have been silent for so long, and tells what they had claimed. */
export async function giveUpSilent(tx: Transaction, silentMs: number): Promise<readonly Claim[]> {
  const { rows: silent } = await sql<{ id: string }>`
    select id from workers where seen_at < now() - make_interval(secs => ${silentMs / 1000}::float8) for update skip locked`.execute(tx);
  if (silent.length === 0) return [];
  const ids = silent.map(({ id }) => id);
  const claims = await tx.deleteFrom('claims').where('worker', 'in', ids).returning(['queue', 'job']).execute();
  await tx.deleteFrom('workers').where('id', 'in', ids).execute();
  return claims;
}
