/** Activities as they stand in columns: a fold reads few of their facts, so none is taken out before it is asked for. */
import type { Activity, Party } from '../facts/activity.ts';
import type { Value } from '../facts/value.ts';
import { cancelledIn } from './cancelled.ts';
import type { Column, Columns, HistoryColumns, KindTable } from './history.ts';
import { activityAt, isPresent, type TextOf, textAt, textsOf } from './read-history.ts';

/** Columns by name, and the texts that they have codes of. */
class NamedColumns {
  readonly columns: ReadonlyMap<string, Column>;
  readonly textOf: TextOf;

  constructor(columns: Columns, textOf: TextOf) {
    this.columns = new Map(Object.entries(columns));
    this.textOf = textOf;
  }

  value(name: string, n: number): Value | undefined {
    const column = this.columns.get(name);
    if (column === undefined || !isPresent(column.present, n)) return undefined;
    switch (column.holds) {
      case 'numbers':
        return column.values[n];
      case 'codes':
        return this.textOf(column.codes[n] ?? 0);
      case 'flags':
        return ((column.bits[n >> 3] ?? 0) & (1 << (n & 7))) !== 0;
      case 'lists':
        return Array.from(column.codes.subarray(column.offsets[n] ?? 0, column.offsets[n + 1] ?? 0), this.textOf);
    }
  }
}

/** The facts of one row. */
class RowFacts implements ReadonlyMap<string, Value> {
  private readonly from: NamedColumns;
  private readonly n: number;
  private known: ReadonlyMap<string, Value> | undefined;

  constructor(from: NamedColumns, n: number) {
    this.from = from;
    this.n = n;
  }

  get(name: string): Value | undefined {
    return this.from.value(name, this.n);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  private get all(): ReadonlyMap<string, Value> {
    if (this.known === undefined) {
      const all = new Map<string, Value>();
      for (const name of this.from.columns.keys()) {
        const value = this.get(name);
        if (value !== undefined) all.set(name, value);
      }
      this.known = all;
    }
    return this.known;
  }

  get size(): number {
    return this.all.size;
  }

  forEach(each: (value: Value, name: string, map: ReadonlyMap<string, Value>) => void): void {
    this.all.forEach(each);
  }

  entries() {
    return this.all.entries();
  }

  keys() {
    return this.all.keys();
  }

  values() {
    return this.all.values();
  }

  [Symbol.iterator]() {
    return this.all[Symbol.iterator]();
  }
}

interface Table {
  readonly table: KindTable;
  /** By place: 1 where another activity cancels it. */
  readonly cancelled: Uint8Array | undefined;
  readonly facts: NamedColumns;
  readonly items: NamedColumns;
}

const NO_ITEMS: Activity['items'] = [];

/** What is said with few activities (instants, exchange) is left out: nothing that is decided rests on it. */
class RowActivity implements Activity {
  readonly kind: string;
  readonly day: number;
  readonly parties: readonly Party[];
  readonly facts: ReadonlyMap<string, Value>;
  readonly items: Activity['items'];
  readonly isCancelled: boolean;
  private readonly reader: RowActivities;
  private readonly of: Table;
  private readonly place: number;

  constructor(reader: RowActivities, of: Table, place: number, parties: readonly Party[]) {
    const { table } = of;
    this.kind = table.kind;
    this.day = table.day[place] ?? 0;
    this.parties = parties;
    this.facts = new RowFacts(of.facts, place);
    this.items = table.itemOffsets === null ? NO_ITEMS : itemsOf(of, table.itemOffsets, place);
    this.isCancelled = of.cancelled?.[place] === 1;
    this.reader = reader;
    this.of = of;
    this.place = place;
  }

  get id(): string {
    return textAt(this.of.table.ids, this.place);
  }

  get source(): string {
    return this.reader.textOf(this.of.table.source[this.place] ?? 0);
  }

  get revision(): number {
    return this.of.table.revision?.[this.place] ?? 1;
  }

  get terms(): ReadonlyMap<string, Value> {
    return this.reader.whole(this.of, this.place).terms;
  }
}

function itemsOf({ items }: Table, offsets: Int32Array, place: number): Activity['items'] {
  const end = offsets[place + 1] ?? 0;
  const found: RowFacts[] = [];
  for (let n = offsets[place] ?? 0; n < end; n += 1) found.push(new RowFacts(items, n));
  return found;
}

export class RowActivities {
  readonly textOf: TextOf;
  private readonly history: HistoryColumns;
  private readonly recalls: boolean;
  private tables: readonly Table[] | undefined;

  /** `recalls`: it matters which of them others cancel. */
  constructor(history: HistoryColumns, recalls: boolean) {
    this.history = history;
    this.textOf = textsOf(history);
    this.recalls = recalls;
  }

  /** Made when the first is asked for: to find what is cancelled takes a look at all. */
  private read(): readonly Table[] {
    const { history, textOf, recalls } = this;
    const cancelled = recalls ? cancelledIn(history) : [];
    this.tables = history.kinds.map((table, kind) => ({
      table,
      cancelled: cancelled[kind],
      facts: new NamedColumns(table.facts, textOf),
      items: new NamedColumns(table.items, textOf),
    }));
    return this.tables;
  }

  /** `kind`: index of the table. */
  at(kind: number, place: number, parties: readonly Party[]): Activity {
    const table = (this.tables ?? this.read())[kind];
    if (table === undefined) throw new Error(`a history of ${this.history.kinds.length} kinds has no kind ${kind}`);
    return new RowActivity(this, table, place, parties);
  }

  whole(of: Table, place: number): Activity {
    return activityAt(this.history, this.history.kinds.indexOf(of.table), place);
  }
}
