import type { HistoryColumns } from '../engine/columns/history.ts';
import { countOutcome } from './count.ts';
import { prepare } from './prepare.ts';
import { select } from './select.ts';
import type { Tally } from './tally.ts';
import type { FoldTask } from './task.ts';

/** Folds and counts, here and now. `stop` is asked now and then; it throws FoldStopped. */
export function runTask(task: FoldTask, history: HistoryColumns, stop?: (activities?: number) => boolean): Tally {
  const { hash, timeline, fold } = prepare(task.programs);
  const until = task.until ?? history.lastDay;
  const outcome = fold.fold(history, {
    until,
    bars: task.bars,
    ...(task.enrollments && { enrollments: task.enrollments }),
    ...(stop && { stop }),
  });
  const { from, to } = task.enrollments ?? { from: 0, to: history.enrollments.count };
  return countOutcome(
    outcome,
    { programs: hash, history: history.hash, selection: task.selection.hash, until, bars: task.bars },
    {
      timeline,
      names: fold.names,
      history,
      selected: select(task.selection, history),
      fiscalYearStartMonth: task.selection.fiscalYearStartMonth,
      from,
      to,
    },
  );
}
