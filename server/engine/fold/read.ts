import type { Activity, Enrollment } from '../facts/activity.ts';
import { enrollmentKey } from '../facts/activity.ts';
import { readActivity, readPartner } from '../facts/intake.ts';
import { isoToDay } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Program, Timeline } from '../program/model.ts';

/** A document that was refused, by its place in the list given; its findings point into it. */
export interface Refused {
  readonly index: number;
  readonly findings: readonly Finding[];
}

/** The version in force on the day, if one is. */
export const versionInForce = (timeline: Timeline, day: Day): Program | undefined =>
  timeline.versions.findLast(({ effectiveFrom }) => effectiveFrom === undefined || effectiveFrom <= day);

/** The version by which a document is read: the one in force on its day, else the first. */
function versionFor(timeline: Timeline, date: unknown): Program {
  const first = timeline.versions[0];
  if (first === undefined) throw new Error(`program ${timeline.id} has no version`);
  if (timeline.versions.length === 1) return first;
  const day = typeof date === 'string' ? isoToDay(date) : undefined;
  return (day === undefined ? undefined : versionInForce(timeline, day)) ?? first;
}

/** Activities of a history, read one by one: a bad one is refused and spoils none of the others. */
export function readActivities(
  timeline: Timeline,
  documents: readonly unknown[],
): {
  readonly activities: readonly Activity[] /** Where each came from. */;
  readonly places: readonly number[];
  readonly refused: readonly Refused[];
} {
  const activities: Activity[] = [];
  const places: number[] = [];
  const refused: Refused[] = [];
  for (const [index, document] of documents.entries()) {
    const read = readActivity(versionFor(timeline, fieldOf(document, 'occurredOn')), document);
    if (read.ok) {
      activities.push(read.activity);
      places.push(index);
    } else refused.push({ index, findings: read.findings });
  }
  return { activities, places, refused };
}

/** Partners likewise. One that is enrolled twice in one type is refused. */
export function readPartners(
  timeline: Timeline,
  documents: readonly unknown[],
): { readonly enrollments: readonly Enrollment[]; readonly refused: readonly Refused[] } {
  const enrollments: Enrollment[] = [];
  const known = new Set<string>();
  const refused: Refused[] = [];
  for (const [index, document] of documents.entries()) {
    const read = readPartnerBy(timeline, document);
    if (!read.ok) {
      refused.push({ index, findings: read.findings });
      continue;
    }
    // the types of one partner have been compared with each other
    if (documents.length === 1) return { enrollments: read.enrollments, refused };
    const findings: Finding[] = [];
    for (const enrollment of read.enrollments) {
      const key = enrollmentKey(enrollment.partner, enrollment.partnerType);
      if (known.has(key)) findings.push(enrolledTwice(enrollment));
      else enrollments.push(enrollment);
      known.add(key);
    }
    if (findings.length > 0) refused.push({ index, findings });
  }
  return { enrollments, refused };
}

const enrolledTwice = ({ partner, partnerType }: Enrollment): Finding => ({
  code: 'enrolled-twice',
  severity: 'error',
  message: `${partner} is enrolled twice as ${partnerType}.`,
  hint: 'Give each partner once, with all its enrollments.',
  pointer: '/enrollments',
});

/**
 * A profile has no date: it may name what only a later version knows, or a tier that later ones forgot.
 * So a version that takes the document is looked for, the one in force at the enrollment first.
 */
function readPartnerBy(timeline: Timeline, document: unknown): ReturnType<typeof readPartner> {
  const enrollments = fieldOf(document, 'enrollments');
  const first = versionFor(timeline, fieldOf(Array.isArray(enrollments) ? enrollments[0] : undefined, 'enrolledOn'));
  const read = readPartner(first, document);
  if (read.ok) return read;
  for (const version of timeline.versions.toReversed()) {
    const other = version === first ? read : readPartner(version, document);
    if (other.ok) return other;
  }
  return read;
}

function fieldOf(document: unknown, name: string): unknown {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, name)
    ? (document as Record<string, unknown>)[name]
    : undefined;
}
