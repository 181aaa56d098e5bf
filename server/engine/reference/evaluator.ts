/**
 * The reference evaluator: slow, plain, obviously right. Conditions by json-rules-engine, formulas by the
 * CEL library in exact rationals, measures from the whole history each time, the calendar by Temporal.
 */
import type { Decision } from '../decisions/model.ts';
import { type Activity, type Enrollment, enrollmentKey } from '../facts/activity.ts';
import { dayToIso } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { ReferenceEvaluator, StepOptions } from '../fold/evaluator.ts';
import type { Program, Timeline } from '../program/model.ts';
import { decideActivity } from './activity.ts';
import { END_OF_DAY, listens, registrationOf, START_OF_DAY } from './due.ts';
import { nextDue } from './horizon.ts';
import { expireLeaves } from './registry.ts';
import { type VersionRun, versionRun } from './run.ts';
import { beginState, enroll, type ReferenceState, restore, save } from './state.ts';

export type { ReferenceState } from './state.ts';

export function createReference(timeline: Timeline): ReferenceEvaluator<ReferenceState> {
  const runs = new Map(timeline.versions.map((program) => [program, versionRun(program)]));
  const fold: Fold = { timeline, run: (day) => runAt(timeline, runs, day) };
  return {
    timeline,
    begin: (enrollments, given) => beginState(timeline, enrollments, given),
    enroll: (state, enrollment) => join(timeline, state, enrollment),
    step: (state, activity, options) => step(fold, state, activity, options?.explain === true),
    advance: (state, through, options?: StepOptions) => advance(fold, state, through, options?.explain === true),
    open: (state, day, options) => open(fold, state, day, options?.explain === true),
    save,
    restore,
  };
}

interface Fold {
  readonly timeline: Timeline;
  /** Of the version in force on a day. */
  run(day: Day): VersionRun | undefined;
}

function runAt(timeline: Timeline, runs: ReadonlyMap<Program, VersionRun>, day: Day): VersionRun | undefined {
  const inForce = timeline.versions.findLast(
    ({ effectiveFrom }, index) => (index === 0 && effectiveFrom === undefined) || (effectiveFrom !== undefined && effectiveFrom <= day),
  );
  return inForce === undefined ? undefined : runs.get(inForce);
}

async function step(fold: Fold, state: ReferenceState, activity: Activity, explain: boolean): Promise<Decision[]> {
  const { day } = activity;
  if ((state.ended !== undefined && day <= state.ended) || (state.started !== undefined && day < state.started)) {
    throw new Error(`activity ${activity.id} is dated before what was decided already`);
  }
  const due = await open(fold, state, day, explain);
  const deciding = { timeline: fold.timeline, run: fold.run(day), state, explain, generated: false };
  return [...due, await decideActivity(deciding, activity)];
}

async function open(fold: Fold, state: ReferenceState, day: Day, explain: boolean): Promise<Decision[]> {
  if (state.started !== undefined && day <= state.started) return [];
  const due = await doDays(fold, state, day - 1, explain);
  return [...due, ...(await startDay(fold, state, day, explain))];
}

/** Another enrollment in a fold that runs. What has been decided must not have been about its time. */
function join(timeline: Timeline, state: ReferenceState, enrollment: Enrollment): void {
  const { partner, partnerType, enrolledOn } = enrollment;
  const who = `${partnerType} ${partner}`;
  if (state.enrollments.has(enrollmentKey(partner, partnerType))) throw new Error(`${who} is enrolled already`);
  const versionStarted = timeline.versions.slice(1).some(({ effectiveFrom }) => effectiveFrom === enrolledOn);
  const isOver = state.ended !== undefined && enrolledOn <= state.ended;
  if (isOver || (versionStarted && state.started === enrolledOn)) {
    throw new Error(`${who} is enrolled on ${dayToIso(enrolledOn)}, which was decided already: fold the history anew`);
  }
  enroll(timeline, state, enrollment);
}

async function advance(fold: Fold, state: ReferenceState, through: Day, explain: boolean): Promise<Decision[]> {
  return doDays(fold, state, through, explain);
}

/** All that falls due through the end of a day. */
async function doDays(fold: Fold, state: ReferenceState, through: Day, explain: boolean): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (let day = nextDue(fold.timeline, state); day !== undefined && day <= through; day = nextDue(fold.timeline, state)) {
    decisions.push(...(await startDay(fold, state, day, explain)));
    for (const list of END_OF_DAY) decisions.push(...(await decideList(fold, state, day, list, explain)));
    state.ended = day;
  }
  state.ended = Math.max(state.ended ?? through, through);
  state.started = Math.max(state.started ?? state.ended, state.ended);
  return decisions;
}

async function startDay(fold: Fold, state: ReferenceState, day: Day, explain: boolean): Promise<Decision[]> {
  if (state.started !== undefined && state.started >= day) return [];
  state.started = day;
  const decisions: Decision[] = [];
  for (const list of START_OF_DAY) decisions.push(...(await decideList(fold, state, day, list, explain)));
  return decisions;
}

async function decideList(
  fold: Fold,
  state: ReferenceState,
  day: Day,
  list: (typeof START_OF_DAY)[number],
  explain: boolean,
): Promise<Decision[]> {
  const run = fold.run(day);
  if (run === undefined) return [];
  const decisions: Decision[] = [];
  for (const activity of list({ timeline: fold.timeline, program: run.program, state, day })) {
    const decision = await decideActivity({ timeline: fold.timeline, run, state, explain, generated: true }, activity);
    afterwards(state, activity);
    if (saysSomething(run.program, activity, decision)) decisions.push(decision);
  }
  return decisions;
}

/** What calendar activities end, whatever was decided of them. */
function afterwards(state: ReferenceState, activity: Activity): void {
  if (activity.kind === 'protection-expired') {
    const registration = registrationOf(state, activity);
    if (registration !== undefined) expireLeaves(state, registration, activity.day);
  }
  if (activity.kind !== 'grace-ended') return;
  for (const { partner, partnerType } of activity.parties) {
    const enrollment = state.enrollments.get(enrollmentKey(partner, partnerType));
    if (enrollment !== undefined) enrollment.graceUntil = undefined;
  }
}

const ALWAYS_GIVEN: ReadonlySet<string> = new Set(['protection-expired', 'registration-reconsidered', 'grace-ended', 'tier-reviewed']);

function saysSomething(program: Program, { kind, parties }: Activity, decision: Decision): boolean {
  if (decision.status === 'set-aside' || ALWAYS_GIVEN.has(kind)) return true;
  if (parties.some(({ partnerType }) => listens(program, partnerType, kind))) return true;
  return decision.parties.some(({ tier }) => tier !== undefined && tier.before !== tier.after);
}
