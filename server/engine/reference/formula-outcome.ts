import type { FailureReport } from '../decisions/model.ts';
import type { RefValue } from './exact.ts';

export type FormulaFailure = FailureReport['code'];

/** What a formula, or a part of it, came to. */
export type Outcome = { readonly value: RefValue } | { readonly failure: FormulaFailure };

/** A failure of the formula's own, on its way through the CEL library. */
export class FormulaError extends Error {
  readonly code: FormulaFailure;

  constructor(code: FormulaFailure) {
    super(code);
    this.code = code;
  }
}
