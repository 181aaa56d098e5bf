import Fraction from 'fraction.js';
import { failureReport } from '../decisions/failure.ts';
import type { FailureReport, FormulaReasoning } from '../decisions/model.ts';
import type { Formula } from '../formula/model.ts';
import type { FormulaResult } from './formula.ts';
import type { Read } from './parameters.ts';
import type { Sitting } from './sitting.ts';

export interface Computed {
  readonly value: Fraction;
  /** To be asked for at once: it is made of facts as they stand. */
  reasoning(): FormulaReasoning;
}

/** A formula of numbers, with its reasoning. A failure is reported, and gives undefined. `of`: the rule, stack … it belongs to. */
export function compute(sitting: Sitting, formula: Formula, of: string, read: Read): Computed | undefined {
  return computed(sitting, formula, of, sitting.run.formula(formula, read));
}

/** The same of a formula that stands by itself, not with a line: its reasoning goes to the party's. */
export function computeApart(sitting: Sitting, formula: Formula, of: string, read: Read): Computed | undefined {
  const evaluated = sitting.run.formula(formula, read);
  if (sitting.explain) sitting.formulas.push({ of, pointer: formula.pointer, reasoning: evaluated.reasoning() });
  return computed(sitting, formula, of, evaluated);
}

/** A failure found only after the formula was reckoned. */
export function fail(sitting: Sitting, formula: Formula, of: string, code: FailureReport['code'], { reasoning }: Computed): undefined {
  sitting.failures.push(failureReport(of, formula.pointer, code, reasoning().inputs));
}

function computed(sitting: Sitting, formula: Formula, of: string, { value, failure, reasoning }: FormulaResult): Computed | undefined {
  if (failure === undefined && value instanceof Fraction) return { value, reasoning };
  sitting.failures.push(failureReport(of, formula.pointer, failure ?? 'missing-value', reasoning().inputs));
  return undefined;
}
