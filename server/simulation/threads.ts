import type { Worker } from 'node:worker_threads';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type CrewOptions, type Done, foldInPieces, type LocalCrew, PieceFailed, pieceName, stopOf, taskOf, twice } from './crew.ts';
import { hashOfDocument } from './prepare.ts';
import type { FoldTask } from './task.ts';
import type { ThreadAnswer, ThreadTask, ThreadWork } from './thread.ts';
import { ThreadPool, threadFile } from './thread-pool.ts';

type Pool = ThreadPool<ThreadTask, ThreadAnswer>;

export interface ThreadCrew extends LocalCrew {
  /** Those that run now. */
  readonly workers: readonly Worker[];
}

/**
 * Folds on so many worker threads. They read the history where it lies: its arrays are shared memory, and only what
 * describes them is posted, once a worker; programs likewise.
 */
export function threadCrew(threads: number): ThreadCrew {
  const pool = new ThreadPool<ThreadTask, ThreadAnswer>(threadFile(import.meta.url, 'thread'), threads);
  // samples take as long as many pieces, and go on beside them
  const sampler = new ThreadPool<ThreadTask, ThreadAnswer>(threadFile(import.meta.url, 'thread'), 1);
  return {
    lanes: threads,
    fold: (history, jobs, options = {}) =>
      stoppable(options, (on, stop) => {
        const doTask = asking(pool, history, on);
        return foldInPieces(history, jobs, threads, (piece) => doTask(taskOf(piece), piece.reached), options, stop);
      }),
    one: (history, name, task, options = {}) =>
      stoppable(options, (on) => twice(pieceName(name, task), stopOf(options), () => asking(pool, history, on)(task))),
    explain: (history, name, programs, activity, options = {}) =>
      stoppable(options, async (on) => {
        const what = `${name} up to ${activity.id}`;
        const answer = await twice(what, stopOf(options), () => ask(pool, history, programs, { explain: activity }, on));
        if ('decision' in answer || 'stopped' in answer) return answer;
        throw new Error('a decision was asked for, and something else came');
      }),
    sample: (history, name, programs, request, options = {}) =>
      stoppable(options, async (on) => {
        const answer = await twice(`a sample of ${name}`, stopOf(options), () => ask(sampler, history, programs, { sample: request }, on));
        if ('sampled' in answer) return answer.sampled;
        if ('stopped' in answer) return answer;
        throw new Error('a sample was asked for, and something else came');
      }),
    close: async () => {
      await Promise.all([pool.close(), sampler.close()]);
    },
    get workers() {
      return [...pool.workers, ...sampler.workers];
    },
  };
}

type Stopping = Pick<ThreadTask, 'stopped' | 'reached' | 'deadline'>;

/** One word of shared memory tells all workers to stop; ending them would cost what they keep. */
async function stoppable<T>(
  { signal, deadline }: Pick<CrewOptions, 'signal' | 'deadline'>,
  work: (on: Stopping, stop: () => void) => Promise<T>,
): Promise<T> {
  const stopped = new Int32Array(new SharedArrayBuffer(4));
  const stop = (): void => void Atomics.store(stopped, 0, 1);
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work({ stopped, ...(deadline !== undefined && { deadline }) }, stop);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

const asking =
  (pool: Pool, history: HistoryColumns, on: Stopping) =>
  async ({ programs, ...rest }: FoldTask, reached?: Int32Array): Promise<Done> => {
    const answer = await ask(pool, history, programs, rest, { ...on, ...(reached && { reached }) });
    if ('decision' in answer || 'sampled' in answer) throw new Error('a fold was asked for, and something else came');
    return answer;
  };

/** What the worker lacks it is given once. */
async function ask(
  pool: Pool,
  history: HistoryColumns,
  programs: Programs,
  work: ThreadWork,
  on: Stopping,
): Promise<Exclude<ThreadAnswer, { readonly lacks: true } | { readonly failed: string }>> {
  const named: ThreadTask = { ...work, ...on, history: history.hash, programs: keyOf(programs) };
  const answer = await pool.with(async ({ ask: question }) => {
    const first = await question(named);
    return 'lacks' in first ? question({ ...named, brought: { history, programs } }) : first;
  });
  if ('failed' in answer) throw new PieceFailed(answer.failed);
  if ('lacks' in answer) throw new PieceFailed('a worker lacks what it was given');
  return answer;
}

type Programs = FoldTask['programs'];
const keys = new WeakMap<Programs, string>();

/** Reckoned once for an array of documents: nobody changes them. */
function keyOf(programs: Programs): string {
  let key = keys.get(programs);
  if (key === undefined) {
    key = programs.map(hashOfDocument).join(' ');
    keys.set(programs, key);
  }
  return key;
}
