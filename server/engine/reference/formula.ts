import type { FailureReport, FormulaReasoning } from '../decisions/model.ts';
import type { Formula } from '../formula/model.ts';
import type { Program } from '../program/model.ts';
import type { RefValue } from './exact.ts';

export type FormulaFailure = FailureReport['code'];

export interface FormulaResult {
  /** Missing where it failed. */
  readonly value?: RefValue;
  /** Of a derived fact any failure means that it is missing. */
  readonly failure?: FormulaFailure;
  /** Where it was asked for. */
  readonly reasoning?: FormulaReasoning;
}

/** Evaluates a formula; `read` gives a fact's value (a table parameter's: that of the row picked), undefined where missing. */
export type EvaluateFormula = (formula: Formula, read: (fact: string) => RefValue | undefined, explain: boolean) => FormulaResult;

export function referenceFormulas(_program: Program): EvaluateFormula {
  return () => {
    throw new Error('to be written');
  };
}
