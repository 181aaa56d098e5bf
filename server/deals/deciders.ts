import type { CompiledState } from '../engine/compiled/evaluator.ts';
import { firstDifference } from '../engine/decisions/difference.ts';
import type { Decision } from '../engine/decisions/model.ts';
import { withoutReasoning } from '../engine/decisions/without-reasoning.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Given, GivenProtection, StepOptions } from '../engine/fold/evaluator.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import type { ReferenceState } from '../engine/reference/evaluator.ts';
import { hashOf } from './chain.ts';
import { DecidersDiffer } from './deciders-differ.ts';
import type { LiveTimeline } from './timelines.ts';

/** The states of both evaluators, which have taken in the same. */
export interface BothStates {
  readonly compiled: CompiledState;
  readonly reference: ReferenceState;
}

/** What both decided alike. */
export interface Decided {
  /** With its reasoning. */
  readonly decision: Decision;
  readonly plain: Decision;
  /** Of the canonical text of `plain`. */
  readonly hash: string;
  /** What it granted or extended. */
  readonly granted: readonly GivenProtection[];
}

export function begin({ compiled, reference }: LiveTimeline, enrollments: readonly Enrollment[], given: Given): BothStates {
  return { compiled: compiled.begin(enrollments, given), reference: reference.begin(enrollments, given) };
}

export function enroll({ compiled, reference }: LiveTimeline, states: BothStates, enrollment: Enrollment): void {
  compiled.enroll(states.compiled, enrollment);
  reference.enroll(states.reference, enrollment);
}

export async function step({ compiled, reference }: LiveTimeline, states: BothStates, activity: Activity): Promise<readonly Decided[]> {
  return alike(
    (options) => compiled.step(states.compiled, activity, options),
    () => reference.step(states.reference, activity),
  );
}

/** What falls due through the end of a day. */
export async function advance({ compiled, reference }: LiveTimeline, states: BothStates, through: Day): Promise<readonly Decided[]> {
  return alike(
    (options) => compiled.advance(states.compiled, through, options),
    () => reference.advance(states.reference, through),
  );
}

/** And what comes at the start of a day. */
export async function open({ compiled, reference }: LiveTimeline, states: BothStates, day: Day): Promise<readonly Decided[]> {
  return alike(
    (options) => compiled.open(states.compiled, day, options),
    () => reference.open(states.reference, day),
  );
}

async function alike(
  decide: (options: StepOptions) => readonly Decision[],
  refer: () => Promise<readonly Decision[]>,
): Promise<readonly Decided[]> {
  const granted: GivenProtection[] = [];
  const compiled = decide({ explain: true, granted: (protection) => granted.push(protection) });
  const reference = await refer();
  const decided = compiled.map((decision, index): Decided => {
    const plain = withoutReasoning(decision);
    const other = reference[index];
    if (firstDifference(plain, other) !== undefined) throw differ(plain, other);
    const { source, id } = decision.activity;
    const own = granted.filter((each) => each.activity === id && each.source === source);
    return { decision, plain, hash: hashOf(canonicalJson(plain)), granted: own };
  });
  if (reference.length > compiled.length) throw differ(undefined, reference[compiled.length]);
  return decided;
}

function differ(compiled: Decision | undefined, reference: Decision | undefined): DecidersDiffer {
  const { kind = '', activity, on = '' } = compiled ?? reference ?? {};
  const found = firstDifference(compiled, reference);
  return new DecidersDiffer(`${kind} ${activity?.id ?? ''} of ${on}`, found);
}
