/**
 * Puts facts into the slots: those of the activity, of a party and its enrollment, of an item, and those
 * that are kept under keys (balances, promises, protections). Whatever may change derived facts moves the stamp.
 */
import type { Activity, Party } from '../facts/activity.ts';
import type { Day, Value } from '../facts/value.ts';
import type { Calendar, Program } from '../program/model.ts';
import { agreedValue } from './agreements.ts';
import { periodOf, periodStart } from './calendar.ts';
import { tenTo } from './exact.ts';
import type { ProgramCode } from './generate/code.ts';
import { leavesNamed, protectionSeen } from './leaves.ts';
import type { Slots } from './slots.ts';
import type { Agreement, CompiledState, EnrollmentState } from './state.ts';

/** A party as the activity finds it, its profile and agreements with the activity's own. */
export interface Attending {
  readonly enrollment: EnrollmentState;
  readonly party: Party;
  readonly tier: string | undefined;
  readonly profile: ReadonlyMap<string, Value>;
  readonly agreements: readonly Agreement[];
  readonly term: Agreement | undefined;
}

interface Named {
  readonly name: string;
  readonly slot: number;
}

/** Facts that are kept under keys. */
export interface Keyed {
  readonly balances: readonly Named[];
  readonly promises: readonly Named[];
}

/** Groups of facts that are not of the activity itself. */
const STANDING: ReadonlySet<string> = new Set([
  ...['parameter', 'measure', 'before', 'derived', 'balance', 'promise', 'protection', 'gate', 'outcome', 'line'],
  ...['party', 'activity', 'partner', 'term', 'item'],
]);

export class Desk {
  private readonly code: ProgramCode;
  private readonly program: Program;
  private readonly slots: Slots;
  private readonly ofKind = new Map<string, readonly Named[]>();
  private own: readonly Named[] = [];
  private items: readonly Named[] = [];
  private profile: readonly Named[] = [];
  private agreed: readonly (Named & { readonly standard: Value })[] = [];
  private decided: readonly number[] = [];
  /** All that have a slot. */
  allKeyed: Keyed = { balances: [], promises: [] };
  private loaded: readonly Named[] = [];
  private itemsLoaded = true;
  private at: Standing = standingSlots(() => undefined);

  constructor(code: ProgramCode) {
    this.code = code;
    this.program = code.program;
    this.slots = code.reader.slots.values;
  }

  /** Once all facts that are read have their slots. */
  finish(): void {
    const named = [...this.code.reader.slots.names].map(([name, slot]) => ({ name, slot, group: name.slice(0, name.indexOf('.')) }));
    this.own = named.filter(({ group, name }) => !STANDING.has(group) && name !== 'cancelled.daysSince');
    this.items = named.filter(({ group }) => group === 'item');
    const standing = new Set(['partner.id', 'partner.type', 'partner.tier', 'partner.enrolledOn', 'partner.daysEnrolled']);
    this.profile = named.filter(({ group, name }) => group === 'partner' && !standing.has(name));
    this.at = standingSlots((name) => this.code.reader.slots.find(name));
    const keyed = (wanted: string, names: Iterable<string>): readonly Named[] =>
      [...names].flatMap((name) => {
        const slot = this.code.reader.slots.find(`${wanted}.${name}`);
        return slot === undefined ? [] : [{ name, slot }];
      });
    this.allKeyed = { balances: keyed('balance', this.program.balances.keys()), promises: keyed('promise', this.program.promises.keys()) };
    this.decided = named.filter(({ group }) => group === 'gate' || group === 'outcome').map(({ slot }) => slot);
    this.agreed = named.flatMap(({ name, slot, group }) => {
      const parameter = group === 'parameter' ? this.program.parameters.get(name.slice('parameter.'.length)) : undefined;
      return parameter?.kind === 'scalar' ? [{ name: parameter.name, slot, standard: parameter.value }] : [];
    });
  }

  loadActivity(activity: Activity): void {
    const { kind, day, facts } = activity;
    const { slots } = this;
    const wanted = this.namesOf(kind);
    if (wanted !== this.loaded) {
      for (const { slot } of this.loaded) slots[slot] = undefined;
      this.loaded = wanted;
    }
    for (const { name, slot } of wanted) slots[slot] = facts.get(name);
    const { at } = this;
    // taken out only where they are read: few programs do
    if (at.id !== undefined) slots[at.id] = activity.id;
    if (at.source !== undefined) slots[at.source] = activity.source;
    this.set(at.kind, kind);
    this.set(at.date, day);
    this.set(at.sinceCancelled, undefined);
    this.loadItem(undefined);
    this.code.stamp.now += 1;
  }

  private set(slot: number | undefined, value: Value | undefined): void {
    if (slot !== undefined) this.slots[slot] = value;
  }

  /** The facts that activities of a kind may carry, of those that are read. */
  private namesOf(kind: string): readonly Named[] {
    const known = this.ofKind.get(kind);
    if (known !== undefined) return known;
    const spec = this.program.catalogue.kinds.get(kind);
    const names = spec === undefined || spec.generated ? this.own : this.own.filter(({ name }) => spec.facts.has(name));
    this.ofKind.set(kind, names);
    return names;
  }

  loadParty({ enrollment, party, tier, profile, agreements, term }: Attending, day: Day): void {
    const { slots, at } = this;
    this.set(at.role, party.role);
    this.set(at.share, party.share);
    this.set(at.partner, enrollment.partner);
    this.set(at.partnerType, enrollment.partnerType);
    this.set(at.tier, tier);
    this.set(at.enrolledOn, enrollment.enrolledOn);
    this.set(at.daysEnrolled, day - enrollment.enrolledOn);
    for (const { name, slot } of this.profile) slots[slot] = profile.get(name);
    for (const { name, slot, standard } of this.agreed) {
      slots[slot] = agreements.length === 0 ? standard : (agreedValue(agreements, day, name) ?? standard);
    }
    this.set(at.termStart, term?.startsOn ?? undefined);
    this.set(at.termEnd, term?.endsOn ?? undefined);
    for (const slot of this.decided) slots[slot] = undefined;
    this.code.stamp.now += 1;
  }

  loadItem(item: ReadonlyMap<string, Value> | undefined): void {
    if (item === undefined && !this.itemsLoaded) return;
    this.itemsLoaded = item !== undefined;
    for (const { name, slot } of this.items) this.slots[slot] = item?.get(name);
    this.code.stamp.now += 1;
  }

  /** The facts of a line that is remembered, with those of its item. */
  loadLine(amount: number, payee: string, item: ReadonlyMap<string, Value> | undefined): void {
    this.set(this.at.sinceCancelled, undefined);
    this.set(this.at.lineAmount, amount);
    this.set(this.at.linePayee, payee);
    this.loadItem(item);
  }

  loadCancelled(days: number | undefined): void {
    this.set(this.at.sinceCancelled, days);
  }

  put(name: string, value: Value | undefined): void {
    this.code.reader.slots.put(name, value);
  }

  /** A fact that was decided meanwhile. */
  decide(name: string, value: Value | undefined): void {
    this.put(name, value);
    this.code.stamp.now += 1;
  }

  /** Puts facts behind those of the activity, for as long as something is reckoned with them. */
  behind<T>(facts: ReadonlyMap<string, Value>, reckon: () => T): T {
    const { slots } = this;
    const added = this.own.filter(({ name, slot }) => slots[slot] === undefined && facts.has(name));
    for (const { name, slot } of added) slots[slot] = facts.get(name);
    this.code.stamp.now += 1;
    const result = reckon();
    for (const { slot } of added) slots[slot] = undefined;
    this.code.stamp.now += 1;
    return result;
  }

  /** Those of the keyed facts that are read. */
  keyed(isRead: (fact: string) => boolean): Keyed {
    const { balances, promises } = this.allKeyed;
    return {
      balances: balances.filter(({ name }) => isRead(`balance.${name}`)),
      promises: promises.filter(({ name }) => isRead(`promise.${name}`)),
    };
  }

  /** Keyed facts under the keys that the slots now name. */
  loadKeyed({ balances, promises }: Keyed, state: CompiledState, { enrollment, term }: Attending, day: Day): void {
    if (balances.length === 0 && promises.length === 0) return;
    for (const { name, slot } of balances) {
      const key = this.balanceKey(name, term, day);
      this.slots[slot] = key === undefined ? undefined : (enrollment.balances.get(key) ?? 0);
    }
    for (const { name, slot } of promises) {
      const key = this.promiseKey(name);
      this.slots[slot] = key === undefined ? undefined : state.promises.get(key);
    }
    this.code.stamp.now += 1;
  }

  loadProtections(state: CompiledState, { enrollment }: Attending, day: Day): void {
    for (const protection of this.program.protections.values()) {
      const slot = this.code.reader.slots.find(`protection.${protection.name}`);
      if (slot !== undefined) this.slots[slot] = protectionSeen(state, this.leaves(protection.name), enrollment.index, day);
    }
    this.code.stamp.now += 1;
  }

  /** The leaves of a protection that the facts in the slots name; undefined where a scope fact is missing. */
  leaves(protection: string): readonly string[] | undefined {
    const scope = this.program.protections.get(protection)?.scope;
    return scope === undefined
      ? undefined
      : leavesNamed(
          protection,
          scope.map((fact) => this.valueOf(fact)),
        );
  }

  balanceKey(balance: string, term: Agreement | undefined, day: Day): string | undefined {
    const per = this.program.balances.get(balance)?.per ?? [];
    return per.length === 0
      ? balance
      : keyText(
          balance,
          per.map((part) => this.keyPart(part, term, day)),
        );
  }

  private keyPart(part: string, term: Agreement | undefined, day: Day): Value | undefined {
    const { calendar } = this.program;
    switch (part) {
      case 'term':
        return term?.id;
      case 'fiscal-quarter':
        return startOf(calendar, 'quarter', day);
      case 'fiscal-year':
        return startOf(calendar, 'year', day);
      default:
        return this.valueOf(part);
    }
  }

  promiseKey(promise: string): string | undefined {
    const by = this.program.promises.get(promise)?.by ?? [];
    return keyText(
      promise,
      by.map((fact) => this.valueOf(fact)),
    );
  }

  /** Any fact as a part of a key. */
  valueOf(fact: string): Value | undefined {
    const access = this.code.reader.of(fact);
    switch (access.kind) {
      case 'slot':
        return this.slots[access.slot];
      case 'literal':
        return access.value;
      case 'table':
        return access.pick();
      case 'truth':
        return access.cell.get();
      case 'cell': {
        const value = access.cell.exact();
        return value === undefined ? undefined : lowest(value.n, value.d);
      }
    }
  }
}

/** Slots of the facts that stand at every activity, where they are read. */
type Standing = ReturnType<typeof standingSlots>;

const standingSlots = (slot: (name: string) => number | undefined) => ({
  id: slot('activity.id'),
  source: slot('activity.source'),
  kind: slot('activity.kind'),
  date: slot('activity.date'),
  role: slot('party.role'),
  share: slot('party.share'),
  partner: slot('partner.id'),
  partnerType: slot('partner.type'),
  tier: slot('partner.tier'),
  enrolledOn: slot('partner.enrolledOn'),
  daysEnrolled: slot('partner.daysEnrolled'),
  termStart: slot('term.start'),
  termEnd: slot('term.end'),
  sinceCancelled: slot('cancelled.daysSince'),
  lineAmount: slot('line.amount'),
  linePayee: slot('line.payee'),
});

const startOf = (calendar: Calendar, period: 'quarter' | 'year', day: Day): Day =>
  periodStart(calendar, period, periodOf(calendar, period, day));

/** What is kept under a name and values; undefined where a value is missing. */
function keyText(name: string, values: readonly (Value | undefined)[]): string | undefined {
  return values.includes(undefined) ? undefined : JSON.stringify([name, ...values]);
}

/** A number as text that equal numbers share. */
function lowest(n: bigint, d: bigint): string {
  let a = n < 0n ? -n : n;
  let b = d === 0n ? tenTo(0) : d;
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? '0/1' : `${n / a}/${d / a}`;
}
