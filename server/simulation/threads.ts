import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { documentHash } from '../engine/program/hash.ts';
import { type Crew, type Done, foldInPieces, type Piece, PieceFailed, taskOf } from './crew.ts';
import type { ThreadAnswer, ThreadTask } from './thread.ts';
import { ThreadPool } from './thread-pool.ts';

export interface ThreadCrew extends Crew {
  /** Those that run now. */
  readonly workers: readonly Worker[];
}

/**
 * Folds on so many worker threads. They read the history where it lies: its arrays are shared memory, and only what
 * describes them is posted, once a worker; programs likewise.
 */
export function threadCrew(threads: number): ThreadCrew {
  const pool = new ThreadPool<ThreadTask, ThreadAnswer>(workerFile(), threads);
  return {
    lanes: threads,
    fold: async (history, jobs, options = {}) => {
      // one word of shared memory tells all workers to stop; ending them would cost what they keep
      const stopped = new Int32Array(new SharedArrayBuffer(4));
      const stop = (): void => void Atomics.store(stopped, 0, 1);
      if (options.signal?.aborted === true) stop();
      options.signal?.addEventListener('abort', stop, { once: true });
      const on = { pool, history, stopped, ...(options.deadline !== undefined && { deadline: options.deadline }) };
      try {
        return await foldInPieces(history, jobs, threads, (piece) => fold(on, piece), options, stop);
      } finally {
        options.signal?.removeEventListener('abort', stop);
      }
    },
    close: () => pool.close(),
    get workers() {
      return pool.workers;
    },
  };
}

interface On {
  readonly pool: ThreadPool<ThreadTask, ThreadAnswer>;
  readonly history: HistoryColumns;
  readonly stopped: Int32Array;
  readonly deadline?: number;
}

async function fold({ pool, history, stopped, deadline }: On, piece: Piece): Promise<Done> {
  const { programs, ...rest } = taskOf(piece);
  const named = { ...rest, history: history.hash, programs: keyOf(programs), stopped, ...(deadline !== undefined && { deadline }) };
  const answer = await pool.with(async (ask) => {
    const first = await ask(named);
    return 'lacks' in first ? ask({ ...named, brought: { history, programs } }) : first;
  });
  if ('failed' in answer) throw new PieceFailed(answer.failed);
  if ('lacks' in answer) throw new PieceFailed('a worker lacks what it was given');
  return answer;
}

type Programs = Piece['job']['task']['programs'];
const keys = new WeakMap<Programs, string>();

/** Reckoned once for an array of documents: nobody changes them. */
function keyOf(programs: Programs): string {
  let key = keys.get(programs);
  if (key === undefined) {
    key = programs.map(documentHash).join(' ');
    keys.set(programs, key);
  }
  return key;
}

/** Threads run what was built, also where this file itself is run from its source by a tool that can. */
function workerFile(): string {
  const built = import.meta.url.endsWith('.ts') ? '../../dist/server/simulation/thread.js' : './thread.js';
  return fileURLToPath(new URL(built, import.meta.url));
}
