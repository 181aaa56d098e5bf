/** What is noted while a program decides a history, so that others that differ little can be decided from it. */

import { compiledTimeline } from '../../compiled/days.ts';
import type { Attending } from '../../compiled/desk.ts';
import type { CompiledState } from '../../compiled/state.ts';
import type { CompiledTimeline } from '../../compiled/timeline.ts';
import type { Activity } from '../../facts/activity.ts';
import type { Day } from '../../facts/value.ts';
import type { Program } from '../../program/model.ts';
import type { HistoryColumns } from '../history.ts';
import type { RuleCounts } from '../outcome.ts';
import { noCounts } from '../outcome-builder.ts';
import { Changes, type Deed, momentOf } from './deeds.ts';
import { heardMeasures } from './heard.ts';
import { Occasions } from './occasions.ts';
import { Thresholds } from './thresholds.ts';

const NOBODY = -1;
const SEVERAL = -2;

interface Freed {
  readonly on: Day;
  readonly enrollments: readonly number[];
}

export class Notes {
  readonly occasions: Occasions;
  readonly thresholds: Thresholds;
  readonly deeds: Deed[] = [];
  /** The program as it decides while all this is noted. */
  readonly compiled: CompiledTimeline;
  /** By enrollment: how its rules were counted. */
  readonly counts: (RuleCounts | undefined)[] = [];
  /** By enrollment: decisions given. */
  readonly decisions: Int32Array;
  /** Of the recorded activity that has its turn. */
  order = 0;
  /** By leaf and promise: the enrollment that asked for it, SEVERAL. */
  private readonly owners = new Map<string, number>();
  /** Whose turn it is, or NOBODY's: what lists of a day look up says nothing of others. */
  private turn = NOBODY;
  private readonly program: Program;
  private changes: Changes | undefined;
  private freeing: readonly Freed[] | undefined;

  constructor(program: Program, history: HistoryColumns) {
    const { count } = history.enrollments;
    this.occasions = new Occasions(program, history);
    this.thresholds = new Thresholds(count);
    this.compiled = compiledTimeline({ id: program.id, versions: [program] }, this.thresholds);
    this.decisions = new Int32Array(count);
    this.program = program;
  }

  /** The state to decide with. */
  begin(state: CompiledState): CompiledState {
    this.changes = new Changes(state, heardMeasures(this.program), (name) => this.touch(name));
    return this.changes.state;
  }

  /** Where the enrollment's rules are counted. */
  turnTo(enrollment: number): RuleCounts {
    this.turn = enrollment;
    this.thresholds.turnTo(enrollment);
    let counts = this.counts[enrollment];
    if (counts === undefined) {
      counts = noCounts(this.program.rules.length);
      this.counts[enrollment] = counts;
    }
    return counts;
  }

  before(): void {
    this.turn = NOBODY;
  }

  private touch(name: string): void {
    const { turn, owners } = this;
    if (turn === NOBODY) return;
    const owner = owners.get(name);
    if (owner === undefined) owners.set(name, turn);
    else if (owner !== turn && owner !== SEVERAL) owners.set(name, SEVERAL);
  }

  /** Nobody but the enrollment has ever asked for that leaf or promise. */
  isOwn(name: string, enrollment: number): boolean {
    const owner = this.owners.get(name);
    return owner === undefined || owner === enrollment;
  }

  after(activity: Activity, attending: readonly Attending[]): void {
    const { changes } = this;
    this.turn = NOBODY;
    const found = changes?.take() ?? [];
    if (changes === undefined || found.length === 0) return;
    const enrollments = attending.map(({ enrollment }) => enrollment.index);
    this.deeds.push({ ...momentOf(changes.state, activity, this.order, enrollments[0] ?? 0), enrollments, changes: found });
  }

  /** When something was freed, and by whom. */
  freed(): readonly Freed[] {
    this.freeing ??= this.deeds.flatMap(({ enrollments, changes }) =>
      changes.flatMap((change) => (change.what === 'freed' ? [{ on: change.on, enrollments }] : [])),
    );
    return this.freeing;
  }

  /** All that rules counted, together. */
  sum(into: RuleCounts): void {
    for (const counts of this.counts) if (counts !== undefined) addCounts(into, counts, 1);
  }
}

export function addCounts(into: RuleCounts, counts: RuleCounts, sign: 1 | -1): void {
  for (const name of ['looked', 'held', 'due', 'excluded', 'outbid', 'setAside'] as const) {
    const [all, own] = [into[name], counts[name]];
    for (let rule = 0; rule < all.length; rule += 1) all[rule] = (all[rule] ?? 0) + sign * (own[rule] ?? 0);
  }
}
