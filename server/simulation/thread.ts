/** What a worker thread does: one piece after the other, over histories and programs that it was given once. */
import { parentPort } from 'node:worker_threads';
import type { ActivityName } from '../engine/columns/explain-activity.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type Done, type Explained, PieceFailed } from './crew.ts';
import { doExplain, doSample, doTask } from './piece.ts';
import type { Sample, SampleRequest } from './sample.ts';
import type { FoldTask } from './task.ts';

/** A piece to fold, an activity to explain, or a sample to take. */
export type ThreadWork = Omit<FoldTask, 'programs'> | { readonly explain: ActivityName } | { readonly sample: SampleRequest };

/** What is asked, with names in place of what the worker has. */
export type ThreadTask = ThreadWork & {
  /** Hash of the history's content. */
  readonly history: string;
  /** Hashes of the documents. */
  readonly programs: string;
  /** Its first element isn't 0: stop. */
  readonly stopped: Int32Array;
  /** Of a fold in the order of time: its first element says how many activities are done. */
  readonly reached?: Int32Array;
  /** Milliseconds since 1970. */
  readonly deadline?: number;
  /** The things named, for a worker that lacks them. */
  readonly brought?: { readonly history: HistoryColumns; readonly programs: FoldTask['programs'] };
};

export type ThreadAnswer = Done | Explained | { readonly sampled: Sample } | { readonly lacks: true } | { readonly failed: string };

/** What isn't kept is asked for again. A sweep tries many programs, and a server few histories at a time. */
const KEPT = { histories: 2, programs: 64 } as const;

const histories = new Map<string, HistoryColumns>();
const programs = new Map<string, FoldTask['programs']>();

async function work({ history: hash, programs: key, stopped, reached, deadline, brought, ...task }: ThreadTask): Promise<ThreadAnswer> {
  const history = kept(histories, hash, brought?.history, KEPT.histories);
  const documents = kept(programs, key, brought?.programs, KEPT.programs);
  if (history === undefined || documents === undefined) return { lacks: true };
  const stop = (done?: number): boolean => {
    if (done !== undefined && reached !== undefined) Atomics.store(reached, 0, done);
    return Atomics.load(stopped, 0) !== 0 || (deadline !== undefined && Date.now() > deadline);
  };
  try {
    if ('explain' in task) return doExplain(documents, task.explain, history, stop);
    if ('sample' in task) return await doSample(documents, task.sample, history, stop);
    return doTask({ ...task, programs: documents }, history, stop);
  } catch (error) {
    if (error instanceof PieceFailed) return { failed: error.message };
    throw error;
  }
}

/** The one there is, else the one brought; the least lately used goes. */
function kept<T>(all: Map<string, T>, key: string, brought: T | undefined, most: number): T | undefined {
  const found = all.get(key) ?? brought;
  if (found === undefined) return undefined;
  all.delete(key);
  all.set(key, found);
  for (const oldest of all.keys()) {
    if (all.size <= most) break;
    all.delete(oldest);
  }
  return found;
}

// what fails otherwise ends the thread, and whoever asked is told
parentPort?.on('message', async (task: ThreadTask) => parentPort?.postMessage(await work(task)));
