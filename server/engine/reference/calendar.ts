/** The reference evaluator's calendar: all of it is left to Temporal. */
import { Temporal } from 'temporal-polyfill';
import type { Day } from '../facts/value.ts';
import type { Period } from '../measures/model.ts';
import type { Calendar } from '../program/model.ts';

/** First and last day, both in it. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

const EPOCH = Temporal.PlainDate.from('1970-01-01');
const MONTHS: Readonly<Record<Period, number>> = { month: 1, quarter: 3, year: 12 };

const dateOf = (day: Day): Temporal.PlainDate => EPOCH.add({ days: day });
const dayOf = (date: Temporal.PlainDate): Day => EPOCH.until(date, { largestUnit: 'days' }).days;

/** Clamped to the month's end: 31 January and one month is 28 February. */
export function addMonths(day: Day, months: number): Day {
  return dayOf(dateOf(day).add({ months }, { overflow: 'constrain' }));
}

/** Days of which the periods are known: each measure asks for that of the same day. */
const MOST_KNOWN = 5_000;
const known = new Map<string, Span>();

/** The fiscal period that contains the day. */
export function fiscalPeriod(calendar: Calendar, period: Period, day: Day): Span {
  const name = `${calendar.fiscalYearStartMonth} ${period} ${day}`;
  const span = known.get(name) ?? reckonedPeriod(calendar, period, day);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, span);
  return span;
}

function reckonedPeriod(calendar: Calendar, period: Period, day: Day): Span {
  const months = MONTHS[period];
  const date = dateOf(day);
  const monthOfYear = (date.month - calendar.fiscalYearStartMonth + 12) % 12;
  const start = date.with({ day: 1 }).subtract({ months: monthOfYear % months });
  return { from: dayOf(start), to: dayOf(start.add({ months })) - 1 };
}

export function previousFiscalPeriod(calendar: Calendar, period: Period, day: Day): Span {
  return fiscalPeriod(calendar, period, fiscalPeriod(calendar, period, day).from - 1);
}

/** Whether the day is the last of its fiscal period. */
export function closesPeriod(calendar: Calendar, period: Period, day: Day): boolean {
  return fiscalPeriod(calendar, period, day).to === day;
}

/** The last day of a month that is on or after the day. Fiscal periods end nowhere else. */
export function monthEndFrom(day: Day): Day {
  const date = dateOf(day);
  return day + date.daysInMonth - date.day;
}
