import type { Decision } from '../decisions/model.ts';
import type { Activity, Enrollment } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { CompiledEvaluator, ReferenceEvaluator, StepOptions } from './evaluator.ts';
import { type Conflict, orderHistory } from './order.ts';

export interface FoldOptions extends StepOptions {
  /** The day through whose end all that falls due is decided. Missing: nothing past the last activity. */
  readonly until?: Day;
}

export interface Folded {
  /** In the order of history, generated activities between the recorded ones. */
  readonly decisions: readonly Decision[];
  readonly conflicts: readonly Conflict[];
  /** Activities dated after `until`: not decided. */
  readonly later: readonly Activity[];
}

/** The whole of a history, decided in order, from an empty state. */
export async function foldHistory<S>(
  evaluator: CompiledEvaluator<S> | ReferenceEvaluator<S>,
  enrollments: readonly Enrollment[],
  activities: readonly Activity[],
  { until, ...options }: FoldOptions = {},
): Promise<Folded> {
  const { ordered, conflicts } = orderHistory(activities);
  const end = until === undefined ? ordered.length : ordered.findIndex(({ day }) => day > until);
  const due = end < 0 ? ordered : ordered.slice(0, end);
  const state = evaluator.begin(enrollments);
  const decisions: Decision[] = [];
  for (const activity of due) {
    // the compiled evaluator doesn't promise; awaiting it all the same would cost a turn of the event loop each
    const step = evaluator.step(state, activity, options);
    for (const decision of step instanceof Promise ? await step : step) decisions.push(decision);
  }
  if (until !== undefined) decisions.push(...(await evaluator.advance(state, until, options)));
  return { decisions, conflicts, later: ordered.slice(due.length) };
}
