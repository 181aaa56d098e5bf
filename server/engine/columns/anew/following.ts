/**
 * Some enrollments decided again beside all others, of whom it is known what they did to what all share. As long as those
 * decided again do the same to it as before, nobody else can notice.
 */
import type { Attending } from '../../compiled/desk.ts';
import { wake } from '../../compiled/due.ts';
import { type CompiledState, find, listOnly } from '../../compiled/state.ts';
import type { CompiledTimeline } from '../../compiled/timeline.ts';
import type { Activity } from '../../facts/activity.ts';
import type { Day } from '../../facts/value.ts';
import type { Program } from '../../program/model.ts';
import type { HistoryColumns } from '../history.ts';
import { sequenceOf } from '../rows.ts';
import { Changes, type Deed, EVER, isBefore, type Moment, momentOf, nameOf, startOf } from './deeds.ts';
import { heardMeasures, turnsOf } from './heard.ts';
import type { Notes } from './notes.ts';

/** Those decided again did something else to what all share. */
export class ReachesOthers extends Error {}

export class Following {
  readonly members: Int32Array;
  /** By recorded activity: NOBODYS, OWN, HEARD. */
  readonly turns: Uint8Array;
  /** Of the recorded activity that has its turn. */
  order = 0;
  private readonly program: Program;
  private readonly history: HistoryColumns;
  private readonly notes: Notes;
  private readonly deeds: readonly Deed[];
  private readonly isMember: Uint8Array;
  private readonly enrollments: Int32Array;
  private changes: Changes | undefined;
  private next = 0;

  constructor(program: Program, history: HistoryColumns, isMember: Uint8Array, notes: Notes) {
    this.program = program;
    this.history = history;
    this.isMember = isMember;
    this.notes = notes;
    this.deeds = notes.deeds;
    this.members = Int32Array.from([...isMember.keys()].filter((enrollment) => isMember[enrollment] === 1));
    this.enrollments = sequenceOf(history).enrollment;
    this.turns = turnsOf(program, history, isMember);
  }

  /** The code that decided all. */
  get compiled(): CompiledTimeline {
    return this.notes.compiled;
  }

  /** The state to decide with: nobody else is found, and nothing falls due but for these. */
  begin(from: CompiledState): CompiledState {
    const changes = new Changes(from, heardMeasures(this.program));
    const { state } = changes;
    this.changes = changes;
    listOnly(
      state,
      state.enrollments.filter(({ index }) => this.isMember[index] === 1),
    );
    for (const { on, enrollments } of this.notes.freed()) if (!this.isOfMembers(enrollments)) wake(state, on + 1, undefined);
    return state;
  }

  /** The parties of an activity that are decided again, by their places. */
  partiesOf(kind: number, place: number): readonly number[] {
    const table = this.history.kinds[kind];
    const [from, to] = [table?.partyOffsets?.[place], table?.partyOffsets?.[place + 1]];
    if (from === undefined || to === undefined) return this.isMember[this.enrollmentOf(this.order)] === 1 ? ONE : NONE;
    const own: number[] = [];
    for (let party = from; party < to; party += 1) {
      if (this.isMember[table?.parties?.enrollment[party] ?? 0] === 1) own.push(party - from);
    }
    return own;
  }

  /** Of an activity's first party. */
  enrollmentOf(order: number): number {
    return this.enrollments[order] ?? 0;
  }

  /** Counts another's activity in measures that are wider than an enrollment. */
  hear(activity: Activity): void {
    const state = this.changes?.state;
    const [version] = this.compiled.versions;
    const owner = state?.enrollments[this.enrollmentOf(this.order)];
    if (state === undefined || version === undefined || owner === undefined) return;
    const { desk, ledger } = version;
    ledger.clear();
    desk.loadActivity(activity);
    ledger.noteWide(activity, owner, state.books[0] ?? [], desk);
    ledger.keep(activity, [], 0, state);
  }

  before(day: Day, activity: Activity | undefined): void {
    const { changes } = this;
    if (changes !== undefined) this.upTo(activity === undefined ? startOf(day) : this.momentOf(changes.state, activity));
  }

  after(activity: Activity, attending: readonly Attending[]): void {
    const { changes } = this;
    if (changes === undefined) return;
    const enrollments = attending.map(({ enrollment }) => enrollment.index);
    const now = this.toOthers({ ...this.momentOf(changes.state, activity), enrollments, changes: changes.take() });
    if (now === undefined) return;
    const before = this.nextToOthers();
    // a party that isn't decided again may have been there
    if (before === undefined || JSON.stringify({ ...before, enrollments }) !== JSON.stringify(now)) throw new ReachesOthers();
    this.next += 1;
  }

  /** Several activities of one enrollment may have the same moment: those that nobody could notice are passed over. */
  private nextToOthers(): Deed | undefined {
    for (; ; this.next += 1) {
      const deed = this.deeds[this.next];
      if (deed === undefined || !this.isOfMembers(deed.enrollments)) return deed;
      const toOthers = this.toOthers(deed);
      if (toOthers !== undefined) return toOthers;
    }
  }

  /** What of it others could notice: of leaves and promises that nobody else has ever asked for nobody does. */
  private toOthers(deed: Deed): Deed | undefined {
    const { enrollments } = deed;
    const changes = deed.changes.filter((change) => {
      const name = nameOf(change);
      return name === undefined || !enrollments.every((enrollment) => this.notes.isOwn(name, enrollment));
    });
    return changes.length === 0 ? undefined : { ...deed, changes };
  }

  /** All that is left was done by others. */
  end(): void {
    this.upTo(EVER);
  }

  private momentOf(state: CompiledState, activity: Activity): Moment {
    const [party] = activity.parties;
    const enrollment = party === undefined ? undefined : find(state, party.partner, party.partnerType);
    return momentOf(state, activity, this.order, enrollment?.index ?? 0);
  }

  private upTo(moment: Moment): void {
    for (;;) {
      const deed = this.deeds[this.next];
      if (deed === undefined || !isBefore(deed, moment)) return;
      if (!this.isOfMembers(deed.enrollments)) {
        this.changes?.follow(this.compiled, deed.changes);
      } else if (this.toOthers(deed) !== undefined) throw new ReachesOthers();
      this.next += 1;
    }
  }

  private isOfMembers(enrollments: readonly number[]): boolean {
    for (const enrollment of enrollments) if (this.isMember[enrollment] === 1) return true;
    return false;
  }
}

const NONE: readonly number[] = [];
const ONE: readonly number[] = [0];
