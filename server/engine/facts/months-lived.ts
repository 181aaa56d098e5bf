import type { Enrollment } from './activity.ts';
import type { Day } from './value.ts';

const DAYS_PER_MONTH = 30;

/** Months that enrollments together have lived in a stretch of days: the fold closes the periods of each. */
export function monthsLived(enrollments: readonly Enrollment[], from: Day, to: Day): number {
  let days = 0;
  for (const { enrolledOn } of enrollments) days += Math.max(0, to - Math.max(from, enrolledOn));
  return Math.ceil(days / DAYS_PER_MONTH);
}
