import { setTimeout } from 'node:timers/promises';
import { threadCrew } from '../simulation/threads.ts';
import type { Transaction } from '../store/database.ts';
import { isPassing } from '../store/database-faults.ts';
import { StoreError } from '../store/errors.ts';
import { type Job, openJobQueue } from '../store/job-queue.ts';
import type { Store } from '../store/open-store.ts';
import { patiently } from '../store/patiently.ts';
import { keepShard, type ShardKey } from '../store/shards.ts';
import { endSimulation } from '../store/simulations.ts';
import { beat, enterWorker, leaveWorker } from '../store/workers.ts';
import { runSimulation } from './run.ts';
import { DEFAULT_SETTINGS, type JobSettings } from './settings.ts';
import { doShard } from './shard.ts';
import { type ShardDone, sharedCrew } from './shared-crew.ts';

export interface WorkerOptions extends Partial<JobSettings> {
  /** For people. */
  readonly name: string;
  /** Ends it: what it has begun is given back. */
  readonly signal: AbortSignal;
  /** What went wrong, though not with a question. */
  readonly onError?: (error: Error) => void;
  readonly onJob?: (job: Job) => void;
}

/** Simulations that one worker looks after at a time: they mostly wait for shards. */
const SIMULATIONS = 2;
const PAUSE_AFTER_ERROR_MS = 1_000;

/**
 * Takes jobs of a store in PostgreSQL until it is told to stop. It holds nothing that can't be made again: killed at
 * any moment, its jobs are done by others. While the database is away it waits, and gives back then what it has.
 */
export async function work(
  store: Store,
  { name, signal, onError = () => undefined, onJob = () => undefined, ...given }: WorkerOptions,
): Promise<void> {
  const settings = { ...DEFAULT_SETTINGS, ...given };
  const tell = (error: unknown): void => onError(error instanceof Error ? error : new Error(String(error)));
  const patience = { signal, onError: tell };
  const queue = await patiently(() => openJobQueue(store, tell), patience);
  const crew = threadCrew(settings.threads);
  let worker = await patiently(() => enterWorker(store, name), patience);
  /** It may have taken a job without learning of it. */
  let isInDoubt = false;

  const lookAround = async (): Promise<void> => {
    // one that was taken for dead goes on under another name; what it had begun may be done twice, and counts once
    if (isInDoubt || !(await beat(store, worker))) worker = await enterWorker(store, name);
    isInDoubt = false;
    await queue.giveUpSilent(settings.silentMs, (tx, job) => giveUp(tx, job, 'worker after worker ended while at it'));
  };
  let looking = Promise.resolve();
  const beating = setInterval(() => {
    looking = looking.then(lookAround).catch(tell);
  }, settings.beatMs);

  const doJob = async (job: Job, of: string): Promise<void> => {
    onJob(job);
    if (job.queue === 'shard') {
      const key = job.data as ShardKey;
      const done = await doShard(store, crew, key, { settings, signal });
      if (done !== undefined && 'stopped' in done && signal.aborted) return queue.putBack(of, job);
      await store.transaction(async (tx) => {
        if (done !== undefined && !('stopped' in done)) await keepShard(tx, key, JSON.stringify(done satisfies ShardDone));
        await queue.complete(tx, of, job);
      });
      return;
    }
    const { simulation } = job.data as { readonly simulation: string };
    const shared = sharedCrew(store, queue, simulation, { ...settings, sample: crew.sample });
    const ending = await runSimulation(store, simulation, shared, { settings, signal }).finally(() => shared.close());
    if (signal.aborted) return queue.putBack(of, job);
    await store.transaction(
      async (tx) => {
        if (ending !== undefined) await endSimulation(tx, simulation, ending);
        await queue.complete(tx, of, job);
      },
      { patient: true },
    );
  };

  /** It is claimed by this worker, which lives: nobody else will take it before. */
  const tryAgain = (job: Job, of: string, error: unknown): Promise<void> =>
    patiently(async () => {
      // nobody failed at it where the database was away
      if (isPassing(error)) return queue.putBack(of, job);
      const reason = error instanceof Error ? error.message : String(error);
      await queue.giveBack(of, job, reason, (tx) => giveUp(tx, job, reason));
    }, patience);
  const lane = async (from: 'simulation' | 'shard'): Promise<void> => {
    while (!signal.aborted) {
      const of = worker;
      let job: Job | undefined;
      try {
        job = await queue.take(of, from);
        if (job !== undefined) await doJob(job, of);
        else await setTimeout(settings.pollMs, undefined, { signal }).catch(() => undefined);
      } catch (error) {
        tell(error);
        if (job !== undefined) await tryAgain(job, of, error).catch(tell);
        else if (error instanceof StoreError && error.code === 'in-doubt') isInDoubt = true;
        await setTimeout(PAUSE_AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  try {
    const lanes = [
      ...Array.from({ length: SIMULATIONS }, () => lane('simulation')),
      ...Array.from({ length: settings.threads }, () => lane('shard')),
    ];
    await Promise.all(lanes);
  } finally {
    clearInterval(beating);
    await looking;
    await leaveWorker(store, worker).catch(tell);
    await crew.close();
    await queue.close();
  }
}

/** A job that was tried too often: whoever waits for it is told. */
async function giveUp(tx: Transaction, { queue, data }: Job, reason: string): Promise<void> {
  const error = `It could not be answered: ${reason}.`;
  if (queue === 'shard') await keepShard(tx, data as ShardKey, JSON.stringify({ failed: error } satisfies ShardDone));
  else await endSimulation(tx, (data as { readonly simulation: string }).simulation, { error });
}
