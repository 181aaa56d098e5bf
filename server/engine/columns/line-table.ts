/**
 * Lines while an outcome grows. Where and when they came about stands once for all that came about there, and what a
 * rule's lines have in common once for the rule: columns of it are spread out when somebody asks for them.
 */
import type { Day } from '../facts/value.ts';
import { Exceptions } from './exceptions.ts';
import { type Arrays, GrowingTable, gathered, orderOf } from './growing-table.ts';
import type { LineColumns, OutcomeNames } from './outcome.ts';

/** Where and when something came about. */
export interface Occasion {
  enrollment: number;
  /** -1 for generated activities. */
  row: number;
  day: Day;
  kind: number;
  version: number;
}

/** An amount that doesn't fit stands apart. */
const LINES = { rule: Uint16Array, amount: Int32Array } as const;
/** `on`: kind, tier and item (see `asOne`); `lines`: how many came about there, one after the other. */
const PLACES = { row: Int32Array, day: Int32Array, on: Int32Array, lines: Uint16Array } as const;
const MOST_LINES = 2 ** 16 - 1;
/** Places one after the other of the same enrollment and version. */
const RUNS = { enrollment: Int32Array, version: Uint8Array, places: Int32Array } as const;

/** Kind, tier and item of a place as one number. Generated code does the same. */
const asOne = (kind: number, tier: number, item: number): number => kind | (tier << 8) | (item << 16);
const kindIn = (on: number): number => on & 255;
const tierIn = (on: number): number => (on >> 8) & 255;
const itemIn = (on: number): number => on >> 16;

/** Incentive and payee as one number. */
const saying = (incentive: number, payee: number): number => incentive * 256 + payee;
const incentiveIn = (said: number): number => said >> 8;
const payeeIn = (said: number): number => said & 255;

const NOTHING = -1;

export class LineTable {
  readonly lines = new GrowingTable(LINES);
  readonly places = new GrowingTable(PLACES);
  private readonly runs = new GrowingTable(RUNS);
  /** By version and rule: incentive and payee of its lines. */
  private readonly says: readonly Int32Array[];
  /** Of lines of a rule that say otherwise than its first one. */
  private readonly otherwise = new Exceptions<number>();
  /** Amounts that don't fit into four bytes. */
  private readonly large = new Exceptions<number>();

  constructor({ rules }: OutcomeNames) {
    this.says = rules.map(({ length }) => new Int32Array(length).fill(NOTHING));
  }

  get count(): number {
    return this.lines.count;
  }

  /** What lines of a rule say; false where others have said something else before. */
  learn(version: number, rule: number, incentive: number, payee: number): boolean {
    const of = this.says[version];
    const said = saying(incentive, payee);
    if (of === undefined) return false;
    if (of[rule] === NOTHING) of[rule] = said;
    return of[rule] === said;
  }

  add(on: Occasion, rule: number, incentive: number, payee: number, item: number, tier: number, amount: number): void {
    const line = this.lines.next();
    this.lines.columns.rule[line] = rule;
    this.lines.columns.amount[line] = amount;
    if (this.lines.columns.amount[line] !== amount) this.large.say(line, amount);
    if (!this.learn(on.version, rule, incentive, payee)) this.sayOtherwise(line, incentive, payee);
    const place = this.placeOf(on, item, tier);
    const { lines } = this.places.columns;
    lines[place] = (lines[place] ?? 0) + 1;
  }

  /** So many more places are of this enrollment and version. */
  run(enrollment: number, version: number, places: number): void {
    if (places === 0) return;
    const run = this.isLastRun(enrollment, version) ? this.runs.count - 1 : this.runs.next();
    const { columns } = this.runs;
    columns.enrollment[run] = enrollment;
    columns.version[run] = version;
    columns.places[run] = (columns.places[run] ?? 0) + places;
  }

  private isLastRun(enrollment: number, version: number): boolean {
    const last = this.runs.count - 1;
    const { columns } = this.runs;
    return last >= 0 && columns.enrollment[last] === enrollment && columns.version[last] === version;
  }

  /** Of a line, by its place among all, whose rule's lines differ in this. */
  sayOtherwise(line: number, incentive: number, payee: number): void {
    this.otherwise.say(line, saying(incentive, payee));
  }

  /** Of a line, by its place among all, whose amount doesn't fit. */
  sayLarge(line: number, amount: number): void {
    this.large.say(line, amount);
  }

  /** Of lines that were dropped nothing is said. */
  unsay(): void {
    this.otherwise.forget(this.lines.count);
    this.large.forget(this.lines.count);
  }

  /** The last place, if that is it, else a new one. */
  private placeOf({ enrollment, version, row, day, kind }: Occasion, item: number, tier: number): number {
    const on = asOne(kind, tier, item);
    const last = this.places.count - 1;
    const before = this.places.columns;
    const isSame =
      this.isLastRun(enrollment, version) &&
      before.row[last] === row &&
      before.day[last] === day &&
      before.on[last] === on &&
      (before.lines[last] ?? 0) < MOST_LINES;
    if (isSame) return last;
    this.run(enrollment, version, 1);
    const place = this.places.next();
    const { columns } = this.places;
    columns.row[place] = row;
    columns.day[place] = day;
    columns.on[place] = on;
    return place;
  }

  /** By enrollment, those of one as they came. */
  finish(): LineColumns {
    const { count } = this.lines;
    const { row, day, on } = this.places.columns;
    const { rule, amount } = this.lines.finish();
    const { columns: runs } = this.runs;
    const order =
      orderOf(runs.enrollment, this.runs.count) === undefined
        ? undefined
        : orderOf(this.spread(new Int32Array(count), this.ofRuns(Int32Array, runs.enrollment)), count);
    const put = <A extends InstanceType<Arrays>>(array: Arrays & (new (length: number) => A), column: A): A =>
      order === undefined ? column : (gathered(array, column, order) as A);
    const bytes = (places: Uint8Array) => put(Uint8Array, this.spread(new Uint8Array(count), places));
    const wholes = (places: Int32Array) => put(Int32Array, this.spread(new Int32Array(count), places));
    return columnsWhenAsked(count, {
      enrollment: () => wholes(this.ofRuns(Int32Array, runs.enrollment)),
      row: () => wholes(row),
      day: () => wholes(day),
      kind: () => bytes(partOf(new Uint8Array(this.places.count), on, kindIn)),
      version: () => bytes(this.ofRuns(Uint8Array, runs.version)),
      rule: () => put(Uint16Array, rule),
      incentive: () => put(Uint16Array, this.said(new Uint16Array(count), rule, incentiveIn)),
      payee: () => put(Uint8Array, this.said(new Uint8Array(count), rule, payeeIn)),
      item: () => put(Int16Array, this.spread(new Int16Array(count), partOf(new Int16Array(this.places.count), on, itemIn))),
      tier: () => bytes(partOf(new Uint8Array(this.places.count), on, tierIn)),
      amount: () => (this.large.count === 0 ? put(Int32Array, amount) : put(Float64Array, this.wide(amount))),
    });
  }

  private wide(amount: Int32Array): Float64Array<ArrayBuffer> {
    const column = Float64Array.from(amount);
    for (const { line, said } of this.large) column[line] = said;
    return column;
  }

  /** What runs say, said of each place. */
  private ofRuns<A extends Int32Array | Uint8Array>(array: new (length: number) => A, of: A): A {
    const column = new array(this.places.count);
    const { places } = this.runs.columns;
    for (let run = 0, place = 0; run < this.runs.count; run += 1) {
      const end = place + (places[run] ?? 0);
      column.fill(of[run] ?? 0, place, end);
      place = end;
    }
    return column;
  }

  /** What places say, said of each line. */
  private spread<A extends Int32Array | Int16Array | Uint8Array>(column: A, of: Int32Array | Int16Array | Uint8Array): A {
    const { lines } = this.places.columns;
    const { count } = this.places;
    if (column instanceof Int32Array && of instanceof Int32Array) spreadWhole(column, of, lines, count);
    else if (column instanceof Uint8Array && of instanceof Uint8Array) spreadBytes(column, of, lines, count);
    else
      for (let place = 0, line = 0; place < count; line += lines[place] ?? 0, place += 1)
        column.fill(of[place] ?? 0, line, line + (lines[place] ?? 0));
    return column;
  }

  /** What rules say, said of each line. */
  private said<A extends Uint8Array | Uint16Array>(column: A, rule: Uint16Array, part: (said: number) => number): A {
    const by = this.says.map((rules) => Uint16Array.from(rules, part));
    const [only] = by;
    if (by.length === 1 && only !== undefined) {
      for (let line = 0; line < rule.length; line += 1) column[line] = only[rule[line] as number] as number;
    } else {
      const { lines } = this.places.columns;
      const version = this.ofRuns(Uint8Array, this.runs.columns.version);
      for (let place = 0, line = 0; place < this.places.count; place += 1) {
        const of = by[version[place] ?? 0];
        for (const end = line + (lines[place] ?? 0); line < end; line += 1) column[line] = of?.[rule[line] ?? 0] ?? 0;
      }
    }
    for (const each of this.otherwise) column[each.line] = part(each.said);
    return column;
  }
}

/** What is one part of a number of each place; many times quicker than `from`. */
function partOf<A extends Uint8Array | Int16Array>(column: A, on: Int32Array, part: (on: number) => number): A {
  for (let place = 0; place < column.length; place += 1) column[place] = part(on[place] as number);
  return column;
}

/** Each loop meets one sort of arrays: that makes them several times quicker. */
function spreadWhole(column: Int32Array, of: Int32Array, lines: Uint16Array, count: number): void {
  let line = 0;
  for (let place = 0; place < count; place += 1) {
    const value = of[place] as number;
    for (let left = lines[place] as number; left > 0; left -= 1) {
      column[line] = value;
      line += 1;
    }
  }
}

function spreadBytes(column: Uint8Array, of: Uint8Array, lines: Uint16Array, count: number): void {
  let line = 0;
  for (let place = 0; place < count; place += 1) {
    const value = of[place] as number;
    for (let left = lines[place] as number; left > 0; left -= 1) {
      column[line] = value;
      line += 1;
    }
  }
}

type Makers = { readonly [K in keyof Omit<LineColumns, 'count'>]: () => LineColumns[K] };

/** Each column is made once, when it is asked for first. */
function columnsWhenAsked(count: number, make: Makers): LineColumns {
  const columns = { count };
  for (const [name, column] of Object.entries(make)) {
    let made: LineColumns[keyof Makers] | undefined;
    Object.defineProperty(columns, name, {
      enumerable: true,
      get: () => {
        made ??= column();
        return made;
      },
    });
  }
  return columns as LineColumns;
}
