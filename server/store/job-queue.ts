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
  /** Puts it back as if it had never been taken: nobody failed at it. What this worker has no more is left alone. */
  putBack(worker: string, job: Job): Promise<void>;
  /** Puts it back for another try. */
  giveBack(worker: string, job: Job, reason: string, last?: LastTry): Promise<void>;
  /** Jobs that nobody needs any more. */
  cancel(tx: Transaction, queue: QueueName, ids: readonly string[]): Promise<void>;
  /** Puts back the jobs of workers that have been silent for so long. */
  giveUpSilent(silentMs: number, last?: LastTry): Promise<void>;
  close(): Promise<void>;
}

/** Told of a job that was tried often enough, in the transaction that gives it up. */
export type LastTry = (tx: Transaction, job: Job) => Promise<void>;

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
  try {
    await boss.start();
    for (const [name, options] of Object.entries(QUEUES)) await boss.createQueue(name, { name, ...options });
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }

  /** Counts a try. */
  const failed = async (tx: Transaction, queue: QueueName, id: string, reason: string, last: LastTry | undefined): Promise<void> => {
    await boss.fail(queue, id, { reason }, { db: within(tx) });
    const after = await boss.getJobById<unknown>(queue, id, { db: within(tx), includeArchive: false });
    if (after?.state === 'failed') await last?.(tx, { queue, id, data: after.data });
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
        if (!(await release(tx, worker, { queue: job.queue, job: job.id }))) return;
        await boss.deleteJob(job.queue, job.id, { db: within(tx) });
        await boss.insert([{ id: job.id, name: job.queue, data: job.data as object }], { db: within(tx) });
      }),
    giveBack: (worker, job, reason, last) =>
      store.transaction(async (tx) => {
        if (await release(tx, worker, { queue: job.queue, job: job.id })) await failed(tx, job.queue, job.id, reason, last);
      }),
    cancel: async (tx, queue, ids) => {
      if (ids.length > 0) await boss.cancel(queue, [...ids], { db: within(tx) });
    },
    giveUpSilent: (silentMs, last) =>
      store.transaction(async (tx) => {
        for (const { queue, job } of await giveUpSilent(tx, silentMs)) {
          if (isQueue(queue)) await failed(tx, queue, job, 'its worker is gone', last);
        }
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
