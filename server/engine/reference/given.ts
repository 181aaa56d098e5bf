/** Promises that a fold takes as they were recorded. */
import Fraction from 'fraction.js';
import type { Shown } from '../decisions/model.ts';
import { isoToDay } from '../facts/render.ts';
import type { GivenPromise } from '../fold/evaluator.ts';
import type { Promised } from '../program/model.ts';
import { toSteps } from './exact.ts';

const DECIMAL = /^-?(0|[1-9]\d{0,20})(\.\d{1,20})?$/;

/** The steps that were given for a promise under the key that is shown; undefined where none were that its type can hold. */
export function givenSteps(
  given: readonly GivenPromise[],
  { name, type }: Promised,
  key: readonly Shown[],
  digits: number,
): number | undefined {
  const found = given.find((each) => each.promise === name && sameKey(each.key, key));
  if (found === undefined) return undefined;
  const text = String(found.value);
  if (type === 'date') return isoToDay(text);
  if (!DECIMAL.test(text)) return undefined;
  try {
    return toSteps(type, new Fraction(text), digits);
  } catch {
    return undefined;
  }
}

const sameKey = (given: readonly Shown[], shown: readonly Shown[]): boolean =>
  given.length === shown.length &&
  given.every((value, index) => {
    const other = shown[index];
    if (typeof value !== 'object' || typeof other !== 'object') return value === other;
    return value.length === other.length && value.every((each, place) => each === other[place]);
  });
