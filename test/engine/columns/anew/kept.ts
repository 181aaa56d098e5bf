import { KeptFold } from '../../../../server/engine/columns/anew/lines-anew.ts';
import { Occasions } from '../../../../server/engine/columns/anew/occasions.ts';
import { foldLines } from '../../../../server/engine/columns/fold.ts';
import { GeneralFold } from '../../../../server/engine/columns/general-fold.ts';
import type { HistoryColumns } from '../../../../server/engine/columns/history.ts';
import type { Outcome } from '../../../../server/engine/columns/outcome.ts';
import { OutcomeBuilder } from '../../../../server/engine/columns/outcome-builder.ts';
import { outcomeNames } from '../../../../server/engine/columns/outcome-names.ts';
import type { Program } from '../../../../server/engine/program/model.ts';

interface Of {
  readonly history: HistoryColumns;
  readonly until: number;
}

/** By the compiled evaluator, in the order of time. */
export function foldWhole(program: Program, { history, until }: Of, occasions?: Occasions): Outcome {
  const timeline = { id: program.id, versions: [program] };
  const names = outcomeNames(timeline);
  const into = new OutcomeBuilder(names, { firstEnrollment: 0, enrollments: history.enrollments.count });
  new GeneralFold(timeline, names, history, { until, bars: false, ...(occasions && { occasions }) }, into).whole(() => false);
  return into.finish(false);
}

export function keep(program: Program, one: Of): KeptFold {
  const occasions = new Occasions(program, one.history);
  return new KeptFold(program, one.history, one.until, foldWhole(program, one, occasions), occasions);
}

/** undefined: it can't be told from what is kept. */
export const again = (kept: KeptFold, program: Program): Outcome | undefined =>
  kept.again(program, outcomeNames({ id: program.id, versions: [program] }), (lines, of) => foldLines(lines, of, { until: kept.until }));
