import type { ProgramDocument } from '../../schemas/types.ts';
import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';

/** First day of a version; a version without `effectiveFrom` is in force from the beginning. */
export const startOf = ({ effectiveFrom }: ProgramDocument): Day =>
  effectiveFrom === undefined ? Number.NEGATIVE_INFINITY : (isoToDay(effectiveFrom) ?? Number.NEGATIVE_INFINITY);

export const byStart = (documents: readonly ProgramDocument[]): readonly ProgramDocument[] =>
  documents.toSorted((a, b) => compare(startOf(a), startOf(b)));

/** The version in force on a day; undefined before the first. */
export const inForceOn = (documents: readonly ProgramDocument[], day: Day): ProgramDocument | undefined =>
  byStart(documents).findLast((document) => startOf(document) <= day);

/**
 * The candidate from a day on, the baseline before: what the baseline promised until then is kept, and the change is
 * a new version like any other.
 */
export function joinOn(day: Day, baseline: readonly ProgramDocument[], candidate: readonly ProgramDocument[]): readonly ProgramDocument[] {
  const first = inForceOn(candidate, day);
  return [
    ...byStart(baseline).filter((document) => startOf(document) < day),
    ...(first === undefined ? [] : [{ ...first, effectiveFrom: dayToIso(day) }]),
    ...byStart(candidate).filter((document) => startOf(document) > day),
  ];
}

/** Of two that are in force from the beginning neither is earlier. */
const compare = (a: Day, b: Day): number => (a < b ? -1 : a > b ? 1 : 0);
