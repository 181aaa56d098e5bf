import type { Day } from '../facts/value.ts';
import type { Window } from '../measures/model.ts';
import type { Calendar } from '../program/model.ts';
import { addMonths, fiscalPeriod, previousFiscalPeriod, type Span } from './calendar.ts';

/** All that was recorded; a history has nothing after the day at hand. */
const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** The days that a window covers, seen from a day; undefined where it isn't there (no term runs). */
export function windowSpan(window: Window, day: Day, calendar: Calendar, termStart: Day | undefined): Span | undefined {
  switch (window.kind) {
    case 'fiscal':
      return fiscalPeriod(calendar, window.period, day);
    case 'previous-fiscal':
      return previousFiscalPeriod(calendar, window.period, day);
    case 'trailing':
      return { from: trailingStart(window.unit, window.count, day, calendar), to: day };
    case 'term':
      return termStart === undefined ? undefined : { from: termStart, to: day };
    case 'lifetime':
    case 'valid':
      return ALWAYS;
  }
}

function trailingStart(unit: 'days' | 'months' | 'fiscal-quarters', count: number, day: Day, calendar: Calendar): Day {
  switch (unit) {
    case 'days':
      return day - count + 1;
    case 'months':
      return addMonths(day, -count) + 1;
    case 'fiscal-quarters':
      return addMonths(fiscalPeriod(calendar, 'quarter', day).from, -3 * (count - 1));
  }
}
