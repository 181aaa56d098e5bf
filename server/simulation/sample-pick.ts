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
  const random = xoroshiro128plus(Number.parseInt(seed.slice(0, 8), 16) | 0);
  const { count } = history.enrollments;
  const most = Math.min(SAMPLE_LIMITS.enrollments, count);
  const chosen = new Set<number>();
  const picked: Picked[] = [];
  let left: number = SAMPLE_LIMITS.steps;
  while (chosen.size < most && left > 0) {
    const enrollment = uniformInt(random, 0, count - 1);
    if (chosen.has(enrollment)) continue;
    chosen.add(enrollment);
    const fits = upTo(history, timeline, enrollment, until, Math.min(left, SAMPLE_LIMITS.stepsOfOne));
    if (fits === undefined) continue;
    picked.push(fits.picked);
    left -= fits.steps;
  }
  return picked.sort((a, b) => a.enrollment - b.enrollment);
}

function upTo(
  history: HistoryColumns,
  timeline: Timeline,
  enrollment: number,
  until: Day,
  room: number,
): { readonly picked: Picked; readonly steps: number } | undefined {
  const { start } = history.rows;
  const first = start[enrollment] ?? 0;
  const days = Array.from({ length: (start[enrollment + 1] ?? first) - first }, (_, index) => dayOfRow(history, first + index));
  const enrolledOn = history.enrollments.enrolledOn[enrollment] ?? 0;
  const spacing = daysBetweenCloses(timeline);
  const steps = (day: Day): number => days.filter((each) => each <= day).length + Math.max(0, Math.ceil((day - enrolledOn) / spacing));
  const ends = [until, ...days.map((day) => day - 1).toReversed()].filter((day) => day <= until);
  const end = ends.find((day) => steps(day) <= room);
  if (end === undefined || (end < until && days.every((day) => day > end))) return undefined;
  const activities = days.filter((day) => day <= end).length;
  return { picked: { enrollment, until: end, activities, whole: end === until }, steps: Math.max(1, steps(end)) };
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
