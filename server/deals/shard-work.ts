import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Given } from '../engine/fold/evaluator.ts';
import type { ShardRow } from '../store/deals/shards.ts';
import type { StepKind } from '../store/deals/tables.ts';
import { next } from './chain.ts';
import { advance, type BothStates, type Decided, enroll, open, step } from './deciders.ts';
import { dueOn } from './due-on.ts';
import { type Clock, foldAnew } from './fold-anew.ts';
import type { HeldShard } from './held-shards.ts';
import type { SecondThreads } from './second-threads.ts';
import type { LiveTimeline } from './timelines.ts';

/** Something that gets its number in the history only once all is decided. */
export interface ToRecord {
  /** Of its document; hexadecimal. */
  readonly hash: string;
}

export interface StepDraft {
  readonly step: number;
  readonly kind: StepKind;
  readonly recorded: ToRecord | number | null;
  readonly through: string | null;
  readonly opened: string | null;
}

export interface Input {
  readonly document: unknown;
  /** Hexadecimal. */
  readonly hash: string;
}

export type Cause = 'recorded' | 'due' | 'reconciled';

export interface DecidedAt extends Decided {
  readonly step: number;
  /** Names what had been taken in. */
  readonly state: string;
  readonly cause: Cause;
}

/** A shard while a transaction has it: what it takes in, and what is decided of it. Its row is locked. */
export class ShardWork {
  readonly steps: StepDraft[] = [];
  /** All was decided anew: what stands is compared with this, and the differences are posted. */
  anew: string | undefined;
  decided: DecidedAt[] = [];
  /** By source and id: the documents that count. */
  readonly inputs = new Map<string, Input>();
  private readonly timeline: LiveTimeline;
  private states: BothStates | undefined;
  /** As it will be. */
  private now: ShardRow;
  readonly before: ShardRow;

  constructor(timeline: LiveTimeline, row: ShardRow, held: BothStates | undefined) {
    this.timeline = timeline;
    this.before = row;
    this.now = row;
    this.states = held;
  }

  get shard(): string {
    return this.before.shard;
  }

  /** What was recorded isn't decided yet. */
  get isBehind(): boolean {
    return this.now.behind;
  }

  /** As it will be; what falls due next is looked for each time. */
  get row(): ShardRow {
    return this.states === undefined ? this.now : { ...this.now, due_on: dueOn(this.timeline, this.states) };
  }

  get held(): HeldShard | undefined {
    const { state_hash: hash, steps, timeline } = this.now;
    return this.states && { ...this.states, hash, steps, timeline };
  }

  get both(): BothStates {
    if (this.states === undefined) throw new Error(`the states of ${this.shard} are not there`);
    return this.states;
  }

  /** Whether the activity comes after all that was decided. */
  isInOrder({ day, at }: Activity): boolean {
    const { compiled } = this.both;
    if (compiled.ended !== null && day <= compiled.ended) return false;
    if (compiled.started !== null && day < compiled.started) return false;
    if (this.now.day === null || this.now.day < dayToIso(day)) return true;
    // on the day of the last one: first what has an instant, by instant
    return at === undefined || (this.now.at !== null && this.now.at <= at);
  }

  /** The next in order. */
  async take(activity: Activity, recorded: ToRecord, threads?: SecondThreads): Promise<void> {
    const state = this.now.state_hash;
    const decided = await step(this.timeline, this.both, activity, threads);
    this.add('activity', recorded, next(state, 'activity', recorded.hash));
    this.now = { ...this.now, day: dayToIso(activity.day), at: activity.at ?? null };
    const last = decided.length - 1;
    this.note(decided, state, (index) => (index === last ? 'recorded' : 'due'));
  }

  enroll(enrollment: Enrollment, recorded: ToRecord): void {
    enroll(this.timeline, this.both, enrollment);
    this.noteEnrolled(recorded);
  }

  /** Another enrollment of one that will be folded anew. */
  noteEnrolled(recorded: ToRecord): void {
    this.add('enrolled', recorded, next(this.now.state_hash, 'enrolled', recorded.hash));
  }

  /** Recorded, and to be decided when all is folded anew; or never, where a higher revision stands. */
  noteLate(recorded: ToRecord): void {
    this.add('late', recorded, next(this.now.state_hash, 'late', recorded.hash));
  }

  async advance(through: Day): Promise<void> {
    const state = this.now.state_hash;
    const decided = await advance(this.timeline, this.both, through);
    const day = dayToIso(through);
    this.add('advanced', null, next(state, 'advanced', day), { through: day });
    this.now = { ...this.now, through: later(this.now.through, day) };
    this.note(decided, state, () => 'due');
  }

  async open(on: Day): Promise<void> {
    const state = this.now.state_hash;
    const decided = await open(this.timeline, this.both, on);
    const day = dayToIso(on);
    this.add('opened', null, next(state, 'opened', day), { opened: day });
    this.now = { ...this.now, opened: later(this.now.opened, day) };
    this.note(decided, state, () => 'due');
  }

  /** All of it again, under the timeline that holds; what was brought about by the calendar stays brought about. */
  async foldAnew(because: string, enrollments: readonly Enrollment[], activities: readonly Activity[], given: Given): Promise<void> {
    const clock = clockOf(this.now);
    const { states, decided, last } = await foldAnew(this.timeline, enrollments, activities, given, clock);
    this.states = states;
    this.now = {
      ...this.now,
      ...clock,
      timeline: this.timeline.hash,
      day: last === undefined ? null : dayToIso(last.day),
      at: last?.at ?? null,
      behind: false,
    };
    this.add('reconciled', null, next(this.now.state_hash, 'reconciled', this.timeline.hash, clock.through, clock.opened), clock);
    this.decided = [];
    this.anew = because;
    this.note(decided, this.now.state_hash, () => 'reconciled');
  }

  /** What was recorded isn't decided yet: the queue will. */
  leaveBehind(): void {
    this.now = { ...this.now, behind: true };
  }

  private add(kind: StepKind, recorded: ToRecord | null, hash: string, days: Partial<Pick<StepDraft, 'through' | 'opened'>> = {}): void {
    const number = this.now.steps + 1;
    this.steps.push({ step: number, kind, recorded, through: null, opened: null, ...days });
    this.now = { ...this.now, steps: number, state_hash: hash };
  }

  private note(decided: readonly Decided[], state: string, causeOf: (index: number) => Cause): void {
    for (const [index, each] of decided.entries()) this.decided.push({ ...each, step: this.now.steps, state, cause: causeOf(index) });
  }
}

/** A row for a shard that has taken in nothing. */
export const newShard = (program: string, shard: string, timeline: string, state_hash: string, steps = 0): ShardRow => ({
  program,
  shard,
  timeline,
  steps,
  state_hash,
  day: null,
  at: null,
  through: null,
  opened: null,
  behind: false,
  due_on: null,
});

/** How far the calendar has come: to where it was brought, or to the last activity. */
export const clockOf = ({ day, through, opened }: Pick<ShardRow, 'day' | 'through' | 'opened'>): Clock => ({
  through: later(through, day && before(day)),
  opened: later(opened, day),
});

export const later = (a: string | null, b: string | null): string | null => (a === null ? b : b === null ? a : a < b ? b : a);

function before(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - 1);
  return at.toISOString().slice(0, 10);
}
