/**
 * Exact arithmetic of the reference evaluator.
 *
 * A number is a Fraction in its **natural unit**: money in the currency's main unit (12.5 is twelve
 * and a half dollars), a rate as it is (0.15), a price in main units for one, counts and days in ones,
 * a date as days since 1970-01-01. Facts come in as whole numbers of their type's smallest step and go
 * out the same way; in between nothing is rounded unless the program says so.
 */
import Fraction from 'fraction.js';
import type { Shown } from '../decisions/model.ts';
import { showExact } from '../facts/render.ts';
import {
  type Exact,
  type FactType,
  FIRST_DAY,
  LAST_DAY,
  MONEY_LIMIT_MINOR,
  PRICE_DECIMALS,
  RATE_DECIMALS,
  type Value,
} from '../facts/value.ts';
import type { RoundingMode } from '../program/model.ts';

/** A present value of the reference: every number and date a Fraction in its natural unit. */
export type RefValue = Fraction | string | boolean | readonly string[];

const ZERO = new Fraction(0);
const HALF = new Fraction(1, 2);

const isNumeric = (type: FactType): boolean => stepDecimals(type, 0) !== undefined;

/** Decimal places of a type's smallest step; undefined for what is no number. `digits`: those of the program's currency. */
export function stepDecimals(type: FactType, digits: number): number | undefined {
  switch (type) {
    case 'money':
      return digits;
    case 'rate':
      return RATE_DECIMALS;
    case 'price':
      return PRICE_DECIMALS;
    case 'count':
    case 'days':
    case 'date':
      return 0;
    default:
      return undefined;
  }
}

const powerOfTen = (decimals: number): bigint => 10n ** BigInt(decimals);

function decimalsOrThrow(type: FactType, digits: number): number {
  const decimals = stepDecimals(type, digits);
  if (decimals === undefined) throw new Error(`a ${type} is no number`);
  return decimals;
}

/** From a whole number of smallest steps to the natural unit. */
export function toFraction(type: FactType, steps: number, digits: number): Fraction {
  return new Fraction(BigInt(steps), powerOfTen(decimalsOrThrow(type, digits)));
}

/** A value as facts hold it, as the reference holds it. */
export function toRefValue(type: FactType, value: Value, digits: number): RefValue {
  if (typeof value !== 'number') return value;
  return toFraction(type, value, digits);
}

/** To a whole number of smallest steps; throws where it isn't one, or is no safe integer: round it first. */
export function toSteps(type: FactType, value: Fraction, digits: number): number {
  const steps = value.mul(powerOfTen(decimalsOrThrow(type, digits)));
  if (steps.d !== 1n) throw new Error(`${value.toFraction()} is not a whole number of the smallest steps of a ${type}`);
  const number = Number(steps.s * steps.n);
  if (!Number.isSafeInteger(number)) throw new Error(`${value.toFraction()} is too large for a ${type}`);
  return number;
}

/** The other way round of toRefValue; a number must be whole in smallest steps. */
export function toValue(type: FactType, value: RefValue, digits: number): Value {
  return value instanceof Fraction ? toSteps(type, value, digits) : value;
}

export const toExact = (value: Fraction): Exact => ({ n: value.s * value.n, d: value.d });

/** Rounded to so many decimal places. Modes go by magnitude: up is away from 0, down towards it. */
export function roundTo(value: Fraction, decimals: number, mode: RoundingMode): Fraction {
  const scale = powerOfTen(decimals);
  const magnitude = value.abs().mul(scale);
  const whole = magnitude.floor();
  const rest = magnitude.sub(whole);
  const rounded = roundsUp(whole, rest, mode) ? whole.add(1) : whole;
  const result = rounded.div(scale);
  return value.s < 0n ? result.neg() : result;
}

function roundsUp(whole: Fraction, rest: Fraction, mode: RoundingMode): boolean {
  if (rest.equals(ZERO)) return false;
  switch (mode) {
    case 'up':
      return true;
    case 'down':
      return false;
    case 'half-up':
      return rest.gte(HALF);
    case 'half-even':
      return rest.equals(HALF) ? whole.n % 2n === 1n : rest.gt(HALF);
  }
}

/** Rounded to its type's smallest step. */
export function roundToStep(type: FactType, value: Fraction, digits: number, mode: RoundingMode): Fraction {
  return roundTo(value, decimalsOrThrow(type, digits), mode);
}

/** Whether a result lies beyond its type's bounds: a failure of an amount, not of a derived fact. */
export function isTooLarge(type: FactType, value: RefValue, digits: number): boolean {
  if (!(value instanceof Fraction) || !isNumeric(type)) return false;
  if (type === 'date') return value.lt(FIRST_DAY) || value.gt(LAST_DAY);
  const steps = value.abs().mul(powerOfTen(decimalsOrThrow(type, digits)));
  return steps.gt(type === 'money' ? MONEY_LIMIT_MINOR : Number.MAX_SAFE_INTEGER);
}

/** As JSON shows it, exact. */
export function showRefValue(type: FactType, value: RefValue, digits: number): Shown {
  if (!(value instanceof Fraction)) return value;
  return showExact(type, toExact(value.mul(powerOfTen(decimalsOrThrow(type, digits)))), digits);
}
