import { addMonths, monthStart, monthOf as numberOfMonth, periodOf, periodStart } from '../engine/compiled/calendar.ts';
import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Calendar, Program, Timeline } from '../engine/program/model.ts';

/*
 * Terms of payment, and days of the ledger. A **fiscal month** is a month of the calendar, because a fiscal year starts on
 * the first of one; it is named by its first day.
 */

export interface PaymentTerms {
  /** What has to be over before a line becomes payable: nothing, or the fiscal month or quarter that it is posted into. */
  readonly payable: 'at-once' | 'after-month' | 'after-quarter';
  /** Days after that. */
  readonly days: number;
  /** Days in which a line may be disputed, from the end of the month that it is posted into, or from its payment. */
  readonly disputeDays: number;
}

/** Where the program says nothing. */
export const DEFAULT_TERMS: PaymentTerms = { payable: 'after-month', days: 0, disputeDays: 30 };

export interface PostingDay {
  readonly today: string;
  /** First day of the fiscal month. */
  readonly monthOf: (day: string) => string;
  /** Terms of a version, where they aren't `DEFAULT_TERMS`. */
  readonly termsOf?: (version: string) => PaymentTerms;
  /** Of the program; missing: the year of the calendar. */
  readonly calendar?: Calendar;
}

const YEAR: Calendar = { fiscalYearStartMonth: 1, timeZone: 'UTC', holidays: new Set() };

/** What posting asks of a program: `today` is a day of its time zone. */
export function postingDay({ versions }: Timeline, today: string): PostingDay {
  const terms = new Map(versions.map((version) => [version.hash, termsOf(version)]));
  const [first] = versions;
  return {
    today,
    monthOf: fiscalMonthOf,
    termsOf: (version) => terms.get(version) ?? DEFAULT_TERMS,
    ...(first && { calendar: first.calendar }),
  };
}

const termsOf = ({ document }: Program): PaymentTerms => ({ ...DEFAULT_TERMS, ...document.payment });

export const fiscalMonthOf = (day: string): string => `${day.slice(0, 7)}-01`;

export const nextMonth = (month: string): string => dayToIso(addMonths(dayOf(month), 1));

/** A day that somebody wrote down; ours all are in the calendar. */
export function dayOf(text: string): Day {
  const day = isoToDay(text);
  if (day === undefined) throw new Error(`no day of the calendar: ${text}`);
  return day;
}

/** The day on which something posted today, into this month, becomes payable. */
export function payableOn({ payable, days }: PaymentTerms, period: string, { today, calendar = YEAR }: PostingDay): string {
  return dayToIso(firstDay(payable, dayOf(period), dayOf(today), calendar) + days);
}

function firstDay(payable: PaymentTerms['payable'], period: Day, today: Day, calendar: Calendar): Day {
  switch (payable) {
    case 'at-once':
      return today;
    case 'after-month':
      return monthStart(numberOfMonth(period) + 1);
    case 'after-quarter':
      return periodStart(calendar, 'quarter', periodOf(calendar, 'quarter', period) + 1);
  }
}
