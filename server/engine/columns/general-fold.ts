/** Folds histories with the compiled evaluator: one enrollment alone, or all in the order of history. */
import { type CompiledState, createCompiled } from '../compiled/evaluator.ts';
import { currentTier } from '../compiled/tiers.ts';
import type { Decision } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import { type DecisionPlaces, DecisionRows } from './decision-rows.ts';
import { FoldStopped, ReachesFurther } from './fold-columns.ts';
import type { HistoryColumns } from './history.ts';
import { NO_TIER, type OutcomeNames } from './outcome.ts';
import type { OutcomeBuilder } from './outcome-builder.ts';
import { activityOfRow, enrollmentAt, enrollmentOfRow } from './read-history.ts';
import { historyPlaces, type Sequence, sequenceOf } from './rows.ts';

/** Whole folds ask whether to stop once in so many activities. */
const STOP_EVERY = 4096;

/** Of one history into one outcome. */
export class GeneralFold {
  private readonly evaluator: ReturnType<typeof createCompiled>;
  private readonly timeline: Timeline;
  private readonly history: HistoryColumns;
  private readonly until: Day;
  private readonly into: OutcomeBuilder;
  private readonly rows: DecisionRows;
  /** Of the activity at hand, by party. */
  private current: readonly number[] = [];

  constructor(timeline: Timeline, names: OutcomeNames, history: HistoryColumns, until: Day, into: OutcomeBuilder) {
    this.timeline = timeline;
    this.evaluator = createCompiled(timeline);
    this.history = history;
    this.until = until;
    this.into = into;
    const places: DecisionPlaces = { ...historyPlaces(history), rows: () => this.current };
    this.rows = new DecisionRows(timeline, names, into, places);
  }

  /** As if there were no other. */
  alone(enrollment: number): void {
    const { history, evaluator } = this;
    const { start, kind, place, party } = history.rows;
    const state = evaluator.begin([enrollmentAt(history, enrollment)]);
    const end = start[enrollment + 1] ?? 0;
    let next = 0;
    for (let row = start[enrollment] ?? 0; row < end; row = next) {
      next = row + 1;
      // an enrollment may be a party twice
      while (next < end && kind[next] === kind[row] && place[next] === place[row]) next += 1;
      const activity = activityOfRow(history, row, enrollment);
      if (activity.day > this.until) break;
      this.current = Array.from({ length: next - row }, (_, index) => row + index);
      const own = activity.parties.filter((_, index) => party.subarray(row, next).includes(index));
      const decisions = evaluator.step(state, own.length === activity.parties.length ? activity : { ...activity, parties: own });
      if (own.length < activity.parties.length && decisions.at(-1)?.status === 'set-aside') {
        throw new ReachesFurther(`${activity.id} of several parties is set aside for one of them, and so for all`);
      }
      this.say(decisions);
      // whoever has the first party counts the activity
      if (party[row] !== 0) this.into.decisions -= 1;
    }
    this.say(evaluator.advance(state, this.until));
    this.stand(state, enrollment);
  }

  whole(stop: () => boolean): void {
    const { history, evaluator } = this;
    const { enrollments, activities } = history;
    const state = evaluator.begin(Array.from({ length: enrollments.count }, (_, index) => enrollmentAt(history, index)));
    const sequence = sequenceOf(history);
    for (let order = 0; order < activities; order += 1) {
      if (order % STOP_EVERY === 0 && stop()) throw new FoldStopped('the fold was stopped');
      this.current = this.rowsOf(sequence, order);
      const [row = 0] = this.current;
      const activity: Activity = activityOfRow(history, row, enrollmentOfRow(history, row));
      if (activity.day > this.until) break;
      this.say(evaluator.step(state, activity));
    }
    this.say(evaluator.advance(state, this.until));
    for (let enrollment = 0; enrollment < enrollments.count; enrollment += 1) this.stand(state, enrollment);
  }

  private rowsOf({ kind, place, rows }: Sequence, order: number): readonly number[] {
    const table = kind[order] ?? 0;
    const at = place[order] ?? 0;
    const offsets = this.history.kinds[table]?.partyOffsets;
    return [...(rows[table]?.subarray(offsets?.[at] ?? at, offsets?.[at + 1] ?? at + 1) ?? [])];
  }

  private say(decisions: readonly Decision[]): void {
    for (const decision of decisions) this.rows.addDecision(decision);
  }

  private stand(state: CompiledState, enrollment: number): void {
    const { partnerType, tier } = state.enrollments.length === 1 ? only(state) : at(state, enrollment);
    const policy = this.timeline.versions.at(-1)?.partnerTypes.get(partnerType)?.tiers;
    const level = currentTier(policy, tier);
    this.into.stand(enrollment, level === undefined ? NO_TIER : (policy?.levels.indexOf(level) ?? NO_TIER));
  }
}

const only = (state: CompiledState) => at(state, 0);

function at({ enrollments }: CompiledState, index: number) {
  const enrollment = enrollments[index];
  if (enrollment === undefined) throw new Error('an enrollment that is not there');
  return enrollment;
}
