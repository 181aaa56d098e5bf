import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { documentHash } from '../engine/program/hash.ts';
import { type Crew, type Done, foldInPieces, type Piece, PieceFailed, taskOf } from './crew.ts';
import { type ThreadAnswer, type ThreadTask, work } from './thread.ts';

/** A worker that has had nothing to do for so long ends; the next piece starts one. */
const IDLE_MS = 60_000;

export interface ThreadCrew extends Crew {
  /** Those that run now. */
  readonly workers: readonly Worker[];
}

/**
 * Folds on so many worker threads. They read the history where it lies: its arrays are shared memory, and only what
 * describes them is posted, once a worker; programs likewise.
 */
export function threadCrew(threads: number): ThreadCrew {
  const pool = new Piscina<ThreadTask, ThreadAnswer>({
    filename: workerFile(),
    name: work.name,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
  });
  return {
    lanes: threads,
    fold: async (history, jobs, options = {}) => {
      // one word of shared memory tells all workers to stop; a signal itself would end them, and what they keep
      const stopped = new Int32Array(new SharedArrayBuffer(4));
      const onAbort = (): void => void Atomics.store(stopped, 0, 1);
      if (options.signal?.aborted === true) onAbort();
      options.signal?.addEventListener('abort', onAbort, { once: true });
      const on = { pool, history, stopped, ...(options.deadline !== undefined && { deadline: options.deadline }) };
      try {
        return await foldInPieces(history, jobs, threads, (piece) => ask(on, piece), options);
      } finally {
        // after a failure the other workers needn't go on
        onAbort();
        options.signal?.removeEventListener('abort', onAbort);
      }
    },
    close: () => pool.destroy(),
    get workers() {
      return pool.threads;
    },
  };
}

interface Asking {
  readonly pool: Piscina<ThreadTask, ThreadAnswer>;
  readonly history: HistoryColumns;
  readonly stopped: Int32Array;
  readonly deadline?: number;
}

async function ask({ pool, history, stopped, deadline }: Asking, piece: Piece): Promise<Done> {
  const { programs, ...rest } = taskOf(piece);
  const asked: ThreadTask = {
    ...rest,
    history: history.hash,
    programs: keyOf(programs),
    stopped,
    ...(deadline !== undefined && { deadline }),
  };
  // Nobody knows which worker will take it: one that lacks something says so, and whoever takes it then gets it.
  let answer = await pool.run(asked);
  if ('lacks' in answer) answer = await pool.run({ ...asked, brought: { history, programs } });
  if ('lacks' in answer) throw new Error('a worker lacks what it was given');
  if ('failed' in answer) throw new PieceFailed(answer.failed);
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
