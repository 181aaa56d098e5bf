/** Folds histories with the compiled evaluator: one enrollment alone, or all in the order of history. */
import { advanceDays, compiledTimeline, stepDay } from '../compiled/days.ts';
import { beginState, type EnrollmentState } from '../compiled/state.ts';
import { currentTier } from '../compiled/tiers.ts';
import type { CompiledTimeline } from '../compiled/timeline.ts';
import type { Activity } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import { ColumnRecorder } from './column-recorder.ts';
import { FoldStopped, ReachesFurther } from './fold-columns.ts';
import type { HistoryColumns } from './history.ts';
import { NO_TIER, type OutcomeNames } from './outcome.ts';
import type { OutcomeBuilder } from './outcome-builder.ts';
import { activityOfRow, enrollmentAt, enrollmentOfRow } from './read-history.ts';
import { sequenceOf } from './rows.ts';

/** Whole folds ask whether to stop once in so many activities. */
const STOP_EVERY = 4096;

export interface GeneralSetting {
  readonly until: Day;
  readonly bars: boolean;
}

/** Of one history into one outcome. */
export class GeneralFold {
  private readonly timeline: CompiledTimeline;
  private readonly history: HistoryColumns;
  private readonly until: Day;
  private readonly into: OutcomeBuilder;
  private readonly recorder: ColumnRecorder;

  constructor(timeline: Timeline, names: OutcomeNames, history: HistoryColumns, { until, bars }: GeneralSetting, into: OutcomeBuilder) {
    this.timeline = compiledTimeline(timeline);
    this.history = history;
    this.until = until;
    this.into = into;
    this.recorder = new ColumnRecorder(timeline, names, into, bars);
  }

  /** As if there were no other. */
  alone(enrollment: number): void {
    const { history, timeline, recorder } = this;
    const { start, kind, place, party } = history.rows;
    const state = beginState(timeline.timeline, [enrollmentAt(history, enrollment)]);
    recorder.from(enrollment);
    const end = start[enrollment + 1] ?? 0;
    let next = 0;
    for (let row = start[enrollment] ?? 0; row < end; row = next) {
      next = row + 1;
      // an enrollment may be a party twice
      while (next < end && kind[next] === kind[row] && place[next] === place[row]) next += 1;
      const activity = activityOfRow(history, row, enrollment);
      if (activity.day > this.until) break;
      const parties = next - row;
      const isPartial = parties < activity.parties.length;
      recorder.expect(row, party[row] === 0, isPartial);
      stepDay(timeline, state, isPartial ? withParties(activity, party.subarray(row, next)) : activity, recorder);
      if (recorder.reachesFurther) throw new ReachesFurther(`${activity.id} is set aside for one of its parties, and so for all`);
    }
    advanceDays(timeline, state, this.until, recorder);
    const [only] = state.enrollments;
    if (only !== undefined) this.end(only, enrollment);
  }

  whole(stop: () => boolean): void {
    const { history, timeline, recorder } = this;
    const { enrollments, activities } = history;
    const state = beginState(
      timeline.timeline,
      Array.from({ length: enrollments.count }, (_, index) => enrollmentAt(history, index)),
    );
    const { kind, place, rows } = sequenceOf(history);
    for (let order = 0; order < activities; order += 1) {
      if (order % STOP_EVERY === 0 && stop()) throw new FoldStopped('the fold was stopped');
      const table = kind[order] ?? 0;
      const at = place[order] ?? 0;
      const first = history.kinds[table]?.partyOffsets?.[at] ?? at;
      const ofTable = rows[table] ?? NO_ROWS;
      const row = ofTable[first] ?? 0;
      const activity = activityOfRow(history, row, enrollmentOfRow(history, row));
      if (activity.day > this.until) break;
      recorder.expectAt(ofTable, first);
      stepDay(timeline, state, activity, recorder);
    }
    advanceDays(timeline, state, this.until, recorder);
    for (const [index, enrollment] of state.enrollments.entries()) this.end(enrollment, index);
  }

  private end({ partnerType, tier }: EnrollmentState, enrollment: number): void {
    const policy = this.timeline.timeline.versions.at(-1)?.partnerTypes.get(partnerType)?.tiers;
    const level = currentTier(policy, tier);
    this.into.stand(enrollment, level === undefined || policy === undefined ? NO_TIER : policy.levels.indexOf(level));
    this.recorder.end(enrollment);
  }
}

const NO_ROWS = new Int32Array(0);

const withParties = (activity: Activity, places: Uint8Array): Activity => ({
  ...activity,
  parties: activity.parties.filter((_, index) => places.includes(index)),
});
