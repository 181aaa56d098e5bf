import { enrollmentsAnew } from '../../../../server/engine/columns/anew/enrollments-anew.ts';
import { KeptFold } from '../../../../server/engine/columns/anew/lines-anew.ts';
import { Notes } from '../../../../server/engine/columns/anew/notes.ts';
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
export function foldWhole(program: Program, { history, until }: Of, notes?: Notes): Outcome {
  const timeline = { id: program.id, versions: [program] };
  const names = outcomeNames(timeline);
  const into = new OutcomeBuilder(names, { firstEnrollment: 0, enrollments: history.enrollments.count });
  new GeneralFold(timeline, names, history, { until, bars: false, ...(notes && { notes }) }, into).whole(() => false);
  return into.finish(false);
}

export function keep(program: Program, one: Of): KeptFold {
  const notes = new Notes(program, one.history);
  return new KeptFold(program, one.history, one.until, foldWhole(program, one, notes), notes);
}

/** undefined: it can't be told from what is kept. */
export const again = (kept: KeptFold, program: Program): Outcome | undefined =>
  kept.again(
    program,
    outcomeNames({ id: program.id, versions: [program] }),
    (lines, of) => foldLines(lines, of, { until: kept.until }),
    () => false,
  );

/** Of a move of thresholds, however many enrollments it reaches; undefined: it can't be told from what was noted. */
export const someAnew = (kept: KeptFold, program: Program): Outcome | undefined =>
  enrollmentsAnew(kept, program, { names: outcomeNames({ id: program.id, versions: [program] }), stop: () => false, most: 1 });
