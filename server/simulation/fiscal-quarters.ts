import { periodOf, periodStart } from '../engine/compiled/calendar.ts';
import type { Day } from '../engine/facts/value.ts';

/** First day of a fiscal quarter, and of the next. */
export type Quarter = readonly [start: Day, end: Day];

/** Fiscal quarters of a year that starts in this month (1 to 12); each is looked up once. */
export class FiscalQuarters {
  private readonly known = new Map<Day, Quarter>();
  private readonly calendar;

  constructor(fiscalYearStartMonth: number) {
    this.calendar = { fiscalYearStartMonth, timeZone: 'UTC', holidays: new Set<Day>() };
  }

  around(day: Day): Quarter {
    let quarter = this.known.get(day);
    if (quarter === undefined) {
      const number = periodOf(this.calendar, 'quarter', day);
      quarter = [periodStart(this.calendar, 'quarter', number), periodStart(this.calendar, 'quarter', number + 1)];
      this.known.set(day, quarter);
    }
    return quarter;
  }
}
