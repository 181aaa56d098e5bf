import type { FailureReport, Shown } from './model.ts';

type Code = FailureReport['code'];

/** What happened, to put after the name of what failed. */
const WHAT: Readonly<Record<Code, string>> = {
  'division-by-zero': 'divides by zero',
  'missing-value': 'reads a value that is missing',
  'number-too-large': 'gives a number out of bounds',
  'unknown-activity': 'names an activity that is not known of this partner',
  'not-whole': 'gives a fraction where a whole number is needed',
};

/** A failure as both evaluators report it: one wording, so that they can be compared. */
export function failureReport(of: string, pointer: string, code: Code, inputs: Readonly<Record<string, Shown>>): FailureReport {
  return { of, pointer, code, message: `${of} ${WHAT[code]}`, inputs };
}
