import { type Crew, FoldCancelled, FoldTimedOut, PieceFailed, PieceLost } from '../simulation/crew.ts';
import { RequestRefused } from '../simulation/refusal.ts';
import { simulate } from '../simulation/simulate.ts';
import { SumTooLarge } from '../simulation/tally.ts';
import { historyColumns } from '../store/history-columns.ts';
import type { Store } from '../store/open-store.ts';
import { type Ending, noteProgress, startSimulation } from '../store/simulations.ts';
import { reread } from './question.ts';
import type { JobSettings } from './settings.ts';

/** How often it is written down how far a simulation is. */
const NOTE_MS = 500;

export interface RunOptions {
  readonly settings: JobSettings;
  /** Leaves the simulation as it is, for somebody else to go on with. */
  readonly signal: AbortSignal;
}

/**
 * Answers a kept question. Gives how it ended, which is the caller's to write down; undefined where there is nothing
 * to write: somebody has ended it meanwhile, or `signal` was given. Throws where it is not the question's fault.
 */
export async function runSimulation(store: Store, id: string, crew: Crew, { settings, signal }: RunOptions): Promise<Ending | undefined> {
  const started = await startSimulation(store, id);
  if (started === undefined) return undefined;
  const { question, elapsedMs } = started;
  const deadline = Date.now() + settings.limitMs - elapsedMs;
  const ended = new AbortController();
  const progress = { done: 0, all: 0 };
  let noting: Promise<void> = Promise.resolve();
  const note = setInterval(() => {
    noting = noteProgress(store, id, progress.done, progress.all).then(
      (goesOn) => {
        if (!goesOn) ended.abort();
      },
      // the database may be away for a moment; the end is written down with more patience
      () => undefined,
    );
  }, NOTE_MS);
  try {
    const columns = await historyColumns(store, question.snapshot);
    const simulation = await reread(question, columns);
    const result = await simulate(simulation, crew, {
      signal: AbortSignal.any([signal, ended.signal]),
      deadline,
      ...(settings.shards !== undefined && { shards: settings.shards }),
      onProgress: (done, all) => Object.assign(progress, { done, all }),
    });
    await noting;
    await noteProgress(store, id, progress.done, progress.all);
    return { result: JSON.stringify(result) };
  } catch (error) {
    if (signal.aborted || ended.signal.aborted) return undefined;
    if (error instanceof FoldCancelled) return undefined;
    if (isAnswer(error)) return { error: error.message };
    throw error;
  } finally {
    clearInterval(note);
    await noting;
  }
}

/** It would end so again, whoever tried. */
const isAnswer = (error: unknown): error is Error =>
  error instanceof RequestRefused ||
  error instanceof FoldTimedOut ||
  error instanceof PieceFailed ||
  error instanceof PieceLost ||
  error instanceof SumTooLarge;
