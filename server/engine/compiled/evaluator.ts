/**
 * The compiled evaluator: conditions and formulas generated to JavaScript, measures as running totals,
 * days as numbers, amounts in doubles as far as their error bounds allow and exact beyond.
 */
import type { Decision } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { CompiledEvaluator, StepOptions } from '../fold/evaluator.ts';
import type { Timeline } from '../program/model.ts';
import { decideActivity } from './activity.ts';
import { monthOf, monthStart } from './calendar.ts';
import { nextWake } from './due.ts';
import { END_OF_DAY, type List, START_OF_DAY } from './generated.ts';
import { expire } from './queue.ts';
import { restore, save } from './save.ts';
import { beginState, type CompiledState, directoryOf, find, registrationKey } from './state.ts';
import { type CompiledTimeline, versionOn } from './timeline.ts';
import { compiledVersion, type Version } from './version.ts';

export type { CompiledState } from './state.ts';

export function createCompiled(timeline: Timeline): CompiledEvaluator<CompiledState> {
  const versions = timeline.versions.map(compiledVersion);
  const compiled: CompiledTimeline = { timeline, versions, needsActivities: versions.some(({ needsActivities }) => needsActivities) };
  return {
    timeline,
    begin: (enrollments) => beginState(timeline, enrollments),
    step: (state, activity, options) => step(compiled, state, activity, options?.explain === true),
    advance: (state, through, options?: StepOptions) => {
      const decisions: Decision[] = [];
      doDays(compiled, state, through, options?.explain === true, decisions);
      return decisions;
    },
    save,
    restore,
  };
}

function step(timeline: CompiledTimeline, state: CompiledState, activity: Activity, explain: boolean): Decision[] {
  const { day } = activity;
  if ((state.ended !== null && day <= state.ended) || (state.started !== null && day < state.started)) {
    throw new Error(`activity ${activity.id} is dated before what was decided already`);
  }
  const decisions: Decision[] = [];
  if (state.started !== day) {
    doDays(timeline, state, day - 1, explain, decisions);
    startDay(timeline, state, day, explain, decisions);
  }
  decisions.push(decideActivity({ timeline, state, inForce: versionOn(timeline.timeline, day), explain, generated: false }, activity));
  return decisions;
}

/** All that falls due through the end of a day. */
function doDays(timeline: CompiledTimeline, state: CompiledState, through: Day, explain: boolean, into: Decision[]): void {
  for (let day = nextDue(timeline, state); day !== undefined && day <= through; day = nextDue(timeline, state)) {
    startDay(timeline, state, day, explain, into);
    for (const list of END_OF_DAY) decideList(timeline, state, day, list, explain, into);
    state.ended = day;
  }
  state.ended = Math.max(state.ended ?? through, through);
  state.started = Math.max(state.started ?? state.ended, state.ended);
}

function startDay(timeline: CompiledTimeline, state: CompiledState, day: Day, explain: boolean, into: Decision[]): void {
  if (state.started !== null && state.started >= day) return;
  state.started = day;
  for (const list of START_OF_DAY) decideList(timeline, state, day, list, explain, into);
}

/** The first day after those done on which something may fall due; undefined where nothing is to come. */
function nextDue({ timeline }: CompiledTimeline, state: CompiledState): Day | undefined {
  const { firstEnrolled } = directoryOf(state);
  if (state.enrollments.length === 0) return undefined;
  const done = state.ended ?? firstEnrolled - 1;
  // every fiscal period ends with a month
  let next = monthStart(monthOf(Math.max(done + 1, firstEnrolled)) + 1) - 1;
  for (const { effectiveFrom } of timeline.versions.slice(1)) {
    if (effectiveFrom !== undefined && effectiveFrom > done) next = Math.min(next, effectiveFrom);
  }
  return Math.min(next, nextWake(state, done) ?? next);
}

function decideList(timeline: CompiledTimeline, state: CompiledState, day: Day, list: List, explain: boolean, into: Decision[]): void {
  const index = versionOn(timeline.timeline, day);
  const version = index === undefined ? undefined : timeline.versions[index];
  if (version === undefined) return;
  for (const activity of list({ timeline, version, state, day })) {
    const decision = decideActivity({ timeline, state, inForce: index, explain, generated: true }, activity);
    afterwards(state, activity);
    if (saysSomething(version, activity, decision)) into.push(decision);
  }
}

/** What calendar activities end, whatever was decided of them. */
function afterwards(state: CompiledState, { kind, day, parties, facts }: Activity): void {
  if (kind !== 'protection-expired' && kind !== 'grace-ended') return;
  for (const { partner, partnerType } of parties) {
    const enrollment = find(state, partner, partnerType);
    if (enrollment === undefined) continue;
    if (kind === 'grace-ended') {
      enrollment.graceUntil = null;
      continue;
    }
    const registration = state.registrations.get(registrationKey(enrollment.index, String(facts.get('registration.id'))));
    if (registration !== undefined) expire(state, registration, day);
  }
}

const ALWAYS_GIVEN: ReadonlySet<string> = new Set(['protection-expired', 'registration-reconsidered', 'grace-ended', 'tier-reviewed']);

function saysSomething(version: Version, { kind, parties }: Activity, { status, parties: decided }: Decision): boolean {
  if (status === 'set-aside' || ALWAYS_GIVEN.has(kind)) return true;
  if (parties.some(({ partnerType }) => version.course(partnerType, kind).listens)) return true;
  return decided.some(({ tier }) => tier !== undefined && tier.before !== tier.after);
}
