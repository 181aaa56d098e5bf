import { setImmediate } from 'node:timers/promises';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type DoTask, foldInPieces, type LocalCrew, stopOf, taskOf, twice } from './crew.ts';
import { doTask } from './piece.ts';

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
    one: (history, name, task, options = {}) => twice(name, task, stopOf(options), here(history)),
    close: async () => undefined,
  };
}
