import type { Decision } from '../engine/decisions/model.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Given, ReferenceEvaluator } from '../engine/fold/evaluator.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import type { ReferenceState } from '../engine/reference/evaluator.ts';
import type { Seat, SecondThreads } from './second-threads.ts';
import type { LiveTimeline } from './timelines.ts';

type Reference = ReferenceEvaluator<ReferenceState>;

/** What is needed of a timeline. */
type Referring = Pick<LiveTimeline, 'hash' | 'documents' | 'reference'>;

/** Where a state is: as it was saved, here, or on the thread of the second evaluator. */
type Where = { readonly saved: string } | { readonly here: ReferenceState } | { readonly there: Seat };

/**
 * The state of the second evaluator, the reference. A fold of a whole history keeps it here; who decides while somebody waits has it
 * taken to the thread, where it stays, so that both evaluators decide at the same time. What is decided is told as canonical JSON.
 */
export class SecondState {
  /** About as many as it remembers. */
  activities: number;
  private where: Where;

  private constructor(where: Where, activities: number) {
    this.where = where;
    this.activities = activities;
  }

  static begin(reference: Reference, enrollments: readonly Enrollment[], given: Given): SecondState {
    return new SecondState({ here: reference.begin(enrollments, given) }, 0);
  }

  /** `activities`: about as many as it remembers. */
  static restore(saved: string, activities: number): SecondState {
    return new SecondState({ saved }, activities);
  }

  /** A thread that ended has taken it along. */
  get isLost(): boolean {
    return 'there' in this.where && this.where.there.isLost;
  }

  enroll(reference: Reference, enrollment: Enrollment): void {
    if ('there' in this.where) this.where.there.enroll(enrollment);
    else reference.enroll(this.here(reference), enrollment);
  }

  /** With a thread it is taken there first. */
  step(timeline: Referring, activity: Activity, threads: SecondThreads | undefined): Promise<readonly string[]> {
    this.activities += 1;
    if (threads !== undefined && !('there' in this.where)) this.where = { there: threads.seat(timeline, this.savedBy(timeline.reference)) };
    const { where } = this;
    return 'there' in where ? where.there.step(activity) : told(timeline.reference.step(this.here(timeline.reference), activity));
  }

  advance({ reference }: Referring, through: Day): Promise<readonly string[]> {
    const { where } = this;
    return 'there' in where ? where.there.advance(through) : told(reference.advance(this.here(reference), through));
  }

  open({ reference }: Referring, day: Day): Promise<readonly string[]> {
    const { where } = this;
    return 'there' in where ? where.there.open(day) : told(reference.open(this.here(reference), day));
  }

  async save(reference: Reference): Promise<string> {
    const { where } = this;
    return 'there' in where ? where.there.save() : this.savedBy(reference);
  }

  /** Nobody will ask it any more. */
  leave(): void {
    if ('there' in this.where) this.where.there.leave();
  }

  private savedBy(reference: Reference): string {
    return 'saved' in this.where ? this.where.saved : reference.save(this.here(reference));
  }

  private here(reference: Reference): ReferenceState {
    if ('there' in this.where) throw new Error('the state is on the thread');
    if ('here' in this.where) return this.where.here;
    const here = reference.restore(this.where.saved);
    this.where = { here };
    return here;
  }
}

const told = async (decisions: Promise<readonly Decision[]>): Promise<readonly string[]> => (await decisions).map(canonicalJson);
