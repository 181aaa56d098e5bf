/** What the exact form of a formula tells while it reckons: each operation and what it gave. */
import type { BandSlice, FormulaStep, Shown } from '../decisions/model.ts';
import { showExact } from '../facts/render.ts';
import type { Exact, FactType } from '../facts/value.ts';
import { inSteps } from './exact.ts';

/** A value in exact form: numbers and dates in natural units. */
export type ExactValue = Exact | string | boolean;

/** An operation of a formula, as written. */
export interface Operation {
  readonly expression: string;
  readonly type: FactType;
}

export function showExactValue(type: FactType, value: ExactValue, digits: number): Shown {
  return typeof value === 'object' ? showExact(type, inSteps(type, value, digits), digits) : value;
}

export class Trace {
  readonly steps: FormulaStep[] = [];
  private readonly operations: readonly Operation[];
  private readonly digits: number;

  constructor(operations: readonly Operation[], digits: number) {
    this.operations = operations;
    this.digits = digits;
  }

  step(index: number, value: ExactValue | undefined, slices?: readonly BandSlice[]): void {
    const operation = this.operations[index];
    if (operation === undefined) throw new Error('an operation that the formula does not have');
    this.steps.push({
      expression: operation.expression,
      ...(value === undefined ? {} : { value: showExactValue(operation.type, value, this.digits) }),
      ...(slices === undefined ? {} : { slices }),
    });
  }
}
