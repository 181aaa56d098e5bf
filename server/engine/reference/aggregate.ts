import Fraction from 'fraction.js';
import type { FactType, Value } from '../facts/value.ts';
import type { Aggregate } from '../measures/model.ts';
import { type RefValue, stepDecimals, toRefValue } from './exact.ts';

/** A measure's value, undefined where missing; or a sum beyond its bound, which makes the measure fail. */
export type Reckoned = { readonly value: RefValue | undefined } | 'too-large';

/** One value of many, given in the order of history. Over none: sums and counts are 0, the others missing. */
export function aggregate(kind: Aggregate, values: readonly Value[], type: FactType, digits: number): Reckoned {
  const shown = (value: Value | undefined): Reckoned => ({ value: value === undefined ? undefined : toRefValue(type, value, digits) });
  switch (kind) {
    case 'count':
      return { value: new Fraction(values.length) };
    case 'countDistinct':
      return { value: new Fraction(new Set(values.map((value) => JSON.stringify(value))).size) };
    case 'earliest':
      return shown(values[0]);
    case 'latest':
      return shown(values.at(-1));
    case 'min':
      return shown(extreme(values, (a, b) => Math.min(a, b)));
    case 'max':
      return shown(extreme(values, (a, b) => Math.max(a, b)));
    case 'sum':
      return sum(values, type, digits);
    case 'average': {
      if (values.length === 0) return { value: undefined };
      const total = sum(values, type, digits);
      return total === 'too-large' || !(total.value instanceof Fraction) ? total : { value: total.value.div(values.length) };
    }
  }
}

function sum(values: readonly Value[], type: FactType, digits: number): { readonly value: RefValue } | 'too-large' {
  const steps = values.reduce((total, value) => total + BigInt(Number(value)), 0n);
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  if (steps > limit || steps < -limit) return 'too-large';
  return { value: new Fraction(steps, 10n ** BigInt(stepDecimals(type, digits) ?? 0)) };
}

function extreme(values: readonly Value[], of: (a: number, b: number) => number): number | undefined {
  const [first, ...rest] = values.map(Number);
  return first === undefined ? undefined : rest.reduce(of, first);
}
