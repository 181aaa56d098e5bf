import { setImmediate } from 'node:timers/promises';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Given } from '../engine/fold/evaluator.ts';
import { orderHistory } from '../engine/fold/order.ts';
import { advance, type BothStates, begin, type Decided, open, step } from './deciders.ts';
import type { LiveTimeline } from './timelines.ts';

/** How far a shard was brought without an activity of that day. */
export interface Clock {
  /** All that falls due through the end of this day was decided. */
  readonly through: string | null;
  /** And what comes at the start of this one. */
  readonly opened: string | null;
}

export interface FoldedAnew {
  readonly states: BothStates;
  readonly decided: readonly Decided[];
  /** The last in order. */
  readonly last: Activity | undefined;
}

/** How long others wait for their turn. */
const TURN_MS = 15;

/** It took longer than somebody waits. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** The whole history of a shard, in order, by both evaluators. `ends`: when nobody waits any more, by performance.now(). */
export async function foldAnew(
  timeline: LiveTimeline,
  enrollments: readonly Enrollment[],
  activities: readonly Activity[],
  given: Given,
  clock: Clock,
  ends = Number.POSITIVE_INFINITY,
): Promise<FoldedAnew> {
  const { ordered } = orderHistory(activities);
  const states = begin(timeline, enrollments, given);
  const decided: Decided[] = [];
  let turnEnds = performance.now() + TURN_MS;
  for (const activity of ordered) {
    decided.push(...(await step(timeline, states, activity)));
    if (performance.now() < turnEnds) continue;
    if (performance.now() > ends) throw new OutOfTime('A shard was folded anew for longer than anybody waits.');
    await setImmediate();
    turnEnds = performance.now() + TURN_MS;
  }
  decided.push(...(await runClock(timeline, states, clock)));
  return { states, decided, last: ordered.at(-1) };
}

export async function runClock(timeline: LiveTimeline, states: BothStates, { through, opened }: Clock): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  const [end, start] = [dayOf(through), dayOf(opened)];
  const { compiled } = states;
  if (end !== undefined && (compiled.ended === null || compiled.ended < end)) decided.push(...(await advance(timeline, states, end)));
  if (start !== undefined && (compiled.started === null || compiled.started < start))
    decided.push(...(await open(timeline, states, start)));
  return decided;
}

export const dayOf = (text: string | null): Day | undefined => (text === null ? undefined : isoToDay(text));
