/** What of a history is folded again: bounded by the work that it makes, and the same for the same seed. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { rowsInOrder } from '../engine/columns/read-history.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Timeline } from '../engine/program/model.ts';

export const SAMPLE_LIMITS = {
  enrollments: 40,
  /** Activities, and periods that close. The reference takes a few milliseconds for each. */
  steps: 400,
  /** Of one enrollment, so that a large one doesn't leave room for no other. */
  stepsOfOne: 100,
} as const;

/** Some enrollments, each up to a day: the history's end, or where one has more than there is room for the last day that fits. */
export interface Picked {
  readonly enrollment: number;
  readonly until: Day;
  readonly activities: number;
  readonly whole: boolean;
}

/** `seed`: hexadecimal. */
export function pickEnrollments(history: HistoryColumns, timeline: Timeline, seed: string, until: Day): readonly Picked[] {
  const picked: Picked[] = [];
  let left: number = SAMPLE_LIMITS.steps;
  for (const enrollment of drawn(history, seed, SAMPLE_LIMITS.enrollments)) {
    if (left <= 0) break;
    const fits = upTo(workOf(history, timeline, enrollment, until), until, Math.min(left, SAMPLE_LIMITS.stepsOfOne));
    if (fits === undefined) continue;
    picked.push({ enrollment, until: fits.until, activities: fits.activities, whole: fits.until === until });
    left -= fits.steps;
  }
  return picked.sort((a, b) => a.enrollment - b.enrollment);
}

/** Some enrollments that are folded together, through a day. */
export interface PickedPart {
  /** Ascending. */
  readonly enrollments: readonly number[];
  readonly until: Day;
}

/**
 * Enrollments that fit with all that they live through; where too few do, the first ones drawn up to a day. undefined
 * where not even a day of theirs fits.
 */
export function pickPart(history: HistoryColumns, timeline: Timeline, seed: string, until: Day): PickedPart | undefined {
  const draw = drawn(history, seed, SAMPLE_LIMITS.enrollments);
  const small: number[] = [];
  let left: number = SAMPLE_LIMITS.steps;
  for (const enrollment of draw) {
    const { steps } = upTo(workOf(history, timeline, enrollment, until), until, Number.POSITIVE_INFINITY) ?? { steps: 1 };
    if (steps > Math.min(left, SAMPLE_LIMITS.stepsOfOne)) continue;
    small.push(enrollment);
    left -= steps;
  }
  if (small.length >= Math.min(FEW, history.enrollments.count)) return { enrollments: small.sort((a, b) => a - b), until };
  const few = draw.slice(0, FEW);
  const works = few.map((enrollment) => workOf(history, timeline, enrollment, until));
  const days = works.flatMap((work) => work.days).sort((a, b) => a - b);
  const fits = upTo({ days, closes: (day) => works.reduce((sum, { closes }) => sum + closes(day), 0) }, until, SAMPLE_LIMITS.steps);
  return fits === undefined ? undefined : { enrollments: few.sort((a, b) => a - b), until: fits.until };
}

/** Fewer enrollments than that hardly meet each other. */
const FEW = 4;

/** So many different enrollments at most, in the order drawn. */
function drawn({ enrollments }: HistoryColumns, seed: string, most: number): number[] {
  const random = xoroshiro128plus(Number.parseInt(seed.slice(0, 8), 16) | 0);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(most, enrollments.count)) chosen.add(uniformInt(random, 0, enrollments.count - 1));
  return [...chosen];
}

/** What there is to decide. */
interface Work {
  /** Of activities, ascending. */
  readonly days: readonly Day[];
  /** Periods that have closed by the end of a day. */
  readonly closes: (day: Day) => number;
}

function workOf(history: HistoryColumns, timeline: Timeline, enrollment: number, until: Day): Work {
  const { start } = history.rows;
  const days: Day[] = [];
  for (let row = start[enrollment] ?? 0; row < (start[enrollment + 1] ?? 0); row += 1) {
    const day = dayOfRow(history, row);
    if (day > until) break;
    days.push(day);
  }
  const enrolledOn = history.enrollments.enrolledOn[enrollment] ?? 0;
  const spacing = daysBetweenCloses(timeline);
  return { days, closes: (day) => Math.max(0, Math.ceil((day - enrolledOn) / spacing)) };
}

/** The end, or the last day before an activity up to which the work fits in; undefined where no activity would. */
function upTo(
  { days, closes }: Work,
  until: Day,
  room: number,
): { readonly until: Day; readonly activities: number; readonly steps: number } | undefined {
  for (let next = Math.min(days.length, room + 1); next >= 0; next -= 1) {
    const end = next === days.length ? until : (days[next] ?? until) - 1;
    let activities = next;
    while (activities > 0 && (days[activities - 1] ?? 0) > end) activities -= 1;
    if (activities === 0 && days.length > 0) return undefined;
    const steps = activities + closes(end);
    if (steps <= room) return { until: end, activities, steps: Math.max(1, steps) };
  }
  return undefined;
}

/** The last day up to which the history with all its enrollments makes little enough work; undefined where not even its first day does. */
export function pickDays(
  history: HistoryColumns,
  timeline: Timeline,
  until: Day,
): { readonly until: Day; readonly activities: number } | undefined {
  const spacing = daysBetweenCloses(timeline);
  const enrolledOn = history.enrollments.enrolledOn.toSorted();
  const closes = (day: Day): number => {
    let sum = 0;
    for (const each of enrolledOn) {
      if (each > day || sum > SAMPLE_LIMITS.steps) break;
      sum += Math.floor((day - each) / spacing);
    }
    return sum;
  };
  const rows = rowsInOrder(history);
  let best: { readonly until: Day; readonly activities: number } | undefined;
  for (let order = 0; order < Math.min(rows.length, SAMPLE_LIMITS.steps + 1); order += 1) {
    const day = dayOfRow(history, rows[order] ?? 0);
    if (day > until) return { until, activities: order };
    const next = order + 1 < rows.length ? dayOfRow(history, rows[order + 1] ?? 0) : until + 1;
    if (next === day) continue;
    if (order + 1 + closes(day) > SAMPLE_LIMITS.steps) return best;
    best = { until: order + 1 === rows.length ? until : day, activities: order + 1 };
  }
  return best;
}

const dayOfRow = ({ rows, kinds }: HistoryColumns, row: number): Day => kinds[rows.kind[row] ?? 0]?.day[rows.place[row] ?? 0] ?? 0;

/** How often something falls due by the calendar alone. */
function daysBetweenCloses({ versions }: Timeline): number {
  const heard = new Set(versions.flatMap(({ rules }) => rules.flatMap(({ on }) => [...on])));
  const reviews = new Set(versions.flatMap(({ partnerTypes }) => [...partnerTypes.values()].map(({ tiers }) => tiers?.review ?? '')));
  if (heard.has('month-closed') || reviews.has('month')) return 28;
  if (heard.has('quarter-closed') || reviews.has('quarter')) return 89;
  return 365;
}
