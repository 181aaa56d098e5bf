/** By when a person is to decide what waits. */
import { addBusinessDays } from '../engine/compiled/calendar.ts';
import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import { FIRST_DAY, LAST_DAY } from '../engine/facts/value.ts';
import type { Calendar } from '../engine/program/model.ts';
import type { CaseKind, CaseStatus } from '../store/registry/tables.ts';

/** Business days that a person has, where the urgency of a co-sell request says nothing else. */
const DAYS = 3;
const BY_URGENCY: Readonly<Record<string, number>> = { executive: 1, high: 1, normal: 2 };

/** What nobody but a person can bring on. */
const WAITING: ReadonlySet<CaseStatus> = new Set(['review', 'waiting', 'routed']);

export const waitsForPerson = (status: CaseStatus): boolean => WAITING.has(status);

/** Undefined where nothing waits for a person. */
export function dueOn(
  calendar: Calendar,
  { status, urgency }: { readonly kind: CaseKind; readonly status: CaseStatus; readonly urgency: string | null },
  on: string,
): string | undefined {
  const day = isoToDay(on);
  if (!waitsForPerson(status) || day === undefined) return undefined;
  const due = addBusinessDays(calendar, day, BY_URGENCY[urgency ?? ''] ?? DAYS, FIRST_DAY, LAST_DAY);
  return due === undefined ? undefined : dayToIso(due);
}
