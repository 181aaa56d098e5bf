import { FoldStopped, ReachesFurther } from '../engine/columns/fold-columns.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type Done, PieceFailed } from './crew.ts';
import { runTask } from './run-task.ts';
import type { FoldTask } from './task.ts';

/** Folds one piece here and now. Throws PieceFailed. */
export function doTask(task: FoldTask, history: HistoryColumns, stop: () => boolean): Done {
  try {
    if (stop()) return { stopped: true };
    return { tally: runTask(task, history, stop) };
  } catch (error) {
    if (error instanceof FoldStopped) return { stopped: true };
    if (error instanceof ReachesFurther && task.enrollments !== undefined) return { further: true };
    throw new PieceFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
