/** What the reference evaluator keeps at hand of one program version. */

import type { Program } from '../program/model.ts';
import { type Judge, judging } from './conditions.ts';
import { type EvaluateFormula, referenceFormulas } from './formula.ts';
import type { Remembered } from './state.ts';

export interface VersionRun {
  readonly program: Program;
  readonly formula: EvaluateFormula;
  readonly judge: Judge;
  /** A record never changes, so whether a measure counts it is found once. By record, then measure. */
  readonly counted: WeakMap<Remembered, Map<string, ReadonlyMap<string, boolean>>>;
}

export const versionRun = (program: Program): VersionRun => ({
  program,
  formula: referenceFormulas(program),
  judge: judging(program),
  counted: new WeakMap(),
});
