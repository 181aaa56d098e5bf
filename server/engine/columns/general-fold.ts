/** Folds histories with the compiled evaluator: one enrollment alone, or all in the order of history. */
import { advanceDays, compiledTimeline, openDay, stepDay } from '../compiled/days.ts';
import { beginState, type CompiledState, type EnrollmentState } from '../compiled/state.ts';
import { currentTier } from '../compiled/tiers.ts';
import type { CompiledTimeline } from '../compiled/timeline.ts';
import type { Party } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import type { Following } from './anew/following.ts';
import { NOBODYS, OWN } from './anew/heard.ts';
import type { Notes } from './anew/notes.ts';
import { ColumnRecorder } from './column-recorder.ts';
import { FoldStopped, ReachesFurther } from './fold-columns.ts';
import type { HistoryColumns, KindTable } from './history.ts';
import { NO_TIER, type OutcomeNames } from './outcome.ts';
import type { OutcomeBuilder } from './outcome-builder.ts';
import { enrollmentAt, type TextOf, textsOf, WHOLE_SHARE } from './read-history.ts';
import { RowActivities } from './row-activity.ts';
import { sequenceOf } from './rows.ts';

/** Whole folds ask whether to stop once in so many activities. */
const STOP_EVERY = 4096;

export interface GeneralSetting {
  readonly until: Day;
  readonly bars: boolean;
  /** Where it is noted what others can be decided from. */
  readonly notes?: Notes;
  /** Where only some are decided. */
  readonly following?: Following;
}

/** Of one history into one outcome. */
export class GeneralFold {
  private readonly timeline: CompiledTimeline;
  private readonly history: HistoryColumns;
  private readonly until: Day;
  private readonly into: OutcomeBuilder;
  private readonly notes: Notes | undefined;
  private readonly recorder: ColumnRecorder;
  private readonly activities: RowActivities;
  private readonly textOf: TextOf;
  /** By enrollment, of activities of which it is the only party. */
  private readonly sole: (readonly Party[] | undefined)[] = [];

  constructor(timeline: Timeline, names: OutcomeNames, history: HistoryColumns, setting: GeneralSetting, into: OutcomeBuilder) {
    const { until, bars, notes, following } = setting;
    this.timeline = notes?.compiled ?? following?.compiled ?? compiledTimeline(timeline);
    this.notes = notes;
    this.history = history;
    this.until = until;
    this.into = into;
    this.recorder = new ColumnRecorder(timeline, names, into, bars, notes, following);
    this.activities = new RowActivities(history, this.timeline.needsActivities);
    this.textOf = textsOf(history);
  }

  /** As if there were no other. */
  alone(enrollment: number): void {
    const { history, timeline, recorder } = this;
    const { start, kind, place, party } = history.rows;
    const state = beginState(timeline.timeline, [enrollmentAt(history, enrollment)]);
    recorder.from(enrollment);
    const end = start[enrollment + 1] ?? 0;
    const sole = this.soleParty(enrollment);
    let next = 0;
    for (let row = start[enrollment] ?? 0; row < end; row = next) {
      const [of = 0, at = 0] = [kind[row], place[row]];
      next = row + 1;
      // an enrollment may be a party twice
      while (next < end && kind[next] === of && place[next] === at) next += 1;
      const table = this.table(of);
      if ((table.day[at] ?? 0) > this.until) break;
      let parties = sole;
      let isPartial = false;
      if (table.partyOffsets !== null) {
        const first = table.partyOffsets[at] ?? 0;
        parties = Array.from(party.subarray(row, next), (own) => this.partyAt(table, first + own));
        isPartial = parties.length < (table.partyOffsets[at + 1] ?? 0) - first;
      }
      recorder.expect(row, party[row] === 0, isPartial);
      stepDay(timeline, state, this.activities.at(of, at, parties), recorder);
      if (recorder.reachesFurther) throw new ReachesFurther('an activity is set aside for one of its parties, and so for all');
    }
    advanceDays(timeline, state, this.until, recorder);
    const [only] = state.enrollments;
    if (only !== undefined) this.end(only, enrollment);
  }

  /** All, in the order of time. */
  whole(stop: (activities: number) => boolean): void {
    const { history, timeline, recorder, notes } = this;
    const { activities } = history;
    const state = notes === undefined ? this.beginAll() : notes.begin(this.beginAll());
    const { kind, place, rows, enrollment } = sequenceOf(history);
    for (let order = 0; order < activities; order += 1) {
      if (order % STOP_EVERY === 0 && stop(order)) throw new FoldStopped('the fold was stopped');
      const [of = 0, at = 0] = [kind[order], place[order]];
      const table = this.table(of);
      if ((table.day[at] ?? 0) > this.until) break;
      const first = table.partyOffsets?.[at] ?? at;
      if (notes !== undefined) notes.order = order;
      recorder.expectAt(rows[of] ?? NO_ROWS, first);
      const parties =
        table.partyOffsets === null
          ? this.soleParty(enrollment[order] ?? 0)
          : Array.from({ length: (table.partyOffsets[at + 1] ?? 0) - first }, (_, party) => this.partyAt(table, first + party));
      stepDay(timeline, state, this.activities.at(of, at, parties), recorder);
    }
    advanceDays(timeline, state, this.until, recorder);
    if (notes !== undefined) for (const counts of this.into.rules) notes.sum(counts);
    for (const [index, each] of state.enrollments.entries()) this.end(each, index);
  }

  /** Some, in the order of time; of all others what they do to these is known. */
  some(following: Following, stop: (activities: number) => boolean): void {
    const { history, timeline, recorder } = this;
    const state = following.begin(this.beginAll());
    const { kind, place, rows } = sequenceOf(history);
    for (let order = 0; order < history.activities; order += 1) {
      if (order % STOP_EVERY === 0 && stop(order)) throw new FoldStopped('the fold was stopped');
      if (following.turns[order] === NOBODYS) continue;
      const [of = 0, at = 0] = [kind[order], place[order]];
      const table = this.table(of);
      const day = table.day[at] ?? 0;
      if (day > this.until) break;
      following.order = order;
      if (following.turns[order] === OWN) {
        const own = following.partiesOf(of, at);
        const first = table.partyOffsets?.[at] ?? at;
        const ofKind = rows[of] ?? NO_ROWS;
        recorder.expectAt(
          Int32Array.from(own, (party) => ofKind[first + party] ?? -1),
          0,
        );
        const parties =
          table.partyOffsets === null
            ? this.soleParty(following.enrollmentOf(order))
            : own.map((party) => this.partyAt(table, first + party));
        recorder.only(own[0] === 0);
        stepDay(timeline, state, this.activities.at(of, at, parties), recorder);
      } else {
        openDay(timeline, state, day, recorder);
        following.hear(this.activities.at(of, at, this.soleParty(following.enrollmentOf(order))));
      }
    }
    advanceDays(timeline, state, this.until, recorder);
    following.end();
    for (const index of following.members) {
      const each = state.enrollments[index];
      if (each !== undefined) this.end(each, index);
    }
  }

  private beginAll(): CompiledState {
    const { history } = this;
    const enrollments = Array.from({ length: history.enrollments.count }, (_, index) => enrollmentAt(history, index));
    return beginState(this.timeline.timeline, enrollments);
  }

  private table(kind: number): KindTable {
    const table = this.history.kinds[kind];
    if (table === undefined) throw new Error(`a history of ${this.history.kinds.length} kinds has no kind ${kind}`);
    return table;
  }

  private partyAt({ parties }: KindTable, at: number): Party {
    const role = this.textOf(parties?.role[at] ?? 0);
    return { ...this.nameOf(parties?.enrollment[at] ?? 0), role, share: parties?.share[at] ?? 0 };
  }

  private soleParty(enrollment: number): readonly Party[] {
    let party = this.sole[enrollment];
    if (party === undefined) {
      party = [{ ...this.nameOf(enrollment), role: 'principal', share: WHOLE_SHARE }];
      this.sole[enrollment] = party;
    }
    return party;
  }

  private nameOf(enrollment: number): Pick<Party, 'partner' | 'partnerType'> {
    const { partner, partnerType } = this.history.enrollments;
    return { partner: this.textOf(partner[enrollment] ?? 0), partnerType: this.textOf(partnerType[enrollment] ?? 0) };
  }

  private end({ partnerType, tier }: EnrollmentState, enrollment: number): void {
    const policy = this.timeline.timeline.versions.at(-1)?.partnerTypes.get(partnerType)?.tiers;
    const level = currentTier(policy, tier);
    this.into.stand(enrollment, level === undefined || policy === undefined ? NO_TIER : policy.levels.indexOf(level));
    this.recorder.end(enrollment);
  }
}

const NO_ROWS = new Int32Array(0);
