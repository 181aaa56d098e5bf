import type { Decision, Shown } from '../decisions/model.ts';
import type { Activity, Enrollment } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';

export interface StepOptions {
  /** Give the whole reasoning. */
  readonly explain?: boolean;
  /** Told of each protection that is granted or extended, as a later fold may be given it. By the compiled evaluator alone. */
  readonly granted?: (protection: GivenProtection) => void;
}

/** What a fold takes as it was, instead of reckoning it. */
export interface Given {
  readonly promises?: readonly GivenPromise[];
  readonly protections?: readonly GivenProtection[];
}

/**
 * A protection that was granted, or extended, as it was: by which activity, to which registration, and through which day
 * each leaf of it. Of one given twice, for an activity and enrollment, the later counts. What it does stands in
 * server/engine/README.md, under Order.
 */
export interface GivenProtection {
  readonly source: string;
  /** Of a registration that was reconsidered: the generated one. */
  readonly activity: string;
  readonly partner: string;
  readonly partnerType: string;
  /** Its id. */
  readonly registration: string;
  readonly protection: string;
  /** The day of the grant. */
  readonly from: Day;
  readonly leaves: readonly GivenLeaf[];
}

export interface GivenLeaf {
  /** Of the facts of the protection's scope, in its order; numbers in smallest steps. */
  readonly values: readonly (string | number | boolean)[];
  /** Its last day. */
  readonly until: Day;
}

/**
 * A promise that was recorded, as the decision tells it (`PartyDecision.promises`). Where the fold comes to write a
 * promise under that key, this value is written and told, and the formula isn't reckoned: it can't fail, and there is
 * no reasoning of it. Before that it can't be read; where nothing writes that key it changes nothing. Of one given
 * twice the first counts. A value that the promise's type can't hold in the version in force counts for nothing.
 */
export interface GivenPromise {
  readonly promise: string;
  readonly key: readonly Shown[];
  readonly value: Shown;
}

/**
 * decide(program, state, activity) → decisions, state'. The state is owned by one fold and changed
 * in place; `save` and `restore` carry it elsewhere. Activities must come in history order (fold/order.ts).
 *
 * `S` is the evaluator's own state; it has no clock, no randomness and no I/O.
 */
export interface CompiledEvaluator<S> {
  readonly timeline: Timeline;
  begin(enrollments: readonly Enrollment[], given?: Given): S;
  /**
   * Another enrollment joins: all goes on as if the fold had begun with it. Throws, with the state as it was, where that
   * can't be: it is enrolled already, its `enrolledOn` lies within what has been decided, or on a day that has been
   * opened and on which a version takes effect.
   */
  enroll(state: S, enrollment: Enrollment): void;
  /** Decisions on what has fallen due up to the day before, in order, then the one on the activity. */
  step(state: S, activity: Activity, options?: StepOptions): Decision[];
  /** What falls due up to the end of the day. Nothing dated on or before it may follow. */
  advance(state: S, through: Day, options?: StepOptions): Decision[];
  /**
   * What falls due up to the end of the day before, and what comes at the start of the day, as the day's first activity
   * would bring it about. Nothing dated before the day may follow. Of a day that has been opened already: nothing.
   */
  open(state: S, day: Day, options?: StepOptions): Decision[];
  /**
   * The first day at whose start or end something may fall due, of what isn't done yet; undefined where nothing is to
   * come. Before it `advance` and `open` bring nothing about. Ends of fiscal periods count only where a rule of the
   * version in force listens to them, or tiers are reviewed there, for a partner type that is enrolled.
   */
  nextDue(state: S): Day | undefined;
  /** The same step where nobody asks what was decided. */
  remember(state: S, activity: Activity): void;
  /** Another state of the same, for questions of what would come: neither changes the other. It takes about as long as restoring one; for what concerns one enrollment take compiled/excerpt.ts. */
  copy(state: S): S;
  save(state: S): string;
  restore(saved: string): S;
}

/** The same, one promise a step, because json-rules-engine is asynchronous. */
export interface ReferenceEvaluator<S> {
  readonly timeline: Timeline;
  begin(enrollments: readonly Enrollment[], given?: Given): S;
  enroll(state: S, enrollment: Enrollment): void;
  step(state: S, activity: Activity, options?: StepOptions): Promise<Decision[]>;
  advance(state: S, through: Day, options?: StepOptions): Promise<Decision[]>;
  open(state: S, day: Day, options?: StepOptions): Promise<Decision[]>;
  save(state: S): string;
  restore(saved: string): S;
}
