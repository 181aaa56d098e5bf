/**
 * The fast form of numbers. A number is a double `x` of whole steps of 10^-s (the scale s is known when
 * code is generated) with an absolute error bound `e`:
 *
 * - e = 0 says that x is exact: a whole number below 2⁵³;
 * - e > 0 says that the exact number lies within x ± e, x itself being any double.
 *
 * What cannot be told within the bound is given up (NaN), and the exact form decides. A bound is inflated
 * by a little more than the rounding of its own reckoning.
 */
import type { Day } from '../facts/value.ts';
import { FIRST_DAY, LAST_DAY } from '../facts/value.ts';
import type { Calendar, RoundingMode } from '../program/model.ts';
import { addBusinessDays, addMonths, businessDaysBetween } from './calendar.ts';

/** Whole numbers below this are exact in a double. */
export const EXACT = 9_007_199_254_740_992;
/** More than the rounding of one operation, relative to its result. */
export const UNIT = 2.3e-16;
/** More than the rounding of a bound's own reckoning. */
export const SLACK = 1.000_000_000_001;
/** Powers of ten up to here are exact in a double. */
export const TOP_POWER = 22;

const POWERS: readonly number[] = Array.from({ length: TOP_POWER + 1 }, (_, power) => Number(`1e${power}`));

/** A power of ten, looked up: reckoning it takes longer than all around it. */
export const powerOfTen = (power: number): number => POWERS[power] ?? 10 ** power;

/** Where the fast form of a formula leaves its error bound, and why it gave no number. */
export class Approximation {
  /** Error bound of the number returned last. */
  e = 0;
  /** After NaN: whether the formula surely fails; otherwise it isn't known. */
  fails = false;

  give(): number {
    this.fails = false;
    return Number.NaN;
  }

  fail(): number {
    this.fails = true;
    return Number.NaN;
  }
}

/** x rounded to whole steps of 10^-target, or NaN. */
export function roundAt(x: number, e: number, scale: number, target: number, mode: RoundingMode): number {
  const size = Math.abs(x);
  if (e === 0) {
    if (scale <= target) return size * powerOfTen(target - scale) < EXACT ? x * powerOfTen(target - scale) : Number.NaN;
    if (scale - target > TOP_POWER) return Number.NaN;
    return signed(x, roundExact(size, powerOfTen(scale - target), mode));
  }
  if (Math.abs(scale - target) > TOP_POWER) return Number.NaN;
  const factor = scale > target ? powerOfTen(scale - target) : powerOfTen(target - scale);
  const there = scale > target ? size / factor : size * factor;
  const bound = ((scale > target ? e / factor : e * factor) + there * UNIT) * SLACK;
  if (there >= EXACT / 4) return Number.NaN;
  const boundary = mode === 'up' || mode === 'down' ? Math.round(there) : Math.floor(there) + 0.5;
  if (!(Math.abs(there - boundary) > bound)) return Number.NaN;
  switch (mode) {
    case 'up':
      return signed(x, Math.ceil(there));
    case 'down':
      return signed(x, Math.floor(there));
    default:
      return signed(x, Math.round(there));
  }
}

const signed = (x: number, size: number): number => (x < 0 && size !== 0 ? -size : size);

/** A whole number of steps, `each` of them one: exact, because q × each stays below 2⁵³. */
function roundExact(size: number, each: number, mode: RoundingMode): number {
  let q = Math.floor(size / each);
  let rest = size - q * each;
  if (rest < 0) {
    q -= 1;
    rest += each;
  } else if (rest >= each) {
    q += 1;
    rest -= each;
  }
  if (rest === 0 || mode === 'down') return q;
  if (mode === 'up') return q + 1;
  const left = each - rest;
  if (rest === left) return mode === 'half-up' || q % 2 === 1 ? q + 1 : q;
  return rest > left ? q + 1 : q;
}

/** The next whole number downwards (or upwards), or NaN. */
export function floorAt(x: number, e: number, scale: number, up: boolean): number {
  if (e === 0) return roundAt(x, 0, scale, 0, up === x > 0 ? 'up' : 'down');
  return roundAt(x, e, scale, 0, up === x > 0 ? 'up' : 'down');
}

/** A day so many days later, or NaN. `scale` is that of the days. */
export function plusDays(day: Day, x: number, e: number, scale: number, sign: number): Day {
  const days = wholeAt(x, e, scale);
  return inCalendar(day + sign * days);
}

export function plusMonths(day: Day, x: number, e: number, scale: number): Day {
  const months = wholeAt(x, e, scale);
  return Math.abs(months) < 10_000 ? inCalendar(addMonths(day, months)) : Number.NaN;
}

export function plusBusinessDays(calendar: Calendar, day: Day, x: number, e: number, scale: number): Day {
  const days = wholeAt(x, e, scale);
  if (Number.isNaN(days)) return days;
  return inCalendar(addBusinessDays(calendar, day, days, FIRST_DAY, LAST_DAY) ?? Number.NaN);
}

export { businessDaysBetween };

function wholeAt(x: number, e: number, scale: number): number {
  if (e !== 0 || scale > TOP_POWER) return Number.NaN;
  const each = powerOfTen(scale);
  return x % each === 0 ? x / each : Number.NaN;
}

const inCalendar = (day: number): number => (day >= FIRST_DAY && day <= LAST_DAY ? day : Number.NaN);
