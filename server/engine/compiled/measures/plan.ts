/** How one measure is fed and read: slots of its facts, its window's keeper, what ends its records. */
import type { Activity } from '../../facts/activity.ts';
import type { Day, Value } from '../../facts/value.ts';
import type { Measure } from '../../measures/model.ts';
import type { Program } from '../../program/model.ts';
import type { Attending } from '../desk.ts';
import type { CompiledCondition, ProgramCode } from '../generate/code.ts';
import type { Slots } from '../slots.ts';
import type { Book, Kept } from '../state.ts';
import { type Store, type Validity, WindowKeeper } from './windows.ts';

/** Pairs of facts (here, there) that must equal for an activity to end a record. */
type Pairs = readonly (readonly [here: string, there: string])[];

export interface ValidKind {
  readonly until: string;
  readonly here: readonly string[];
  readonly endedBy: ReadonlyMap<string, Pairs>;
}

export class MeasurePlan {
  readonly index: number;
  readonly measure: Measure;
  readonly keeper: WindowKeeper;
  readonly where: CompiledCondition | undefined;
  /** It sums, so it can fail. */
  readonly sums: boolean;
  readonly isWide: boolean;
  /** The key for which it is read names facts of items. */
  readonly isKeyedByItem: boolean;
  /** Slots of measure.NAME and before.NAME, where something reads them. An average has its count in the next one. */
  readonly withSlot: number | undefined;
  readonly beforeSlot: number | undefined;
  private readonly slots: Slots;
  private readonly factSlot: number | undefined;
  private readonly keySlots: readonly number[];
  private readonly readSlots: readonly number[];
  private readonly validKinds: ReadonlyMap<string, ValidKind>;
  private readonly endingKinds: ReadonlySet<string>;

  constructor(code: ProgramCode, measure: Measure, index: number) {
    const { reader, program } = code;
    const slotOf = (fact: string): number => {
      const access = reader.of(fact);
      if (access.kind !== 'slot') throw new Error(`${fact} is no fact of a record`);
      return access.slot;
    };
    this.index = index;
    this.measure = measure;
    this.keeper = new WindowKeeper(measure.aggregate, measure.window, program.calendar);
    this.where = measure.where === undefined ? undefined : code.condition(measure.where);
    this.sums = measure.aggregate === 'sum' || measure.aggregate === 'average';
    this.isWide = measure.scope !== 'enrollment';
    this.isKeyedByItem = measure.readBy.some((fact) => fact.startsWith('item.'));
    reader.of(`measure.${measure.name}`);
    reader.of(`before.${measure.name}`);
    this.withSlot = reader.slots.find(`measure.${measure.name}`);
    this.beforeSlot = reader.slots.find(`before.${measure.name}`);
    this.slots = reader.slots.values;
    this.factSlot = measure.fact === undefined ? undefined : slotOf(measure.fact);
    this.keySlots = measure.by.map(slotOf);
    this.readSlots = measure.readBy.map(slotOf);
    this.validKinds = measure.window.kind === 'valid' ? validKinds(program, measure.kinds) : new Map();
    this.endingKinds = new Set([...this.validKinds.values()].flatMap(({ endedBy }) => [...endedBy.keys()]));
  }

  get isKeyed(): boolean {
    return this.keySlots.length > 0;
  }

  /** The key under which the facts in the slots are recorded; undefined where one is missing. */
  recordKey(): Value | undefined {
    return this.keyIn(this.keySlots);
  }

  /** The key for which the facts in the slots ask. */
  readKey(): Value | undefined {
    return this.keyIn(this.readSlots);
  }

  private keyIn(keySlots: readonly number[]): Value | undefined {
    const { slots } = this;
    const [first] = keySlots;
    if (keySlots.length === 1 && first !== undefined) return slots[first];
    const values = keySlots.map((slot) => slots[slot]);
    return values.includes(undefined) ? undefined : JSON.stringify(values);
  }

  /** The value that the facts in the slots give; undefined where they don't count. */
  value(): Value | undefined {
    const value = this.factSlot === undefined ? 0 : this.slots[this.factSlot];
    return value === undefined || (this.where !== undefined && !this.where.holds()) ? undefined : value;
  }

  /** Of a key; undefined where nothing was recorded. */
  store(book: Book, key: Value | undefined): Store | undefined {
    const kept = book[this.index];
    if (kept === null || kept === undefined) return undefined;
    return kept instanceof Map ? kept.get(key ?? '') : kept;
  }

  storeToFill(book: Book, key: Value | undefined): Store {
    const known = this.store(book, key);
    if (known !== undefined) return known;
    const store = this.keeper.create();
    if (!this.isKeyed) {
      book[this.index] = store;
      return store;
    }
    const kept: Kept | null | undefined = book[this.index];
    if (kept instanceof Map) kept.set(key ?? '', store);
    else book[this.index] = new Map([[key ?? '', store]]);
    return store;
  }

  *stores(book: Book): Generator<Store> {
    const kept = book[this.index];
    if (kept instanceof Map) yield* kept.values();
    else if (kept !== null && kept !== undefined) yield kept;
  }

  validity({ kind, facts }: Activity, owner: number): Validity | undefined {
    if (this.measure.window.kind !== 'valid') return undefined;
    const spec = this.validKinds.get(kind);
    if (spec === undefined) return { until: null, kind, here: [], owner };
    const until = facts.get(spec.until);
    return { until: typeof until === 'number' ? until : null, kind, here: spec.here.map((fact) => facts.get(fact) ?? null), owner };
  }

  isEndedBy(kind: string): boolean {
    return this.endingKinds.has(kind);
  }

  /** Whether an activity of these parties ends a record. */
  ends({ kind, facts }: Activity, attending: readonly Attending[], record: Validity): boolean {
    const spec = this.validKinds.get(record.kind);
    const pairs = spec?.endedBy.get(kind);
    if (spec === undefined || pairs === undefined || !attending.some(({ enrollment }) => enrollment.index === record.owner)) return false;
    return holdEqual(spec.here, record.here, pairs, facts);
  }
}

export function validKinds(program: Program, kinds: Iterable<string>): ReadonlyMap<string, ValidKind> {
  const found = new Map<string, ValidKind>();
  for (const kind of kinds) {
    const valid = program.catalogue.kinds.get(kind)?.valid;
    if (valid === undefined) continue;
    const here = new Set([...valid.endedBy.values()].flatMap((pairs) => pairs.map(([fact]) => fact)));
    found.set(kind, { until: valid.until, here: [...here], endedBy: valid.endedBy });
  }
  return found;
}

export function holdEqual(
  names: readonly string[],
  here: readonly (Value | null)[],
  pairs: Pairs,
  facts: ReadonlyMap<string, Value>,
): boolean {
  return pairs.every(([name, there]) => {
    const value = here[names.indexOf(name)];
    return value !== null && value !== undefined && value === facts.get(there);
  });
}

/** Kinds that close their day: what was valid through it is valid no more. */
const CLOSING: ReadonlySet<string> = new Set(['validity-expired', 'grace-ended', 'tier-reviewed']);

/** The day through which a record must be valid to count at an activity. */
export const validOn = ({ kind, day }: Activity): Day => (CLOSING.has(kind) ? day + 1 : day);
