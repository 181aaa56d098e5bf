import type { Decision } from '../decisions/model.ts';
import type { Activity, Enrollment } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';

export interface StepOptions {
  /** Give the whole reasoning. */
  readonly explain?: boolean;
}

/**
 * decide(program, state, activity) → decisions, state'. The state is owned by one fold and changed
 * in place; `save` and `restore` carry it elsewhere. Activities must come in history order (fold/order.ts).
 *
 * `S` is the evaluator's own state; it has no clock, no randomness and no I/O.
 */
export interface CompiledEvaluator<S> {
  readonly timeline: Timeline;
  begin(enrollments: readonly Enrollment[]): S;
  /** Decisions on what has fallen due up to the day before, in order, then the one on the activity. */
  step(state: S, activity: Activity, options?: StepOptions): Decision[];
  /** What falls due up to the end of the day. Nothing dated on or before it may follow. */
  advance(state: S, through: Day, options?: StepOptions): Decision[];
  /** The same step where nobody asks what was decided. */
  remember(state: S, activity: Activity): void;
  save(state: S): string;
  restore(saved: string): S;
}

/** The same, one promise a step, because json-rules-engine is asynchronous. */
export interface ReferenceEvaluator<S> {
  readonly timeline: Timeline;
  begin(enrollments: readonly Enrollment[]): S;
  step(state: S, activity: Activity, options?: StepOptions): Promise<Decision[]>;
  advance(state: S, through: Day, options?: StepOptions): Promise<Decision[]>;
  save(state: S): string;
  restore(saved: string): S;
}
