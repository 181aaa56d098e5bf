/** Values as they are compared here: exact numbers in their natural unit, dates as day numbers. */
import type { OperatorName } from '../conditions/model.ts';
import type { Shown } from '../decisions/model.ts';
import { decimalsOf, isoToDay, parseExact, showExact } from '../facts/render.ts';
import type { Exact, FactType } from '../facts/value.ts';

/** Undefined: missing. */
export type Held = Exact | string | boolean | readonly string[] | undefined;

const FRACTION = /^(-?\d+)\/(\d+)$/;
const WITHOUT_NUMBER: ReadonlySet<FactType> = new Set(['text', 'choice', 'boolean', 'list']);

export const isNumeric = (type: FactType): boolean => !WITHOUT_NUMBER.has(type);

/** A value of the type as decisions and documents show it. */
export function heldOf(type: FactType, shown: unknown): Held {
  if (shown === undefined) return undefined;
  if (!isNumeric(type)) {
    if (Array.isArray(shown)) return shown.map(String);
    return typeof shown === 'boolean' ? shown : String(shown);
  }
  const text = String(shown);
  if (type === 'date') {
    const day = isoToDay(text);
    return day === undefined ? undefined : { n: BigInt(day), d: 1n };
  }
  const [, n, d] = FRACTION.exec(text) ?? [];
  return n === undefined || d === undefined ? parseExact(text) : { n: BigInt(n), d: BigInt(d) };
}

export function showHeld(type: FactType, held: Exclude<Held, undefined>, digits: number): Shown {
  if (!isExact(held)) return held;
  return showExact(type, { n: held.n * 10n ** BigInt(decimalsOf(type, digits)), d: held.d }, digits);
}

export const isExact = (held: unknown): held is Exact => typeof held === 'object' && held !== null && 'n' in held;

/** The smallest step of a type. */
export const stepOf = (type: FactType, digits: number): Exact => ({ n: 1n, d: 10n ** BigInt(decimalsOf(type, digits)) });

export const plus = (a: Exact, b: Exact): Exact => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const minus = (a: Exact, b: Exact): Exact => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d });
/** Below 0, 0, or above it. */
export const compare = (a: Exact, b: Exact): number => Number(sign(a.n * b.d - b.n * a.d));
const sign = (n: bigint): bigint => (n < 0n ? -1n : n > 0n ? 1n : 0n);
export const size = (a: Exact): Exact => (a.n < 0n ? { n: -a.n, d: a.d } : a);

export function sameHeld(a: Held, b: Held): boolean {
  if (isExact(a)) return isExact(b) && compare(a, b) === 0;
  if (typeof a === 'object') return typeof b === 'object' && !isExact(b) && a.length === b.length && a.every((each) => b.includes(each));
  return a === b;
}

/** Whether an operator holds; what is missing, on either side, satisfies none but exists. */
export function meets(operator: OperatorName, actual: Held, expected: Held | readonly Held[]): boolean {
  if (operator === 'exists') return (actual !== undefined) === expected;
  if (actual === undefined || expected === undefined) return false;
  switch (operator) {
    case 'equal':
      return sameHeld(actual, expected as Held);
    case 'notEqual':
      return !sameHeld(actual, expected as Held);
    case 'in':
      return isSet(expected) && expected.some((each) => sameHeld(actual, each));
    case 'notIn':
      return isSet(expected) && !expected.some((each) => sameHeld(actual, each));
    case 'contains':
      return isList(actual) && actual.includes(String(expected));
    case 'doesNotContain':
      return isList(actual) && !actual.includes(String(expected));
    case 'lessThan':
      return ordered(actual, expected, (order) => order < 0);
    case 'lessThanInclusive':
      return ordered(actual, expected, (order) => order <= 0);
    case 'greaterThan':
      return ordered(actual, expected, (order) => order > 0);
    case 'greaterThanInclusive':
      return ordered(actual, expected, (order) => order >= 0);
  }
}

const isSet = (expected: Held | readonly Held[]): expected is readonly Held[] => Array.isArray(expected);
export const isList = (held: Held): held is readonly string[] => Array.isArray(held);

const ordered = (a: Held, b: unknown, holds: (order: number) => boolean): boolean => isExact(a) && isExact(b) && holds(compare(a, b));
