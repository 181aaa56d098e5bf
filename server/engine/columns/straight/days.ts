/** The calendar by lookup: for each day that an activity may carry, the periods it lies in. */
import { monthOf, monthStart, periodOf, periodStart } from '../../compiled/calendar.ts';
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
    eachMonth((month, place, next) => {
      const day = TABLE_START + place;
      this.month.fill(periodOf(calendar, 'month', day), place, next);
      this.monthEnd.fill(monthStart(month + 1) - 1, place, next);
      this.quarter.fill(periodOf(calendar, 'quarter', day), place, next);
      this.year.fill(periodOf(calendar, 'year', day), place, next);
    });
  }

  of(period: Period): Int32Array {
    return { month: this.month, quarter: this.quarter, year: this.year }[period];
  }

  /** First days of a trailing window of months or quarters. */
  startsOf({ unit, count }: Trailing): Int32Array {
    const key = `${unit} ${count}`;
    const known = this.starts.get(key);
    if (known !== undefined) return known;
    const starts = new Int32Array(PLACES);
    eachMonth((month, place, next) => {
      if (unit !== 'months') {
        const quarter = periodOf(this.calendar, 'quarter', TABLE_START + place);
        starts.fill(periodStart(this.calendar, 'quarter', quarter - (count - 1)), place, next);
        return;
      }
      // the day after the same day so many months before, or after the last one there
      const first = monthStart(month - count);
      const most = monthStart(month - count + 1) - 1;
      const offset = first - monthStart(month) + TABLE_START;
      for (let at = place; at < next; at += 1) starts[at] = Math.min(offset + at, most) + 1;
    });
    this.starts.set(key, starts);
    return starts;
  }
}

/** Places of a month in the tables are `place` up to `next`. */
function eachMonth(take: (month: number, place: number, next: number) => void): void {
  for (let place = 0; place < PLACES; ) {
    const month = monthOf(TABLE_START + place);
    const next = Math.min(monthStart(month + 1) - TABLE_START, PLACES);
    take(month, place, next);
    place = next;
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
