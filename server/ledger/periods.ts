import { addMonths, periodOf, periodStart } from '../engine/compiled/calendar.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Calendar } from '../engine/program/model.ts';
import { StoreError } from '../store/errors.ts';
import { dayOf } from './terms.ts';

/** A fiscal month or quarter, by days. */
export interface Period {
  readonly kind: 'month' | 'quarter';
  readonly from: string;
  /** Its last day. */
  readonly through: string;
  /** The first day after it. */
  readonly until: string;
}

/** `month`: YYYY-MM, the month, or one of the quarter. Throws `refused`. */
export function periodOfMonth(kind: Period['kind'], month: string, calendar: Calendar): Period {
  if (month < '1990-01' || month > '2199-11') throw new StoreError('refused', 'The month lies outside of 1990 to 2199.');
  const first = dayOf(`${month}-01`);
  const start = kind === 'month' ? first : periodStart(calendar, 'quarter', periodOf(calendar, 'quarter', first));
  const until = addMonths(start, kind === 'month' ? 1 : 3);
  return { kind, from: dayToIso(start), through: dayToIso(until - 1), until: dayToIso(until) };
}
