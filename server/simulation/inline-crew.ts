import { setImmediate } from 'node:timers/promises';
import { type Crew, foldInPieces, taskOf } from './crew.ts';
import { doTask } from './piece.ts';

/**
 * Folds in this thread, and lets others of its event loop go on between pieces. A program that can't be cut is one
 * piece: it ends only by its time limit.
 */
export function inlineCrew(): Crew {
  return {
    lanes: 1,
    fold: (history, jobs, options) =>
      foldInPieces(
        history,
        jobs,
        1,
        async (piece, stop) => {
          await setImmediate();
          return doTask(taskOf(piece), history, stop);
        },
        options,
      ),
    close: async () => undefined,
  };
}
