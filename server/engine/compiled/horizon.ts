/** Which day is the next on which something may fall due. */
import type { Day } from '../facts/value.ts';
import type { Period } from '../measures/model.ts';
import { periodOf, periodStart } from './calendar.ts';
import { nextWake } from './due.ts';
import { CLOSES } from './generated.ts';
import { type CompiledState, directoryOf } from './state.ts';
import { type CompiledTimeline, versionOn } from './timeline.ts';
import type { Version } from './version.ts';

/** From the finest: every longer one ends together with a shorter one. */
const PERIODS: readonly Period[] = ['month', 'quarter', 'year'];

/** The first day of which the start or the end isn't done and may bring something; undefined where nothing is to come. */
export function nextDue(timeline: CompiledTimeline, state: CompiledState): Day | undefined {
  if (state.enrollments.length === 0) return undefined;
  const { firstEnrolled } = directoryOf(state);
  const done = state.ended ?? firstEnrolled - 1;
  const started = Math.max(done, state.started ?? done);
  let next = nextWakeOf(state, done) ?? Number.POSITIVE_INFINITY;
  // also the first, before which no period closes
  for (const { effectiveFrom } of timeline.timeline.versions) {
    if (effectiveFrom !== undefined && effectiveFrom > started) next = Math.min(next, effectiveFrom);
  }
  next = Math.min(next, nextClose(timeline, state, Math.max(done + 1, firstEnrolled)));
  return next === Number.POSITIVE_INFINITY ? undefined : next;
}

/** Where only the start of a day was waited for, and that is over, the day is passed over. */
function nextWakeOf(state: CompiledState, done: Day): Day | undefined {
  const next = nextWake(state, done);
  return next !== undefined && next === state.started && state.due.get(next)?.length === 0 ? nextWake(state, next) : next;
}

/** The first end of a period from a day on that the version in force then asks for. Whatever a later one asks for comes after its start. */
function nextClose({ timeline, versions }: CompiledTimeline, state: CompiledState, from: Day): Day {
  const index = versionOn(timeline, from);
  const version = index === undefined ? undefined : versions[index];
  if (version === undefined) return Number.POSITIVE_INFINITY;
  let finest = PERIODS.length;
  for (const partnerType of directoryOf(state).byType.keys()) finest = Math.min(finest, finestPeriod(version, partnerType));
  const period = PERIODS[finest];
  if (period === undefined) return Number.POSITIVE_INFINITY;
  const { calendar } = version.program;
  return periodStart(calendar, period, periodOf(calendar, period, from) + 1) - 1;
}

/** Place of the finest period that anything of the type waits for; past the last where nothing does. */
function finestPeriod(version: Version, partnerType: string): number {
  const tiers = version.program.partnerTypes.get(partnerType)?.tiers;
  for (const [place, period] of PERIODS.entries()) {
    if (version.listens(partnerType, CLOSES[period]) || tiers?.review === period) return place;
    if (period === 'year' && tiers?.downgrade === 'at-year-end') return place;
  }
  return PERIODS.length;
}
