import { GeneralFold } from '../../../../server/engine/columns/general-fold.ts';
import type { Outcome } from '../../../../server/engine/columns/outcome.ts';
import { OutcomeBuilder } from '../../../../server/engine/columns/outcome-builder.ts';
import { outcomeNames } from '../../../../server/engine/columns/outcome-names.ts';
import { straightFold } from '../../../../server/engine/columns/straight/straight.ts';
import type { ColumnCase } from '../cases.ts';

export interface StraightLine {
  readonly rule: number;
  readonly item: number;
  readonly amount: number;
}

export interface BothFolds {
  readonly general: Outcome;
  /** What is handed over is folded by the general fold here too. */
  readonly straight: Outcome;
  readonly folded: number;
  readonly handedOver: number;
  /** Lines of enrollments that were not handed over. */
  readonly straightLines: readonly StraightLine[];
  /** Why partner types aren't in the class. */
  readonly because: readonly string[];
}

export function foldBoth({ timeline, history, until }: ColumnCase, bars = false): BothFolds {
  const names = outcomeNames(timeline);
  const { count } = history.enrollments;
  const range = { firstEnrollment: 0, enrollments: count };
  const [one, other] = [new OutcomeBuilder(names, range), new OutcomeBuilder(names, range)];
  const general = new GeneralFold(timeline, names, history, { until, bars }, one);
  const rest = new GeneralFold(timeline, names, history, { until, bars }, other);
  const straight = straightFold(timeline, names, history, bars);
  const own = new Set<number>();
  for (let enrollment = 0; enrollment < count; enrollment += 1) {
    general.alone(enrollment);
    if (straight.fold(enrollment, until, other)) own.add(enrollment);
    else rest.alone(enrollment);
  }
  straight.end(other);
  const because = [...straight.types.values()].flatMap((reason) => reason ?? []);
  const outcome = other.finish(bars);
  const { enrollment, rule, item, amount } = outcome.lines;
  const straightLines = [...enrollment].flatMap((of, line): readonly StraightLine[] =>
    own.has(of) ? [{ rule: rule[line] ?? 0, item: item[line] ?? 0, amount: amount[line] ?? 0 }] : [],
  );
  return { general: one.finish(bars), straight: outcome, folded: own.size, handedOver: count - own.size, straightLines, because };
}
