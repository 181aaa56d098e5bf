import type { Activity, Enrollment } from '../facts/activity.ts';
import { monthsLived } from '../facts/months-lived.ts';
import type { Day } from '../facts/value.ts';
import type { Finding } from '../program/diagnostic.ts';

/** How far a scenario may reach: all that falls due in it is decided twice, and explained. */
export const SCENARIO_WORK = {
  /** Months that its enrollments together have lived at its end: the fold closes each of them. */
  months: 2_000,
  /** Each that waits is looked at again whenever a protection ends. */
  registrations: 500,
} as const;

/** `until`: the day on which the scenario ends; missing: that of its last activity. */
export function workFindings(enrollments: readonly Enrollment[], activities: readonly Activity[], until?: Day): Finding[] {
  const findings: Finding[] = [];
  const refuse = (message: string, hint: string, pointer: string): void => {
    findings.push({ code: 'too-much-work', severity: 'error', message, hint, pointer });
  };
  const end = until ?? activities.reduce((last, { day }) => Math.max(last, day), Number.NEGATIVE_INFINITY);
  const months = monthsLived(enrollments, Number.NEGATIVE_INFINITY, end);
  if (months > SCENARIO_WORK.months) {
    refuse(
      `The enrollments have together lived ${months} months by the end of the scenario; it may reach over ${SCENARIO_WORK.months}.`,
      'Let partners enroll later, leave some out, or end it earlier.',
      '/partners',
    );
  }
  const registered = activities.filter(({ kind }) => kind === 'registration-submitted').length;
  if (registered > SCENARIO_WORK.registrations) {
    refuse(
      `There are ${registered} registrations; a scenario may have ${SCENARIO_WORK.registrations}.`,
      'Cut it into several scenarios.',
      '/activities',
    );
  }
  return findings;
}
