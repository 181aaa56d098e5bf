/**
 * Who folds: a crew takes simulations' folds apart into pieces of work, has them done somewhere, and puts the
 * tallies together. A piece is a run of enrollments where the program may be cut, else the whole history; so the
 * result is the same to the byte whoever does it, in however many pieces.
 */
import type { ActivityName } from '../engine/columns/explain-activity.ts';
import type { Cut, EnrollmentRange } from '../engine/columns/fold-columns.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import type { Decision } from '../engine/decisions/model.ts';
import type { Sample, SampleRequest } from './sample.ts';
import { rowsOf, shardsOf } from './shards.ts';
import { mergeTallies, type Tally } from './tally.ts';
import type { FoldTask } from './task.ts';

/** A fold that is asked for. */
export interface Job {
  /** Whose it is, for messages: `baseline`, a candidate's name, a value tried. */
  readonly name: string;
  readonly task: FoldTask;
  readonly cut: Cut;
}

export interface CrewOptions {
  /** Stops all pieces soon; then `FoldCancelled` is thrown. */
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970 past which nothing goes on; then `FoldTimedOut` is thrown. */
  readonly deadline?: number;
  /** Rows folded, of all rows of all jobs. */
  readonly onProgress?: (done: number, all: number) => void;
  /** Pieces for each job that may be cut. Missing: by the history's size. */
  readonly shards?: number;
}

export interface Crew {
  /** Pieces done at the same time. */
  readonly lanes: number;
  /** A tally for each job, in their order. */
  fold(history: HistoryColumns, jobs: readonly Job[], options?: CrewOptions): Promise<readonly Tally[]>;
  /** A sample by the reference evaluator, elsewhere than in this thread; missing: it has no other. `name` for messages. */
  readonly sample?: TakeSample;
  close(): Promise<void>;
}

export type TakeSample = (
  history: HistoryColumns,
  name: string,
  programs: FoldTask['programs'],
  request: SampleRequest,
  options?: Pick<CrewOptions, 'signal' | 'deadline'>,
) => Promise<Sample | { readonly stopped: true }>;

/** What became of a question for one decision. null: the program says nothing of the activity. */
export type Explained = { readonly decision: Decision | null } | { readonly stopped: true };

/** One that folds in this process. */
export interface LocalCrew extends Crew {
  /** One decision with its whole reasoning: the fold is done again up to it. */
  explain(
    history: HistoryColumns,
    name: string,
    programs: FoldTask['programs'],
    activity: ActivityName,
    options?: Pick<CrewOptions, 'signal' | 'deadline'>,
  ): Promise<Explained>;
  /** One task as it is, `name` for messages. A worker that is lost is replaced once. */
  one(history: HistoryColumns, name: string, task: FoldTask, options?: Pick<CrewOptions, 'signal' | 'deadline'>): Promise<Done>;
}

export class FoldCancelled extends Error {
  constructor() {
    super('The simulation was cancelled.');
    this.name = 'FoldCancelled';
  }
}

export class FoldTimedOut extends Error {
  constructor() {
    super('The simulation took longer than its time limit; select fewer days or programs, or allow more time.');
    this.name = 'FoldTimedOut';
  }
}

/** Whoever did a piece was gone before it was done, twice. */
export class PieceLost extends Error {
  constructor(what: string, reason: string) {
    super(`A worker ended while it folded ${what}, and so did the next one: ${reason}.`);
    this.name = 'PieceLost';
  }
}

export interface Piece {
  readonly job: Job;
  readonly range: EnrollmentRange;
  /** The whole history in the order of time, and not enrollment by enrollment. */
  readonly whole: boolean;
  readonly rows: number;
  /** Of a whole one, in shared memory: activities done, for a worker to write while it folds. */
  readonly reached?: Int32Array;
}

export const pieceName = (name: string, { enrollments }: FoldTask): string =>
  `${name}, ${enrollments === undefined ? 'the whole history' : `enrollments ${enrollments.from} to ${enrollments.to - 1}`}`;

/** What became of a piece. `further`: against what was proven the program can't be cut (a sum left its range): fold it whole. */
export type Done = { readonly tally: Tally } | { readonly stopped: true } | { readonly further: true };

/** Does a piece. Rejects with `PieceFailed` where the fold itself failed, otherwise where its worker is gone. */
export type DoPiece = (piece: Piece, stop: () => boolean) => Promise<Done>;
export type DoTask = (task: FoldTask, stop: () => boolean) => Promise<Done>;

/** The fold itself failed, and would again. */
export class PieceFailed extends Error {}

/** Rows of one piece: some hundredths of a second, so that progress and cancelling don't wait. */
const PIECE_ROWS = 40_000;
const MAX_SHARDS = 200;
/** How often it is looked how far whole folds are. */
const LOOK_MS = 200;

/** Does the pieces of all jobs, so many at a time; a piece whose worker is lost is done again once. `onFailure` is told at once, before the other pieces have ended. */
export async function foldInPieces(
  history: HistoryColumns,
  jobs: readonly Job[],
  lanes: number,
  doPiece: DoPiece,
  options: CrewOptions = {},
  onFailure: () => void = () => undefined,
): Promise<readonly Tally[]> {
  const { signal, onProgress } = options;
  const ended = stopOf(options);
  const pieces = new Map(jobs.map((job) => [job, piecesOf(history, job, lanes, options.shards)]));
  const tallies = new Map<Piece, Tally>();
  // whole folds first: they take longest, and nothing else of their job can go on beside them
  const waiting = [...pieces.values()].flat().sort((a, b) => Number(b.whole) - Number(a.whole));
  let done = 0;
  let all = waiting.reduce((sum, { rows }) => sum + rows, 0);
  let failed: unknown;
  const stop = (): boolean => failed !== undefined || ended();

  const lane = async (): Promise<void> => {
    for (let piece = waiting.shift(); piece !== undefined && !stop(); piece = waiting.shift()) {
      const result = await twice(pieceName(piece.job.name, taskOf(piece)), stop, () => doPiece(piece, stop));
      if ('stopped' in result) return;
      if ('tally' in result) {
        tallies.set(piece, result.tally);
        done += piece.rows;
      } else if (pieces.get(piece.job)?.includes(piece) === true && !piece.whole) {
        const whole = wholeOf(history, piece.job);
        pieces.set(piece.job, [whole]);
        const others = waiting.filter(({ job }) => job !== whole.job);
        waiting.splice(0, waiting.length, whole, ...others);
        all += whole.rows;
      }
      tell();
    }
  };
  let told = 0;
  const tell = (): void => {
    const reached = [...pieces.values()].flat().map((piece) => (tallies.has(piece) ? 0 : Math.min(piece.rows, piece.reached?.[0] ?? 0)));
    // a piece that is done again begins anew, and what was told doesn't go back
    told = Math.max(told, Math.min(all, done + reached.reduce((sum, rows) => sum + rows, 0)));
    onProgress?.(told, all);
  };
  tell();
  const looking = onProgress === undefined || !waiting.some(({ whole }) => whole) ? undefined : setInterval(tell, LOOK_MS);
  const lanesDone = Array.from({ length: Math.max(1, lanes) }, () =>
    lane().catch((error: unknown) => {
      failed ??= error;
      onFailure();
    }),
  );
  await Promise.all(lanesDone);
  clearInterval(looking);
  if (failed !== undefined) throw failed;
  if (signal?.aborted === true) throw new FoldCancelled();
  return jobs.map((job) => {
    const parts = (pieces.get(job) ?? []).map((piece) => tallies.get(piece));
    const counted = parts.filter((tally) => tally !== undefined);
    if (counted.length < parts.length) throw new FoldTimedOut();
    return mergeTallies(counted);
  });
}

function piecesOf(history: HistoryColumns, job: Job, lanes: number, shards: number | undefined): readonly Piece[] {
  if (job.cut.by !== 'enrollment') return [wholeOf(history, job)];
  const bySize = Math.ceil(history.rows.count / PIECE_ROWS);
  const count = Math.min(MAX_SHARDS, shards ?? (bySize <= 1 ? 1 : Math.ceil(bySize / lanes) * lanes));
  return shardsOf(history, count).map((range) => ({ job, range, whole: false, rows: rowsOf(history, range) }));
}

const wholeOf = ({ enrollments, rows }: HistoryColumns, job: Job): Piece => ({
  job,
  range: { from: 0, to: enrollments.count },
  whole: true,
  rows: rows.count,
  reached: new Int32Array(new SharedArrayBuffer(4)),
});

/** Once more where the worker is gone; `what` for the message. */
export async function twice<T>(what: string, stop: () => boolean, work: () => Promise<T>): Promise<T | { readonly stopped: true }> {
  for (let again = false; ; again = true) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PieceFailed) throw error;
      if (stop()) return { stopped: true };
      if (again) throw new PieceLost(what, error instanceof Error ? error.message : String(error));
    }
  }
}

export const taskOf = ({ job, range, whole }: Piece): FoldTask => (whole ? job.task : { ...job.task, enrollments: range });

/** Whether a fold may go on. */
export const stopOf =
  ({ signal, deadline }: Pick<CrewOptions, 'signal' | 'deadline'>): (() => boolean) =>
  () =>
    signal?.aborted === true || (deadline !== undefined && Date.now() > deadline);
