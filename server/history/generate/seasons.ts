import { monthOf, periodOf, periodStart } from '../../engine/compiled/calendar.ts';
import type { Day } from '../../engine/facts/value.ts';
import type { Calendar } from '../../engine/program/model.ts';

/** How busy months are, January first; 100 is an ordinary one. */
const MONTHS = [88, 95, 104, 98, 101, 108, 82, 76, 106, 109, 114, 119] as const;
/** Of a working day's. */
const WEEKEND = 0.1;
/** The trade grows by this much of the first year's, each year. */
const GROWTH_A_YEAR = 0.22;
/** In the last days of a fiscal quarter the trade rises to so many times an ordinary day's. */
const RUSH_DAYS = 15;
const RUSH = 2.6;
const DAYS_A_YEAR = 365.25;
const FRIDAY = 5;

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7;

export const isWorkday = (calendar: Calendar, day: Day): boolean => {
  const weekday = weekdayOf(day);
  return weekday >= 1 && weekday <= FRIDAY && !calendar.holidays.has(day);
};

export const daysToQuarterEnd = (calendar: Calendar, day: Day): number =>
  periodStart(calendar, 'quarter', periodOf(calendar, 'quarter', day) + 1) - 1 - day;

export const isRush = (calendar: Calendar, day: Day): boolean => daysToQuarterEnd(calendar, day) < RUSH_DAYS;

/**
 * By day, how many of the activities have happened by its end: the last is `activities`. Weekends and holidays are quiet, months differ, quarters
 * end in a rush, years grow.
 */
export function courseOf(calendar: Calendar, from: Day, to: Day, activities: number): Float64Array {
  const course = new Float64Array(to - from + 1);
  let reached = 0;
  for (let day = from; day <= to; day += 1) {
    const left = daysToQuarterEnd(calendar, day);
    const month = MONTHS[((monthOf(day) % 12) + 12) % 12] ?? 100;
    const rush = left < RUSH_DAYS ? 1 + ((RUSH - 1) * (RUSH_DAYS - left)) / RUSH_DAYS : 1;
    const growth = 1 + (GROWTH_A_YEAR * (day - from)) / DAYS_A_YEAR;
    reached += (isWorkday(calendar, day) ? 1 : WEEKEND) * month * rush * growth;
    course[day - from] = reached;
  }
  for (let at = 0; at < course.length; at += 1) course[at] = Math.round(((course[at] ?? 0) * activities) / reached);
  return course;
}
