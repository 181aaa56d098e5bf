import { CompiledQuery } from 'kysely';
import PgBoss from 'pg-boss';
import type { Transaction } from './database.ts';
import type { Store } from './open-store.ts';
import { claim, giveUpSilent, release } from './workers.ts';

/*
 * Jobs for any number of processes, kept by pg-boss. Posting, taking and completing are part of the transactions
 * that write what they are about: a job is never done without its result, nor its result without the job.
 */

/** What a job may take, its retries after a lost worker, for each queue. */
const QUEUES = {
  simulation: { retryLimit: 5, expireInSeconds: 4 * 3600 },
  shard: { retryLimit: 5, expireInSeconds: 3600 },
} as const;
export type QueueName = keyof typeof QUEUES;

export interface Job {
  readonly queue: QueueName;
  readonly id: string;
  readonly data: unknown;
}

/** Finished jobs are of no use to anybody. */
const KEEP_FINISHED_SECONDS = 3600;
const MAINTAIN_SECONDS = 60;

export interface JobQueue {
  /** A job whose id is known already is not posted again. */
  post(tx: Transaction, queue: QueueName, jobs: readonly { readonly id: string; readonly data: object }[]): Promise<void>;
  /** The next job of the queue, for this worker. */
  take(worker: string, queue: QueueName): Promise<Job | undefined>;
  complete(tx: Transaction, worker: string, job: Job): Promise<void>;
  /** Puts it back as if it had never been taken: nobody failed at it. */
  putBack(worker: string, job: Job): Promise<void>;
  /** Puts it back for another try; false: it was tried often enough. */
  giveBack(worker: string, job: Job, reason: string): Promise<boolean>;
  /** Jobs that nobody needs any more. */
  cancel(tx: Transaction, queue: QueueName, ids: readonly string[]): Promise<void>;
  /** Puts back the jobs of workers that have been silent for so long; those that were lost too often are told. */
  giveUpSilent(silentMs: number): Promise<readonly Job[]>;
  close(): Promise<void>;
}

/** Of a store in PostgreSQL. */
export async function openJobQueue(store: Store, onError: (error: Error) => void = () => undefined): Promise<JobQueue> {
  const boss = new PgBoss({
    db: within(store.db),
    schedule: false,
    maintenanceIntervalSeconds: MAINTAIN_SECONDS,
    archiveCompletedAfterSeconds: KEEP_FINISHED_SECONDS,
    deleteAfterSeconds: KEEP_FINISHED_SECONDS,
  });
  boss.on('error', onError);
  await boss.start();
  for (const [name, options] of Object.entries(QUEUES)) await boss.createQueue(name, { name, ...options });

  /** Counts a try; the job, where it was the last one. */
  const failed = async (tx: Transaction, queue: QueueName, id: string, reason: string): Promise<Job | undefined> => {
    await boss.fail(queue, id, { reason }, { db: within(tx) });
    const after = await boss.getJobById<unknown>(queue, id, { db: within(tx), includeArchive: false });
    return after?.state === 'failed' ? { queue, id, data: after.data } : undefined;
  };

  return {
    post: async (tx, queue, jobs) => {
      if (jobs.length > 0)
        await boss.insert(
          jobs.map(({ id, data }) => ({ id, name: queue, data })),
          { db: within(tx) },
        );
    },
    take: (worker, queue) =>
      store.transaction(async (tx) => {
        const [job] = await boss.fetch<unknown>(queue, { db: within(tx), batchSize: 1 });
        if (job === undefined) return undefined;
        await claim(tx, worker, { queue, job: job.id });
        return { queue, id: job.id, data: job.data };
      }),
    complete: async (tx, worker, job) => {
      await release(tx, worker, { queue: job.queue, job: job.id });
      await boss.complete(job.queue, job.id, {}, { db: within(tx) });
    },
    putBack: (worker, job) =>
      store.transaction(async (tx) => {
        await release(tx, worker, { queue: job.queue, job: job.id });
        await boss.deleteJob(job.queue, job.id, { db: within(tx) });
        await boss.insert([{ id: job.id, name: job.queue, data: job.data as object }], { db: within(tx) });
      }),
    giveBack: (worker, job, reason) =>
      store.transaction(async (tx) => {
        await release(tx, worker, { queue: job.queue, job: job.id });
        return (await failed(tx, job.queue, job.id, reason)) === undefined;
      }),
    cancel: async (tx, queue, ids) => {
      if (ids.length > 0) await boss.cancel(queue, [...ids], { db: within(tx) });
    },
    giveUpSilent: (silentMs) =>
      store.transaction(async (tx) => {
        const lost: Job[] = [];
        for (const { queue, job } of await giveUpSilent(tx, silentMs)) {
          const after = isQueue(queue) ? await failed(tx, queue, job, 'its worker is gone') : undefined;
          if (after !== undefined) lost.push(after);
        }
        return lost;
      }),
    close: () => boss.stop({ graceful: false }),
  };
}

const isQueue = (name: string): name is QueueName => Object.hasOwn(QUEUES, name);

/** Statements of pg-boss as part of ours. */
const within = (db: Store['db'] | Transaction): PgBoss.Db => ({
  executeSql: async (text, values) => {
    const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values ?? []));
    return { rows: rows as unknown[] as never[] };
  },
});
