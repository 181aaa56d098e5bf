/** The measures of one version: what an activity adds to them, and what they are before and with it. */
import type { Activity } from '../../facts/activity.ts';
import type { Day, Value } from '../../facts/value.ts';
import type { Attending, Desk } from '../desk.ts';
import type { ProgramCode } from '../generate/code.ts';
import type { Slots } from '../slots.ts';
import { type Book, type CompiledState, type EnrollmentState, WIDE_RECORDS, type WideRecord } from '../state.ts';
import { type Accumulator, aggregated, BEYOND, EMPTY, sumOf } from './accumulator.ts';
import { MeasurePlan } from './plan.ts';
import type { Store, Validity } from './windows.ts';

/** A record that the activity at hand makes. */
interface Entry {
  store: Store;
  key: Value | undefined;
  value: Value;
  validity: Validity | undefined;
}

/** Those of one measure: `count` of the list, which is used again and again. */
interface Entries {
  count: number;
  readonly list: Entry[];
}

/** A measure that is read, before and with the activity. */
export interface MeasureRead {
  readonly plan: MeasurePlan;
  readonly before: boolean;
  readonly after: boolean;
}

/** From where a measure is looked at. */
export interface Viewpoint {
  readonly activity: Activity;
  /** All its parties. */
  readonly attending: readonly Attending[];
  /** The party's own. */
  readonly book: Book;
  readonly wide: Book;
  readonly termStart: Day | undefined;
  /** See `validOn`. */
  readonly validOn: Day;
}

const NONE: readonly MeasurePlan[] = [];
const NO_ITEM = [undefined] as const;

export class MeasureLedger {
  readonly plans: readonly MeasurePlan[];
  /** All of them, both ways. */
  readonly all: readonly MeasureRead[];
  private readonly slots: Slots;
  private readonly ofKind = new Map<string, MeasurePlan[]>();
  private readonly ofLine = new Map<string, MeasurePlan[]>();
  private readonly endedBy = new Map<string, MeasurePlan[]>();
  private readonly summing: readonly MeasurePlan[];
  /** What the activity at hand adds, by measure. */
  private readonly entries: readonly Entries[];
  /** Plans with entries, the first `touches` of the list. */
  private readonly touched: MeasurePlan[] = [];
  private touches = 0;
  private readonly one: Value[] = [0];

  constructor(code: ProgramCode) {
    this.plans = [...code.program.measures.values()].map((measure, index) => new MeasurePlan(code, measure, index));
    this.all = this.plans.map((plan) => ({ plan, before: true, after: true }));
    this.slots = code.reader.slots.values;
    this.entries = this.plans.map(() => ({ count: 0, list: [] }));
    this.summing = this.plans.filter(({ sums }) => sums);
    for (const plan of this.plans) {
      for (const kind of plan.measure.kinds) put(this.ofKind, kind, plan);
      for (const line of plan.measure.lines) put(this.ofLine, line, plan);
      for (const kind of code.program.catalogue.kinds.keys()) if (plan.isEndedBy(kind)) put(this.endedBy, kind, plan);
    }
  }

  /** Whether some measure counts the kind, or records that it ends. */
  looksAt(kind: string): boolean {
    return this.ofKind.has(kind) || this.endedBy.has(kind);
  }

  clear(): void {
    for (let touch = 0; touch < this.touches; touch += 1) {
      const entries = this.entries[this.touched[touch]?.index ?? 0];
      if (entries !== undefined) entries.count = 0;
    }
    this.touches = 0;
  }

  /** Notes what the activity adds by a party, whose facts stand in the slots. */
  note(activity: Activity, party: number, enrollment: EnrollmentState, book: Book, wide: Book, desk: Desk): void {
    const plans = this.ofKind.get(activity.kind);
    if (plans === undefined) return;
    for (const plan of plans) {
      if (plan.isWide && party > 0) continue;
      const into = plan.isWide ? wide : book;
      if (!plan.measure.itemised) {
        this.noteRecord(plan, activity, enrollment, into);
        continue;
      }
      for (const item of activity.items) {
        desk.loadItem(item);
        this.noteRecord(plan, activity, enrollment, into);
      }
      desk.loadItem(undefined);
    }
  }

  /** Notes what the activity adds to measures wider than an enrollment; its own facts stand in the slots. */
  noteWide(activity: Activity, enrollment: EnrollmentState, wide: Book, desk: Desk): void {
    for (const plan of this.ofKind.get(activity.kind) ?? NONE) {
      if (!plan.isWide) continue;
      for (const item of plan.measure.itemised ? activity.items : NO_ITEM) {
        desk.loadItem(item);
        this.noteRecord(plan, activity, enrollment, wide);
      }
    }
    desk.loadItem(undefined);
  }

  private noteRecord(plan: MeasurePlan, activity: Activity, enrollment: EnrollmentState, book: Book): void {
    const key = plan.isKeyed ? plan.recordKey() : undefined;
    if (plan.isKeyed && key === undefined) return;
    const value = plan.value();
    if (value === undefined) return;
    const entries = this.entries[plan.index];
    if (entries === undefined) return;
    if (entries.count === 0) {
      this.touched[this.touches] = plan;
      this.touches += 1;
    }
    const store = plan.storeToFill(book, key);
    const validity = plan.validity(activity, enrollment.index);
    const entry = entries.list[entries.count];
    if (entry === undefined) entries.list.push({ store, key, value, validity });
    else {
      entry.store = store;
      entry.key = key;
      entry.value = value;
      entry.validity = validity;
    }
    entries.count += 1;
  }

  /** Measures whose sums might be beyond their bound: only these must be looked at where nobody reads them. */
  doubtful(magnitudes: readonly number[] = []): readonly MeasurePlan[] {
    let found: MeasurePlan[] | undefined;
    for (const plan of this.summing) {
      let size = magnitudes[plan.index] ?? 0;
      const entries = this.entries[plan.index];
      if (entries !== undefined) {
        for (let at = 0; at < entries.count; at += 1) size += Math.abs(Number(entries.list[at]?.value ?? 0));
      }
      if (size < Number.MAX_SAFE_INTEGER) continue;
      found ??= [];
      found.push(plan);
    }
    return found ?? NONE;
  }

  /** Puts a measure, in the key that the slots name, into its slots; false where its sum is beyond its bound. */
  read({ plan, before, after }: MeasureRead, view: Viewpoint): boolean {
    const { activity, termStart } = view;
    const { withSlot, beforeSlot, measure } = plan;
    const key = plan.isKeyed ? plan.readKey() : undefined;
    if ((plan.isKeyed && key === undefined) || (measure.window.kind === 'term' && termStart === undefined)) {
      this.put(beforeSlot, undefined);
      this.put(withSlot, undefined);
      return true;
    }
    const store = plan.store(plan.isWide ? view.wide : view.book, key);
    const total = store === undefined ? EMPTY : plan.keeper.at(store, activity.day, termStart, view.validOn);
    const isBounded = !before || this.putValue(plan, beforeSlot, total, undefined);
    return !after || this.putValue(plan, withSlot, this.totalWith(plan, view, store, total), this.moreOf(plan, view, store))
      ? isBounded
      : false;
  }

  /** What counts with the activity, but for what it adds. */
  private totalWith(plan: MeasurePlan, { activity, attending }: Viewpoint, store: Store | undefined, total: Accumulator): Accumulator {
    if (store === undefined || !plan.isEndedBy(activity.kind)) return total;
    return plan.keeper.without(store, (record) => plan.ends(activity, attending, record));
  }

  /** What the activity adds to a store, as far as it lies in the window. */
  private moreOf(plan: MeasurePlan, { activity, termStart, validOn }: Viewpoint, store: Store | undefined): readonly Value[] | undefined {
    const entries = this.entries[plan.index];
    const { window } = plan.measure;
    if (store === undefined || entries === undefined || entries.count === 0) return undefined;
    if (window.kind === 'previous-fiscal' || (window.kind === 'term' && activity.day < (termStart ?? 0))) return undefined;
    let more: Value[] | undefined;
    for (let at = 0; at < entries.count; at += 1) {
      const entry = entries.list[at];
      if (entry === undefined || entry.store !== store) continue;
      const until = entry.validity?.until ?? null;
      if (until !== null && until < validOn) continue;
      if (more === undefined) {
        more = entries.count === 1 ? this.one : [];
        if (entries.count === 1) this.one[0] = entry.value;
      }
      if (more !== this.one) more.push(entry.value);
    }
    return more;
  }

  private putValue(
    { measure: { aggregate } }: MeasurePlan,
    slot: number | undefined,
    total: Accumulator,
    more: readonly Value[] | undefined,
  ): boolean {
    if (aggregate !== 'sum' && aggregate !== 'average') {
      this.put(slot, aggregated(aggregate, total, more));
      return true;
    }
    const sum = sumOf(total, more);
    if (sum === BEYOND) return false;
    if (aggregate === 'sum') {
      this.put(slot, sum);
      return true;
    }
    const count = total.count + (more?.length ?? 0);
    this.put(slot, count === 0 ? undefined : sum);
    if (slot !== undefined) this.put(slot + 1, count);
    return true;
  }

  private put(slot: number | undefined, value: Value | undefined): void {
    if (slot !== undefined) this.slots[slot] = value;
  }

  /** Remembers the activity: first what it ends, then what it adds. */
  keep(activity: Activity, attending: readonly Attending[], version: number, state: CompiledState): void {
    const ending = this.endedBy.get(activity.kind);
    if (ending !== undefined) this.end(ending, activity, attending, version, state);
    const magnitudes = state.magnitudes[version] ?? [];
    for (let touch = 0; touch < this.touches; touch += 1) {
      const plan = this.touched[touch];
      const entries = plan === undefined ? undefined : this.entries[plan.index];
      if (plan === undefined || entries === undefined) continue;
      for (let at = 0; at < entries.count; at += 1) {
        const entry = entries.list[at];
        if (entry === undefined) continue;
        plan.keeper.add(entry.store, activity.day, entry.value, entry.validity);
        if (plan.sums) magnitudes[plan.index] = (magnitudes[plan.index] ?? 0) + Math.abs(Number(entry.value));
        if (plan.isWide) state[WIDE_RECORDS]?.({ measure: plan.index, key: entry.key, day: activity.day, value: entry.value });
      }
    }
    this.clear();
  }

  private end(
    plans: readonly MeasurePlan[],
    activity: Activity,
    attending: readonly Attending[],
    version: number,
    state: CompiledState,
  ): void {
    for (const plan of plans) {
      const books = plan.isWide ? [state.books[version]] : attending.map(({ enrollment }) => enrollment.books[version]);
      for (const book of books) {
        for (const store of plan.stores(book ?? [])) plan.keeper.end(store, (record) => plan.ends(activity, attending, record));
      }
    }
  }

  get hasAnyLines(): boolean {
    return this.ofLine.size > 0;
  }

  hasLines(incentive: string): boolean {
    return this.ofLine.has(incentive);
  }

  /** Remembers a line; its facts, line.amount among them, stand in the slots. */
  keepLine(incentive: string, activity: Activity, enrollment: EnrollmentState, version: number, state: CompiledState): void {
    const magnitudes = state.magnitudes[version] ?? [];
    for (const plan of this.ofLine.get(incentive) ?? []) {
      const book = plan.isWide ? state.books[version] : enrollment.books[version];
      const key = plan.isKeyed ? plan.recordKey() : undefined;
      if (book === undefined || (plan.isKeyed && key === undefined)) continue;
      const value = plan.value();
      if (value === undefined) continue;
      plan.keeper.add(plan.storeToFill(book, key), activity.day, value, plan.validity(activity, enrollment.index));
      if (plan.sums) magnitudes[plan.index] = (magnitudes[plan.index] ?? 0) + Math.abs(Number(value));
      if (plan.isWide) state[WIDE_RECORDS]?.({ measure: plan.index, key, day: activity.day, value });
    }
  }

  /** Remembers what a measure wider than an enrollment counted elsewhere. */
  keepWide({ measure, key, day, value }: WideRecord, version: number, state: CompiledState): void {
    const plan = this.plans[measure];
    const book = state.books[version];
    const magnitudes = state.magnitudes[version];
    if (plan === undefined || book === undefined || magnitudes === undefined) return;
    plan.keeper.add(plan.storeToFill(book, key), day, value, undefined);
    if (plan.sums) magnitudes[measure] = (magnitudes[measure] ?? 0) + Math.abs(Number(value));
  }
}

function put(lists: Map<string, MeasurePlan[]>, name: string, plan: MeasurePlan): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [plan]);
  else list.push(plan);
}
