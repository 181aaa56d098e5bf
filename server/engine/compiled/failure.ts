import type { FailureReport, Shown } from '../decisions/model.ts';

type Code = FailureReport['code'];

/** What is reported of it. */
export interface Failed {
  readonly of: string;
  readonly pointer: string;
  readonly code: Code;
  /** Where texts are asked for. */
  readonly inputs: Readonly<Record<string, Shown>>;
}

/** A formula that fails, on its way to whoever asked for it. Made once each: where it came from is told by the reasoning. */
export class FormulaFailure extends Error {
  readonly code: Code;

  constructor(code: Code) {
    super(code);
    this.code = code;
  }
}

export const DIVISION_BY_ZERO = new FormulaFailure('division-by-zero');
export const MISSING_VALUE = new FormulaFailure('missing-value');
export const TOO_LARGE = new FormulaFailure('number-too-large');
export const NOT_WHOLE = new FormulaFailure('not-whole');
