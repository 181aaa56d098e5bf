/**
 * A timeline made ready to fold histories in columns: by enrollment where it is cut, else all in time order. Of a cut
 * program an enrollment is folded in straight-line code where that can say it, else by the compiled evaluator.
 */
import type { Timeline } from '../program/model.ts';
import { keepFold, keptFolds, mayBeKept } from './anew/kept-folds.ts';
import { KeptFold } from './anew/lines-anew.ts';
import { Notes } from './anew/notes.ts';
import { apartOf, spendShared } from './anew/shared-budgets.ts';
import { cutOf } from './cut.ts';
import { type ColumnFold, type ColumnFoldOptions, FoldStopped, ReachesFurther } from './fold-columns.ts';
import { GeneralFold } from './general-fold.ts';
import type { HistoryColumns } from './history.ts';
import type { Outcome } from './outcome.ts';
import { OutcomeBuilder } from './outcome-builder.ts';
import { outcomeNames } from './outcome-names.ts';
import { type StraightFold, straightFold } from './straight/straight.ts';

export function prepareFold(timeline: Timeline): ColumnFold {
  const names = outcomeNames(timeline);
  const cut = cutOf(timeline);
  const straightFolds = { plain: new WeakMap<HistoryColumns, StraightFold>(), barring: new WeakMap<HistoryColumns, StraightFold>() };

  /** Code is generated once for a history: shards of it ask again and again. */
  function straightFor(history: HistoryColumns, bars: boolean): StraightFold {
    const made = bars ? straightFolds.barring : straightFolds.plain;
    const known = made.get(history);
    if (known !== undefined) return known;
    const one = straightFold(timeline, names, history, bars);
    made.set(history, one);
    return one;
  }

  function foldWhole(history: HistoryColumns, options: ColumnFoldOptions): Outcome {
    const { until = history.lastDay, stop = never, bars = false, anew = true } = options;
    const [program, ...others] = timeline.versions;
    const isKept = anew && !bars && program !== undefined && others.length === 0 && mayBeKept(history);
    if (isKept) {
      for (const kept of keptFolds(history)) {
        if (kept.until !== until) continue;
        const outcome = kept.again(program, names, (lines, of) => foldLines(lines, of, { until, stop }), stop);
        if (outcome !== undefined) return outcome;
      }
    }
    const into = new OutcomeBuilder(names, { firstEnrollment: 0, enrollments: history.enrollments.count });
    const notes = isKept ? new Notes(program, history) : undefined;
    new GeneralFold(timeline, names, history, { until, bars, ...(notes && { notes }) }, into).whole(stop);
    const outcome = into.finish(bars);
    if (notes !== undefined && program !== undefined) keepFold(history, new KeptFold(program, history, until, outcome, notes));
    return outcome;
  }

  function foldApart(
    history: HistoryColumns,
    { until = history.lastDay, stop = never, bars = false, enrollments }: ColumnFoldOptions,
  ): Outcome {
    const { from, to } = enrollments ?? { from: 0, to: history.enrollments.count };
    const into = new OutcomeBuilder(names, { firstEnrollment: from, enrollments: to - from });
    const straight = straightFor(history, bars);
    const general = new GeneralFold(timeline, names, history, { until, bars }, into);
    for (let enrollment = from; enrollment < to; enrollment += 1) {
      if (stop()) throw new FoldStopped('the fold was stopped');
      if (straight.fold(enrollment, until, into)) continue;
      general.alone(enrollment);
      into.handedOver += 1;
    }
    straight.end(into);
    return into.finish(bars);
  }

  return {
    names,
    cut,
    fold: (history, options = {}) => {
      if (cut.by === 'nothing') {
        if (options.enrollments !== undefined) throw new Error(`the program can't be cut by enrollment: ${cut.because.join(' ')}`);
        return foldWhole(history, options);
      }
      try {
        return foldApart(history, options);
      } catch (reason) {
        if (!(reason instanceof ReachesFurther) || options.enrollments !== undefined) throw reason;
        return foldWhole(history, options);
      }
    },
  };
}

/** The part of a program that gives some lines: by enrollment also where partners share budgets, if these can be spent afterwards. */
export function foldLines(timeline: Timeline, history: HistoryColumns, options: Pick<ColumnFoldOptions, 'until' | 'stop'>): Outcome {
  const apart = apartOf(timeline);
  if (apart !== undefined) {
    const { names, fold } = prepareFold(apart.timeline);
    const outcome = fold(history, { ...options, anew: false });
    const spent = outcome.failures.count > 0 ? undefined : spendShared(apart, names, outcome, history);
    if (spent !== undefined) return spent;
  }
  return prepareFold(timeline).fold(history, { ...options, anew: false });
}

const never = (): boolean => false;
