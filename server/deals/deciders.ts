import type { CompiledState } from '../engine/compiled/evaluator.ts';
import { firstDifference } from '../engine/decisions/difference.ts';
import type { Decision } from '../engine/decisions/model.ts';
import { withoutReasoning } from '../engine/decisions/without-reasoning.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Given, GivenProtection, StepOptions } from '../engine/fold/evaluator.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { hashOf } from './chain.ts';
import { DecidersDiffer } from './deciders-differ.ts';
import { SecondState } from './second.ts';
import type { SecondThreads } from './second-threads.ts';
import type { LiveTimeline } from './timelines.ts';
import { type Packed, pack } from './unpack.ts';

/** The states of both evaluators, which have taken in the same. */
export interface BothStates {
  readonly compiled: CompiledState;
  readonly reference: SecondState;
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
  /** Where it is sure to be kept: packed while the second evaluator decides. */
  readonly packed?: Packed;
}

export function begin({ compiled, reference }: LiveTimeline, enrollments: readonly Enrollment[], given: Given): BothStates {
  return { compiled: compiled.begin(enrollments, given), reference: SecondState.begin(reference, enrollments, given) };
}

export function enroll({ compiled, reference }: LiveTimeline, states: BothStates, enrollment: Enrollment): void {
  compiled.enroll(states.compiled, enrollment);
  states.reference.enroll(reference, enrollment);
}

/** `threads`: where the second decides meanwhile; missing: here, after the first. */
export async function step(
  timeline: LiveTimeline,
  states: BothStates,
  activity: Activity,
  threads?: SecondThreads,
): Promise<readonly Decided[]> {
  return alike(
    () => states.reference.step(timeline, activity, threads),
    (options) => timeline.compiled.step(states.compiled, activity, options),
    threads !== undefined,
  );
}

/** What falls due through the end of a day. */
export async function advance(timeline: LiveTimeline, states: BothStates, through: Day): Promise<readonly Decided[]> {
  return alike(
    () => states.reference.advance(timeline, through),
    (options) => timeline.compiled.advance(states.compiled, through, options),
  );
}

/** And what comes at the start of a day. */
export async function open(timeline: LiveTimeline, states: BothStates, day: Day): Promise<readonly Decided[]> {
  return alike(
    () => states.reference.open(timeline, day),
    (options) => timeline.compiled.open(states.compiled, day, options),
  );
}

/** The second one begins, and the first decides meanwhile; neither waits for what the other says. */
async function alike(
  refer: () => Promise<readonly string[]>,
  decide: (options: StepOptions) => readonly Decision[],
  isPacked = false,
): Promise<readonly Decided[]> {
  const granted: GivenProtection[] = [];
  const [reference, compiled] = await Promise.all([
    refer(),
    (async () => {
      // what others ask the second one at this moment goes with it
      await undefined;
      const decisions = decide({ explain: true, granted: (protection) => granted.push(protection) });
      return Promise.all(decisions.map((decision) => said(decision, isPacked)));
    })(),
  ]);
  const decided = compiled.map(({ text, ...each }, index): Decided => {
    const other = reference[index];
    if (text !== other) throw differ(each.plain, decisionIn(other));
    const { source, id } = each.decision.activity;
    return { ...each, hash: hashOf(text), granted: granted.filter((own) => own.activity === id && own.source === source) };
  });
  if (reference.length > compiled.length) throw differ(undefined, decisionIn(reference[compiled.length]));
  return decided;
}

async function said(decision: Decision, isPacked: boolean) {
  const plain = withoutReasoning(decision);
  return { decision, plain, text: canonicalJson(plain), ...(isPacked && { packed: await pack(decision) }) };
}

const decisionIn = (text: string | undefined): Decision | undefined => (text === undefined ? undefined : (JSON.parse(text) as Decision));

function differ(compiled: Decision | undefined, reference: Decision | undefined): DecidersDiffer {
  const { kind = '', activity, on = '' } = compiled ?? reference ?? {};
  const found = firstDifference(compiled, reference);
  return new DecidersDiffer(`${kind} ${activity?.id ?? ''} of ${on}`, found);
}
