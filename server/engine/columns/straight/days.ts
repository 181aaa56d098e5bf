/** The calendar by lookup: for each day that an activity may carry, the periods it lies in. */
import { addMonths, monthOf, monthStart, periodOf, periodStart } from '../../compiled/calendar.ts';
import { type Day, FIRST_DAY, LAST_DAY } from '../../facts/value.ts';
import type { Period, Window } from '../../measures/model.ts';
import type { Calendar } from '../../program/model.ts';

/** The day that place 0 of the tables is. */
export const TABLE_START: Day = FIRST_DAY;
const PLACES = LAST_DAY - FIRST_DAY + 2;

type Trailing = Extract<Window, { kind: 'trailing' }>;

export class DayTables {
  /** Months counted without a gap. */
  readonly month: Int32Array;
  /** The last day of the month. */
  readonly monthEnd: Int32Array;
  readonly quarter: Int32Array;
  readonly year: Int32Array;
  private readonly starts = new Map<string, Int32Array>();
  private readonly calendar: Calendar;

  constructor(calendar: Calendar) {
    this.calendar = calendar;
    this.month = new Int32Array(PLACES);
    this.monthEnd = new Int32Array(PLACES);
    this.quarter = new Int32Array(PLACES);
    this.year = new Int32Array(PLACES);
    for (let place = 0; place < PLACES; ) {
      const day = TABLE_START + place;
      const month = monthOf(day);
      const next = Math.min(monthStart(month + 1) - TABLE_START, PLACES);
      this.month.fill(periodOf(calendar, 'month', day), place, next);
      this.monthEnd.fill(monthStart(month + 1) - 1, place, next);
      this.quarter.fill(periodOf(calendar, 'quarter', day), place, next);
      this.year.fill(periodOf(calendar, 'year', day), place, next);
      place = next;
    }
  }

  of(period: Period): Int32Array {
    return { month: this.month, quarter: this.quarter, year: this.year }[period];
  }

  /** First days of a trailing window of months or quarters. */
  startsOf({ unit, count }: Trailing): Int32Array {
    const key = `${unit} ${count}`;
    const known = this.starts.get(key);
    if (known !== undefined) return known;
    const { calendar } = this;
    const starts = Int32Array.from({ length: PLACES }, (_, place) => {
      const day = TABLE_START + place;
      if (unit === 'months') return addMonths(day, -count) + 1;
      return periodStart(calendar, 'quarter', periodOf(calendar, 'quarter', day) - (count - 1));
    });
    this.starts.set(key, starts);
    return starts;
  }
}

const tables = new Map<number, DayTables>();

/** Made once for each first month of a fiscal year; holidays don't matter here. */
export function dayTables(calendar: Calendar): DayTables {
  const known = tables.get(calendar.fiscalYearStartMonth);
  if (known !== undefined) return known;
  const made = new DayTables(calendar);
  tables.set(calendar.fiscalYearStartMonth, made);
  return made;
}
