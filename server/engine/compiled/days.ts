/** The fold, day by day: what falls due before an activity, the activity, what falls due after it. */
import type { Activity, Enrollment } from '../facts/activity.ts';
import { dayToIso } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import { type DecidedActivity, decideActivity } from './activity.ts';
import type { ComparisonWatch } from './generate/conditions.ts';
import { END_OF_DAY, type List, START_OF_DAY } from './generated.ts';
import { nextDue } from './horizon.ts';
import { expire } from './queue.ts';
import type { Recorder } from './recorder.ts';
import { type CompiledState, enroll, find, registrationKey } from './state.ts';
import { type CompiledTimeline, versionOn } from './timeline.ts';
import { expiringKinds } from './validity.ts';
import { compiledVersion, Version } from './version.ts';

/** `watch`: told what is compared with parameters; such code is made anew. */
export function compiledTimeline(timeline: Timeline, watch?: ComparisonWatch): CompiledTimeline {
  const versions = timeline.versions.map((program) => (watch === undefined ? compiledVersion(program) : new Version(program, watch)));
  return {
    timeline,
    versions,
    needsActivities: versions.some(({ needsActivities }) => needsActivities),
    looksBackOnLines: versions.some(({ looksBackOnLines }) => looksBackOnLines),
    expiring: expiringKinds(timeline),
  };
}

/** All that falls due up to the day before the activity, the start of its day, and the activity. */
export function stepDay(timeline: CompiledTimeline, state: CompiledState, activity: Activity, recorder: Recorder): void {
  const { day } = activity;
  if ((state.ended !== null && day <= state.ended) || (state.started !== null && day < state.started)) {
    throw new Error(`activity ${activity.id} is dated before what was decided already`);
  }
  openDay(timeline, state, day, recorder);
  recorder.before?.(day, activity);
  const deciding = { timeline, state, inForce: versionOn(timeline.timeline, day), recorder, generated: false };
  recorder.activity(decideActivity(deciding, activity).occurrence, true);
}

/** All that falls due through the end of the day before, and the start of the day, if it isn't done. */
export function openDay(timeline: CompiledTimeline, state: CompiledState, day: Day, recorder: Recorder): void {
  if (state.started !== null && day <= state.started) return;
  advanceDays(timeline, state, day - 1, recorder);
  startDay(timeline, state, day, recorder);
}

/** All that falls due through the end of a day. */
export function advanceDays(timeline: CompiledTimeline, state: CompiledState, through: Day, recorder: Recorder): void {
  for (let day = nextDue(timeline, state); day !== undefined && day <= through; day = nextDue(timeline, state)) {
    startDay(timeline, state, day, recorder);
    for (const { list } of END_OF_DAY) decideList(timeline, state, day, list, recorder);
    state.ended = day;
  }
  state.ended = Math.max(state.ended ?? through, through);
  state.started = Math.max(state.started ?? state.ended, state.ended);
}

function startDay(timeline: CompiledTimeline, state: CompiledState, day: Day, recorder: Recorder): void {
  if (state.started !== null && state.started >= day) return;
  state.started = day;
  recorder.before?.(day, undefined);
  for (const { list } of START_OF_DAY) decideList(timeline, state, day, list, recorder);
}

/** Another enrollment in a fold that runs. What has been decided must not have been about its time. */
export function joinFold({ timeline }: CompiledTimeline, state: CompiledState, enrollment: Enrollment): void {
  const { partner, partnerType, enrolledOn } = enrollment;
  const { started, ended } = state;
  const who = `${partnerType} ${partner}`;
  if (find(state, partner, partnerType) !== undefined) throw new Error(`${who} is enrolled already`);
  const missed = enrolledOn === started && timeline.versions.some(({ effectiveFrom }, index) => index > 0 && effectiveFrom === started);
  if (missed || (ended !== null && enrolledOn <= ended)) {
    throw new Error(`${who} is enrolled on ${dayToIso(enrolledOn)}, which was decided already: fold the history anew`);
  }
  enroll(timeline, state, enrollment);
}

function decideList(timeline: CompiledTimeline, state: CompiledState, day: Day, list: List, recorder: Recorder): void {
  const index = versionOn(timeline.timeline, day);
  const version = index === undefined ? undefined : timeline.versions[index];
  if (version === undefined) return;
  for (const activity of list({ timeline, version, state, day })) {
    recorder.before?.(day, activity);
    const decided = decideActivity({ timeline, state, inForce: index, recorder, generated: true }, activity);
    afterwards(state, activity);
    recorder.activity(decided.occurrence, saysSomething(version, decided));
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

function saysSomething(version: Version, { occurrence: { activity, status }, tierMoved }: DecidedActivity): boolean {
  const { kind, parties } = activity;
  if (status === 'set-aside' || ALWAYS_GIVEN.has(kind) || tierMoved) return true;
  return parties.some(({ partnerType }) => version.listens(partnerType, kind));
}
