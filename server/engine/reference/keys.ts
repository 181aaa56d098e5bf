import Fraction from 'fraction.js';
import type { RefValue } from './exact.ts';

/** What is stored under a name and values, as one text; undefined where a value is missing. */
export function keyText(name: string, values: readonly (RefValue | undefined)[]): string | undefined {
  if (values.includes(undefined)) return undefined;
  return JSON.stringify([name, ...values.map((value) => (value instanceof Fraction ? value.toFraction() : value))]);
}
