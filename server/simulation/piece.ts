import { type ActivityName, explainActivity } from '../engine/columns/explain-activity.ts';
import { FoldStopped, ReachesFurther } from '../engine/columns/fold-columns.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type Done, type Explained, PieceFailed } from './crew.ts';
import { prepare } from './prepare.ts';
import { runTask } from './run-task.ts';
import { type Sample, type SampleRequest, takeSample } from './sample.ts';
import type { FoldTask } from './task.ts';

/** Folds one piece here and now. Throws PieceFailed. */
export function doTask(task: FoldTask, history: HistoryColumns, stop: (activities?: number) => boolean): Done {
  try {
    if (stop()) return { stopped: true };
    return { tally: runTask(task, history, stop) };
  } catch (error) {
    if (error instanceof FoldStopped) return { stopped: true };
    if (error instanceof ReachesFurther && task.enrollments !== undefined) return { further: true };
    throw new PieceFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Decides one activity again, here and now. Throws PieceFailed. */
export function doExplain(programs: FoldTask['programs'], activity: ActivityName, history: HistoryColumns, stop: () => boolean): Explained {
  try {
    if (stop()) return { stopped: true };
    return { decision: explainActivity(prepare(programs).timeline, history, activity, { stop }) ?? null };
  } catch (error) {
    if (error instanceof FoldStopped) return { stopped: true };
    throw new PieceFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Takes a sample. Throws PieceFailed. */
export async function doSample(
  programs: FoldTask['programs'],
  request: SampleRequest,
  history: HistoryColumns,
  stop: () => boolean,
): Promise<{ readonly sampled: Sample } | { readonly stopped: true }> {
  const check = (): void => {
    if (stop()) throw new FoldStopped();
  };
  try {
    check();
    return { sampled: await takeSample(prepare(programs).timeline, history, { ...request, check }) };
  } catch (error) {
    if (error instanceof FoldStopped) return { stopped: true };
    throw new PieceFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
