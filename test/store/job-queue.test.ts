import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newId } from '../../server/store/id.ts';
import { type Job, type JobQueue, openJobQueue } from '../../server/store/job-queue.ts';
import type { Store } from '../../server/store/open-store.ts';
import { beat, enterWorker } from '../../server/store/workers.ts';
import { databases, emptyStore } from '../support/databases.ts';

interface Office {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly post: (...ids: string[]) => Promise<void>;
}

async function office(database: (typeof databases)[number]): Promise<Office> {
  const store = await emptyStore(database);
  const queue = await openJobQueue(store);
  onTestFinished(() => queue.close());
  const post = (...ids: string[]): Promise<void> =>
    store.transaction((tx) =>
      queue.post(
        tx,
        'shard',
        ids.map((id) => ({ id, data: { id } })),
      ),
    );
  return { store, queue, post };
}

/** As if it had last been heard of so long ago. */
const silence = (store: Store, worker: string, seconds: number) =>
  sql`update workers set seen_at = now() - make_interval(secs => ${seconds}::int) where id = ${worker}::uuid`.execute(store.db);

const isNotLost = (): never => {
  throw new Error('it is tried again');
};

describe.each(databases.filter(({ kind }) => kind === 'postgres'))('the jobs of $name', (database) => {
  test('are posted once, and taken once, however many want them', async () => {
    const { store, queue, post } = await office(database);
    const ids = Array.from({ length: 30 }, newId);
    await Promise.all([post(...ids), post(...ids), post(...ids.slice(10))]);
    const workers = await Promise.all(Array.from({ length: 4 }, (_, index) => enterWorker(store, `worker ${index}`)));
    const taken = await Promise.all(Array.from({ length: 40 }, (_, index) => queue.take(workers[index % 4] ?? '', 'shard')));
    const jobs = taken.filter((job) => job !== undefined);
    expect(jobs.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(jobs.every(({ id, data }) => JSON.stringify(data) === JSON.stringify({ id }))).toBe(true);
    await post(...ids);
    expect(await queue.take(workers[0] ?? '', 'shard')).toBeUndefined();
  });

  test('are done together with what is written of them, or not at all', async () => {
    const { store, queue, post } = await office(database);
    await post(newId());
    const worker = await enterWorker(store, 'one');
    const job = await queue.take(worker, 'shard');
    if (job === undefined) throw new Error('there was a job');
    const failing = store.transaction(async (tx) => {
      await queue.complete(tx, worker, job);
      throw new Error('the result could not be written');
    });
    await expect(failing).rejects.toThrow('could not be written');
    await queue.putBack(worker, job);
    expect(await queue.take(worker, 'shard')).toMatchObject({ id: job.id });
    await store.transaction((tx) => queue.complete(tx, worker, job));
    expect(await queue.take(worker, 'shard')).toBeUndefined();
    expect(await store.db.selectFrom('claims').selectAll().execute()).toEqual([]);
  });

  test('of a silent worker go to others, and it learns that it was given up', async () => {
    const { store, queue, post } = await office(database);
    await post(newId());
    const [silent, other] = [await enterWorker(store, 'silent'), await enterWorker(store, 'other')];
    const job = await queue.take(silent, 'shard');
    if (job === undefined) throw new Error('there was a job');
    await queue.giveUpSilent(10_000, isNotLost);
    expect(await queue.take(other, 'shard')).toBeUndefined();
    await silence(store, silent, 11);
    await queue.giveUpSilent(10_000, isNotLost);
    expect(await queue.take(other, 'shard')).toEqual(job);
    // what it has no more it can't put back
    await queue.putBack(silent, job);
    await queue.giveBack(silent, job, 'late', isNotLost);
    expect(await queue.take(silent, 'shard')).toBeUndefined();
    expect(await beat(store, silent)).toBe(false);
    expect(await beat(store, other)).toBe(true);
  });

  test('that were lost again and again are told, and tried no more', async () => {
    const { store, queue, post } = await office(database);
    const id = newId();
    await post(id);
    const lost: Job[] = [];
    let tries = 0;
    for (; lost.length === 0 && tries < 20; tries += 1) {
      const worker = await enterWorker(store, 'doomed');
      expect(await queue.take(worker, 'shard')).toMatchObject({ id });
      await silence(store, worker, 60);
      await queue.giveUpSilent(10_000, async (_tx, job) => void lost.push(job));
    }
    expect(lost).toMatchObject([{ queue: 'shard', id, data: { id } }]);
    expect(tries).toBe(6);
    expect(await queue.take(await enterWorker(store, 'late'), 'shard')).toBeUndefined();
  });
});
