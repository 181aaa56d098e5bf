/**
 * The calendar of the compiled evaluator: whole day numbers (days since 1970-01-01) and no dates.
 * A **month number** counts months since the year 0: year × 12 + month − 1.
 */
import { type Day, LAST_DAY } from '../facts/value.ts';
import type { Period } from '../measures/model.ts';
import type { Calendar } from '../program/model.ts';

/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH = 719_468;
const DAYS_IN_ERA = 146_097;
/** February 1970 and December 2199: months whose first day is kept. */
const FIRST_MONTH = 1970 * 12 + 1;
const LAST_MONTH = 2199 * 12 + 11;

/** What was reckoned for days and months that activities may have; 0: not yet. */
const months = new Int32Array(LAST_DAY + 2);
const starts = new Int32Array(LAST_MONTH + 1);

/** The first day of a month. */
export function monthStart(month: number): Day {
  if (month < FIRST_MONTH || month > LAST_MONTH) return startOfMonth(month);
  const known = starts[month] ?? 0;
  if (known !== 0) return known;
  const start = startOfMonth(month);
  starts[month] = start;
  return start;
}

/** The month that a day lies in. */
export function monthOf(day: Day): number {
  if (day < 0 || day > LAST_DAY) return monthAt(day);
  const known = months[day] ?? 0;
  if (known !== 0) return known;
  const month = monthAt(day);
  months[day] = month;
  return month;
}

function startOfMonth(month: number): Day {
  const year = Math.floor(month / 12);
  const of = month - year * 12;
  // counted from March, so that the leap day is the last of a year
  const y = of < 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (of < 2 ? of + 10 : of - 2) + 2) / 5);
  return era * DAYS_IN_ERA + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - EPOCH;
}

function monthAt(day: Day): number {
  const z = day + EPOCH;
  const era = Math.floor(z / DAYS_IN_ERA);
  const dayOfEra = z - era * DAYS_IN_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return (yearOfEra + era * 400) * 12 + fromMarch + 2;
}

/** The same day of the month so many months later, or that month's last. */
export function addMonths(day: Day, months: number): Day {
  const month = monthOf(day);
  const target = month + months;
  const start = monthStart(target);
  return Math.min(start + (day - monthStart(month)), monthStart(target + 1) - 1);
}

const MONTHS: Readonly<Record<Period, number>> = { month: 1, quarter: 3, year: 12 };

/** A fiscal period by its number: periods of one length are numbered on without a gap. */
export function periodOf(calendar: Calendar, period: Period, day: Day): number {
  return Math.floor((monthOf(day) - (calendar.fiscalYearStartMonth - 1)) / MONTHS[period]);
}

export function periodStart(calendar: Calendar, period: Period, number: number): Day {
  return monthStart(number * MONTHS[period] + calendar.fiscalYearStartMonth - 1);
}

export function closesPeriod(calendar: Calendar, period: Period, day: Day): boolean {
  return periodOf(calendar, period, day) !== periodOf(calendar, period, day + 1);
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
const weekday = (day: Day): number => (((day + 3) % 7) + 7) % 7;

const isBusinessDay = (calendar: Calendar, day: Day): boolean => weekday(day) < 5 && !calendar.holidays.has(day);

/** Business days after `from` up to and with `to`; negative if `to` is earlier. */
export function businessDaysBetween(calendar: Calendar, from: Day, to: Day): number {
  if (to < from) return -businessDaysBetween(calendar, to, from);
  const weeks = Math.floor((to - from) / 7);
  let days = weeks * 5;
  for (let day = from + weeks * 7 + 1; day <= to; day += 1) if (weekday(day) < 5) days += 1;
  for (const holiday of calendar.holidays) if (holiday > from && holiday <= to && weekday(holiday) < 5) days -= 1;
  return days;
}

/** The so-many-th business day after a day (before it, for a negative number), as far as it lies within the bounds. */
export function addBusinessDays(calendar: Calendar, day: Day, count: number, first: Day, last: Day): Day | undefined {
  const step = count < 0 ? -1 : 1;
  let left = Math.abs(count);
  let at = day;
  while (left > 0) {
    at += step;
    if (at < first || at > last) return undefined;
    if (isBusinessDay(calendar, at)) left -= 1;
  }
  return at;
}
