/** Dates in formulas. Days are whole; a date out of bounds, or moved by a part of a day, is a failure. */
import type Fraction from 'fraction.js';
import { Temporal } from 'temporal-polyfill';
import { type Day, FIRST_DAY, LAST_DAY } from '../facts/value.ts';
import { addMonths } from './calendar.ts';
import { FormulaError } from './formula-outcome.ts';

/** More months than lie between the first day and the last. */
const MONTHS_LIMIT = 12 * 250;
const EPOCH = Temporal.PlainDate.from('1970-01-01');

/** 1 is Monday. */
const weekday = (day: Day): number => EPOCH.add({ days: day }).dayOfWeek;

function whole(distance: Fraction): bigint {
  if (distance.d !== 1n) throw new FormulaError('not-whole');
  return distance.s * distance.n;
}

function inBounds(day: Day): Day {
  if (day < FIRST_DAY || day > LAST_DAY) throw new FormulaError('number-too-large');
  return day;
}

export function daysLater(day: Day, distance: Fraction): Day {
  const days = whole(distance);
  // as numbers only where they are exact; anything larger is out of bounds anyway
  return inBounds(day + Math.max(-LAST_DAY * 2, Math.min(LAST_DAY * 2, Number(days))));
}

export function monthsLater(day: Day, distance: Fraction): Day {
  const months = Number(whole(distance));
  if (Math.abs(months) > MONTHS_LIMIT) throw new FormulaError('number-too-large');
  return inBounds(addMonths(day, months));
}

/** The n-th business day after the day, or before it for a negative n; the day itself for 0. */
export function businessDaysLater(day: Day, distance: Fraction, holidays: ReadonlySet<Day>): Day {
  const count = whole(distance);
  const step = count < 0n ? -1 : 1;
  let left = count < 0n ? -count : count;
  let at = day;
  while (left > 0n) {
    at = inBounds(at + step);
    if (isBusinessDay(at, holidays)) left -= 1n;
  }
  return at;
}

/** Business days after the first day up to and with the second; negative where the second is earlier. */
export function businessDaysBetween(from: Day, to: Day, holidays: ReadonlySet<Day>): number {
  if (to < from) return -businessDaysBetween(to, from, holidays);
  let count = 0;
  for (let day = from + 1; day <= to; day++) if (isBusinessDay(day, holidays)) count += 1;
  return count;
}

const isBusinessDay = (day: Day, holidays: ReadonlySet<Day>): boolean => weekday(day) < 6 && !holidays.has(day);
