/**
 * Part of a fold once more by the reference evaluator, which shares no evaluation code with the compiled one: how many
 * lines came out alike.
 *
 * Of a program that may be cut, enrollments picked by chance; the seed is the request's hash, so that the same question
 * has the same answer. Of one that can't, the history's first days with all enrollments: what comes later changes
 * nothing before, so that a fold of the first days is the beginning of the fold.
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
import type { Activity } from '../engine/facts/activity.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Timeline } from '../engine/program/model.ts';
import { createReference } from '../engine/reference/evaluator.ts';
import { type LineDifference, lineDifferences } from './sample-compare.ts';
import { pickDays, pickEnrollments } from './sample-pick.ts';

export interface Sample {
  /** How it was picked; `none`: nothing was folded again. */
  readonly of: 'enrollments' | 'first-days' | 'none';
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

export interface SampleOptions {
  /** Hexadecimal. */
  readonly seed: string;
  /** The fold's. */
  readonly until: Day;
  /** Throws where it is time to end. */
  readonly check: () => void;
}

export async function takeSample(timeline: Timeline, history: HistoryColumns, options: SampleOptions): Promise<Sample> {
  const fold = prepareFold(timeline);
  return fold.cut.by === 'enrollment'
    ? sampleEnrollments({ timeline, fold, history }, options)
    : sampleDays({ timeline, fold, history }, fold.cut.because, options);
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

async function sampleDays(sampled: Sampled, because: readonly string[], { until, check }: SampleOptions): Promise<Sample> {
  const { timeline, fold, history } = sampled;
  const days = pickDays(history, timeline, until);
  if (days === undefined) {
    const why = 'With all its enrollments already the first day of the history is too much for the reference evaluator.';
    return { of: 'none', because: [...because, why], enrollments: 0, begun: 0, activities: 0, lines: 0, agreed: 0, differences: [] };
  }
  const all = { from: 0, to: history.enrollments.count };
  const reference = await byReference(sampled, all, firstActivities(history, days.activities), { until: days.until, check });
  const compiled = fold.fold(history, { until: days.until });
  const compared = lineDifferences(fold.names, history, reference, compiled.lines);
  const through = days.until < until ? { through: days.until } : {};
  return { of: 'first-days', because, enrollments: all.to, begun: 0, activities: days.activities, ...through, ...compared };
}

/** Steps between turns of the event loop. */
const TURN = 8;

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
  for (const [index, stand] of stands.entries()) {
    if (index % TURN === 0) {
      check();
      await setImmediate();
    }
    current = stand.rows;
    for (const decision of await evaluator.step(state, stand.activity)) rows.addDecision(decision, false);
  }
  for (const decision of await evaluator.advance(state, until)) rows.addDecision(decision, false);
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

function firstActivities(history: HistoryColumns, count: number): readonly Stand[] {
  const { kind, place, rows } = sequenceOf(history);
  return Array.from({ length: count }, (_, order) => {
    const [table, at] = [kind[order] ?? 0, place[order] ?? 0];
    const offsets = history.kinds[table]?.partyOffsets;
    const own = [...(rows[table]?.subarray(offsets?.[at] ?? at, offsets?.[at + 1] ?? at + 1) ?? [])];
    const [row = 0] = own;
    return { activity: activityOfRow(history, row, enrollmentOfRow(history, row)), rows: own };
  });
}
