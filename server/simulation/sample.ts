/**
 * Part of a fold once more by the reference evaluator, which shares no evaluation code with the compiled one: how many
 * lines came out alike.
 *
 * Of a program that may be cut, enrollments picked by chance; the seed is the request's hash, so that the same question
 * has the same answer. Of one that can't, the whole history where it is small; else a part of it, folded alone by both:
 * some enrollments, and the activities all of whose parties are among them.
 */
import { setImmediate } from 'node:timers/promises';
import { DecisionRows } from '../engine/columns/decision-rows.ts';
import { prepareFold } from '../engine/columns/fold.ts';
import type { ColumnFold, EnrollmentRange } from '../engine/columns/fold-columns.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import type { LineColumns } from '../engine/columns/outcome.ts';
import { OutcomeBuilder } from '../engine/columns/outcome-builder.ts';
import { activityOfRow, enrollmentAt, enrollmentOfRow } from '../engine/columns/read-history.ts';
import { historyPlaces, sequenceOf } from '../engine/columns/rows.ts';
import { type Activity, enrollmentKey } from '../engine/facts/activity.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Timeline } from '../engine/program/model.ts';
import { createReference } from '../engine/reference/evaluator.ts';
import { HistoryBuilder } from '../history/builder.ts';
import { type LineDifference, lineDifferences } from './sample-compare.ts';
import { type PickedPart, pickDays, pickEnrollments, pickPart } from './sample-pick.ts';

export interface Sample {
  /** How it was picked; `none`: nothing was folded again. */
  readonly of: 'enrollments' | 'first-days' | 'part' | 'none';
  /** Why there is none, or why it isn't whole enrollments. */
  readonly because: readonly string[];
  readonly enrollments: number;
  /** Of these, folded up to a day only, because they have more than a sample has room for. */
  readonly begun: number;
  readonly activities: number;
  /** Through this day; missing: to the end. */
  readonly through?: Day;
  /** Lines of either evaluator, and how many of them both gave. */
  readonly lines: number;
  readonly agreed: number;
  /** Of those that only one gave, the first few. */
  readonly differences: readonly LineDifference[];
}

export interface SampleRequest {
  /** Hexadecimal. */
  readonly seed: string;
  /** The fold's. */
  readonly until: Day;
}

export interface SampleOptions extends SampleRequest {
  /** Throws where it is time to end. */
  readonly check: () => void;
}

export async function takeSample(timeline: Timeline, history: HistoryColumns, options: SampleOptions): Promise<Sample> {
  const fold = prepareFold(timeline);
  return fold.cut.by === 'enrollment'
    ? sampleEnrollments({ timeline, fold, history }, options)
    : sampleTogether({ timeline, fold, history }, fold.cut.because, options);
}

interface Sampled {
  readonly timeline: Timeline;
  readonly fold: ColumnFold;
  readonly history: HistoryColumns;
}

async function sampleEnrollments(sampled: Sampled, { seed, until, check }: SampleOptions): Promise<Sample> {
  const { timeline, fold, history } = sampled;
  const picked = pickEnrollments(history, timeline, seed, until);
  const compared = { lines: 0, agreed: 0, differences: [] as LineDifference[] };
  for (const { enrollment, until: day } of picked) {
    const range = { from: enrollment, to: enrollment + 1 };
    const reference = await byReference(sampled, range, ownActivities(history, enrollment, day), { until: day, check });
    const compiled = fold.fold(history, { enrollments: range, until: day });
    const { lines, agreed, differences } = lineDifferences(fold.names, history, reference, compiled.lines);
    compared.lines += lines;
    compared.agreed += agreed;
    compared.differences.push(...differences);
  }
  const begun = picked.filter(({ whole }) => !whole).length;
  const activities = picked.reduce((sum, each) => sum + each.activities, 0);
  const because = picked.length === 0 ? ['No enrollment is small enough to be folded again.'] : [];
  return { of: picked.length === 0 ? 'none' : 'enrollments', because, enrollments: picked.length, begun, activities, ...compared };
}

/** Everything, where that is little; else some enrollments as if there were no others. */
async function sampleTogether(sampled: Sampled, because: readonly string[], { seed, until, check }: SampleOptions): Promise<Sample> {
  const { timeline, history } = sampled;
  const days = pickDays(history, timeline, until);
  if (days?.until === until) {
    const all = history.enrollments.count;
    const compared = await foldTogether(sampled, { until, check });
    return { of: 'first-days', because, enrollments: all, begun: 0, activities: days.activities, ...compared };
  }
  const picked = pickPart(history, timeline, seed, until);
  if (picked === undefined) {
    const why = 'What a few enrollments live through is too much already for the reference evaluator.';
    return { of: 'none', because: [...because, why], enrollments: 0, begun: 0, activities: 0, lines: 0, agreed: 0, differences: [] };
  }
  const part = partOf(history, picked);
  const compared = await foldTogether({ ...sampled, history: part }, { until: picked.until, check });
  const through = picked.until < until ? { through: picked.until } : {};
  return { of: 'part', because, enrollments: picked.enrollments.length, begun: 0, activities: part.activities, ...through, ...compared };
}

async function foldTogether(
  sampled: Sampled,
  how: Pick<SampleOptions, 'until' | 'check'>,
): Promise<Pick<Sample, 'lines' | 'agreed' | 'differences'>> {
  const { fold, history } = sampled;
  const all = { from: 0, to: history.enrollments.count };
  const reference = await byReference(sampled, all, firstActivities(history, how.until), how);
  return lineDifferences(fold.names, history, reference, fold.fold(history, { until: how.until }).lines);
}

/** The activities all of whose parties are picked, as a history of its own. */
function partOf(history: HistoryColumns, { enrollments, until }: PickedPart): HistoryColumns {
  const builder = new HistoryBuilder({ currency: history.currency, timeZone: history.timeZone, attributes: history.attributes });
  const own = new Set<string>();
  for (const each of enrollments) {
    const enrollment = enrollmentAt(history, each);
    own.add(enrollmentKey(enrollment.partner, enrollment.partnerType));
    builder.enroll(enrollment);
  }
  const found = new Map<number, Activity>();
  for (const each of enrollments) {
    for (let row = history.rows.start[each] ?? 0; row < (history.rows.start[each + 1] ?? 0); row += 1) {
      const order = history.kinds[history.rows.kind[row] ?? 0]?.order[history.rows.place[row] ?? 0] ?? 0;
      const activity = activityOfRow(history, row, each);
      if (activity.day > until) break;
      if (activity.parties.every(({ partner, partnerType }) => own.has(enrollmentKey(partner, partnerType)))) found.set(order, activity);
    }
  }
  for (const [, activity] of [...found].sort(([a], [b]) => a - b)) builder.add(activity);
  return builder.build();
}

/** How long others wait for their turn of the event loop. */
const TURN_MS = 10;
/** Days that fall due at a time, likewise. */
const DUE_DAYS = 31;

/** An activity and its rows, by party. */
interface Stand {
  readonly activity: Activity;
  readonly rows: readonly number[];
}

/** Lines of the reference, as a fold over columns would write them. */
async function byReference(
  { timeline, fold, history }: Sampled,
  range: EnrollmentRange,
  stands: readonly Stand[],
  { until, check }: Pick<SampleOptions, 'until' | 'check'>,
): Promise<LineColumns> {
  const enrollments = Array.from({ length: range.to - range.from }, (_, index) => enrollmentAt(history, range.from + index));
  const evaluator = createReference(timeline);
  const state = evaluator.begin(enrollments);
  const into = new OutcomeBuilder(fold.names, { firstEnrollment: range.from, enrollments: enrollments.length });
  let current: readonly number[] = [];
  const rows = new DecisionRows(timeline, fold.names, into, { ...historyPlaces(history), rows: () => current });
  // The first time at once: what is over before anyone else has had a turn could not be cancelled.
  let turn = Number.NEGATIVE_INFINITY;
  const others = async (): Promise<void> => {
    if (performance.now() - turn < TURN_MS) return;
    check();
    await setImmediate();
    turn = performance.now();
  };
  let day = until;
  for (const stand of stands) {
    await others();
    current = stand.rows;
    day = stand.activity.day;
    for (const decision of await evaluator.step(state, stand.activity)) rows.addDecision(decision, false);
  }
  for (day = stands.length === 0 ? until : Math.min(day + DUE_DAYS, until); ; day = Math.min(day + DUE_DAYS, until)) {
    for (const decision of await evaluator.advance(state, day)) rows.addDecision(decision, false);
    if (day === until) break;
    await others();
  }
  return into.finish(false).lines;
}

/** Those of one enrollment, with it as their only party. */
function ownActivities(history: HistoryColumns, enrollment: number, until: Day): readonly Stand[] {
  const { start, kind, place, party } = history.rows;
  const end = start[enrollment + 1] ?? 0;
  const stands: Stand[] = [];
  let next = 0;
  for (let row = start[enrollment] ?? 0; row < end; row = next) {
    next = row + 1;
    while (next < end && kind[next] === kind[row] && place[next] === place[row]) next += 1;
    const activity = activityOfRow(history, row, enrollment);
    if (activity.day > until) break;
    const own = party.subarray(row, next);
    const parties = activity.parties.filter((_, index) => own.includes(index));
    stands.push({ activity: { ...activity, parties }, rows: Array.from(own, (_, index) => row + index) });
  }
  return stands;
}

function firstActivities(history: HistoryColumns, until: Day): readonly Stand[] {
  const { kind, place, rows } = sequenceOf(history);
  const stands: Stand[] = [];
  for (let order = 0; order < history.activities; order += 1) {
    const [table, at] = [kind[order] ?? 0, place[order] ?? 0];
    const offsets = history.kinds[table]?.partyOffsets;
    const own = [...(rows[table]?.subarray(offsets?.[at] ?? at, offsets?.[at + 1] ?? at + 1) ?? [])];
    const [row = 0] = own;
    const activity = activityOfRow(history, row, enrollmentOfRow(history, row));
    if (activity.day > until) break;
    stands.push({ activity, rows: own });
  }
  return stands;
}
