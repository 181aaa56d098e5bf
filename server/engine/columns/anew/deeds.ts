/**
 * What enrollments do to what all of them share, in the order of time: protections held and freed, promises, budgets of
 * all, what measures of all count. Noted while a program decides a history, it stands in for all who aren't
 * decided again.
 */
import { END_OF_DAY, START_OF_DAY } from '../../compiled/generated.ts';
import { dissolve } from '../../compiled/queue.ts';
import { type CompiledState, type Leaf, registrationKey, WIDE_RECORDS, type WideRecord } from '../../compiled/state.ts';
import type { CompiledTimeline } from '../../compiled/timeline.ts';
import type { Activity } from '../../facts/activity.ts';
import type { Day } from '../../facts/value.ts';

/** When an activity has its turn: `stage` says the day and the list of the day, `rank` the place in that. */
export interface Moment {
  readonly stage: number;
  readonly rank: number;
}

export interface Deed extends Moment {
  /** Of the activity's parties. */
  readonly enrollments: readonly number[];
  readonly changes: readonly Change[];
}

export type Change =
  | { readonly what: 'submissions'; readonly more: number }
  | { readonly what: 'leaf'; readonly name: string; readonly leaf: Leaf | undefined }
  | { readonly what: 'freed'; readonly leaf: string; readonly on: Day }
  | { readonly what: 'promise'; readonly key: string; readonly steps: number }
  | { readonly what: 'record'; readonly record: WideRecord }
  | { readonly what: 'spent'; readonly budget: number; readonly period: number; readonly more: number };

/** Recorded activities stand between those that the start and the end of their day generate. */
const RECORDED = 'recorded';
const STAGES: ReadonlyMap<string, number> = new Map(
  [...START_OF_DAY, { kind: RECORDED }, ...END_OF_DAY].map(({ kind }, index) => [kind, index + 1]),
);
const STAGES_A_DAY = STAGES.size + 1;

export const startOf = (day: Day): Moment => ({ stage: day * STAGES_A_DAY, rank: 0 });
export const EVER: Moment = startOf(Number.POSITIVE_INFINITY);

/** `order`: of a recorded activity, its place in the history; `enrollment`: of the party of a generated one. */
export function momentOf(state: CompiledState, { kind, day, facts }: Activity, order: number, enrollment: number): Moment {
  const isGenerated = STAGES.has(kind);
  const stage = day * STAGES_A_DAY + (STAGES.get(isGenerated ? kind : RECORDED) ?? 0);
  if (!isGenerated) return { stage, rank: order };
  if (kind !== 'registration-reconsidered') return { stage, rank: enrollment };
  const registration = state.registrations.get(registrationKey(enrollment, String(facts.get('registration.id'))));
  return { stage, rank: registration?.order ?? 0 };
}

export const isBefore = (a: Moment, b: Moment): boolean => a.stage < b.stage || (a.stage === b.stage && a.rank < b.rank);

/** The leaf or promise that a change is of. */
export function nameOf(change: Change): string | undefined {
  switch (change.what) {
    case 'leaf':
      return change.name;
    case 'freed':
      return change.leaf;
    case 'promise':
      return change.key;
    default:
      return undefined;
  }
}

/** Notes what changes in a state. */
export class Changes {
  readonly state: CompiledState;
  private readonly leaves: ToldMap<Leaf>;
  private readonly promises: ToldMap<number>;
  private found: Change[] = [];
  private submissions = 0;
  private freed: CompiledState['freed'];
  private freedBefore = 0;
  /** By budget of all: as it stood. */
  private readonly spent: { period: number; amount: number }[] = [];

  /**
   * `state`: of one version. `heard`: indexes of measures of which the activities themselves tell all. `touch`: told of
   * the names of what is looked up, too.
   */
  constructor(state: CompiledState, heard: ReadonlySet<number>, touch?: (name: string) => void) {
    const tell = (change: Change): void => {
      this.found.push(change);
    };
    this.leaves = new ToldMap(state.leaves, (name, leaf) => tell({ what: 'leaf', name, leaf }), touch);
    this.promises = new ToldMap(state.promises, (key, steps) => tell({ what: 'promise', key, steps: steps ?? 0 }), touch);
    this.state = {
      ...state,
      leaves: this.leaves,
      promises: this.promises,
      [WIDE_RECORDS]: (record) => {
        if (!heard.has(record.measure)) tell({ what: 'record', record });
      },
    };
    this.freed = this.state.freed;
  }

  /** Since it was asked before. */
  take(): readonly Change[] {
    const { state } = this;
    if (state.submissions !== this.submissions) this.found.push({ what: 'submissions', more: state.submissions - this.submissions });
    this.submissions = state.submissions;
    this.takeFreed();
    this.takeSpent();
    const { found } = this;
    if (found.length > 0) this.found = [];
    return found;
  }

  private takeFreed(): void {
    const { freed } = this.state;
    if (freed !== this.freed) this.freedBefore = 0;
    this.freed = freed;
    for (; this.freedBefore < freed.length; this.freedBefore += 1) {
      const each = freed[this.freedBefore];
      if (each !== undefined) this.found.push({ what: 'freed', ...each });
    }
  }

  private takeSpent(): void {
    const {
      budgets: [own = []],
    } = this.state;
    for (let budget = 0; budget < own.length; budget += 1) {
      const now = own[budget];
      if (now === undefined) continue;
      const before = this.spent[budget];
      if (before !== undefined && before.period === now.period && before.amount === now.amount) continue;
      const more = before?.period === now.period ? now.amount - before.amount : now.amount;
      this.found.push({ what: 'spent', budget, period: now.period, more });
      this.spent[budget] = { ...now };
    }
  }

  /** Does to the state what was done before. Those that free nothing by letting go have won: nobody waits for it any more. */
  follow({ versions: [version] }: CompiledTimeline, changes: readonly Change[]): void {
    const { state } = this;
    for (const change of changes) {
      switch (change.what) {
        case 'submissions':
          state.submissions += change.more;
          break;
        case 'leaf':
          this.leaves.putBack(change.name, change.leaf);
          if (change.leaf === undefined) {
            if (!changes.some((each) => each.what === 'freed' && each.leaf === change.name)) dissolve(state, [change.name]);
          }
          break;
        case 'freed':
          state.freed.push({ leaf: change.leaf, on: change.on });
          break;
        case 'promise':
          this.promises.putBack(change.key, change.steps);
          break;
        case 'record':
          version?.ledger.keepWide(change.record, 0, state);
          break;
        case 'spent':
          spendAsBefore(state, change);
          this.spent[change.budget] = { ...(state.budgets[0]?.[change.budget] ?? NOTHING) };
      }
    }
    // what was done before is nobody's doing
    this.submissions = state.submissions;
    this.freed = state.freed;
    this.freedBefore = state.freed.length;
  }
}

const NOTHING = { period: 0, amount: 0 };

function spendAsBefore({ budgets: [own] }: CompiledState, { budget, period, more }: Extract<Change, { what: 'spent' }>): void {
  if (own === undefined) return;
  const spent = own[budget];
  if (spent?.period === period) spent.amount += more;
  else own[budget] = { period, amount: more };
}

/** Tells of what is put in and taken out, and of all that is touched. */
class ToldMap<V> extends Map<string, V> {
  private readonly tell: (key: string, value: V | undefined) => void;
  private readonly touch: ((key: string) => void) | undefined;

  constructor(from: ReadonlyMap<string, V>, tell: (key: string, value: V | undefined) => void, touch?: (key: string) => void) {
    super();
    for (const [key, value] of from) super.set(key, value);
    this.tell = tell;
    this.touch = touch;
  }

  /** Tells nobody. */
  putBack(key: string, value: V | undefined): void {
    if (value === undefined) super.delete(key);
    else super.set(key, value);
  }

  override get(key: string): V | undefined {
    this.touch?.(key);
    return super.get(key);
  }

  override has(key: string): boolean {
    this.touch?.(key);
    return super.has(key);
  }

  override set(key: string, value: V): this {
    this.touch?.(key);
    this.tell(key, value);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.touch?.(key);
    if (super.has(key)) this.tell(key, undefined);
    return super.delete(key);
  }
}
