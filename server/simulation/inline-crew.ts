import { setImmediate } from 'node:timers/promises';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type DoTask, foldInPieces, type LocalCrew, pieceName, stopOf, taskOf, twice } from './crew.ts';
import { doExplain, doTask } from './piece.ts';

/**
 * Folds in this thread, and lets others of its event loop go on between pieces. A program that can't be cut is one
 * piece: it ends only by its time limit.
 */
export function inlineCrew(): LocalCrew {
  const here =
    (history: HistoryColumns): DoTask =>
    async (task, stop) => {
      await setImmediate();
      return doTask(task, history, stop);
    };
  return {
    lanes: 1,
    fold: (history, jobs, options) => foldInPieces(history, jobs, 1, (piece, stop) => here(history)(taskOf(piece), stop), options),
    one: (history, name, task, options = {}) => {
      const stop = stopOf(options);
      return twice(pieceName(name, task), stop, () => here(history)(task, stop));
    },
    explain: async (history, _, programs, activity, options = {}) => {
      await setImmediate();
      return doExplain(programs, activity, history, stopOf(options));
    },
    close: async () => undefined,
  };
}
