/**
 * Lines while an outcome grows. Where and when they came about stands once for all that came about there, and what a
 * rule's lines have in common once for the rule: columns of it are spread out when somebody asks for them.
 */
import type { Day } from '../facts/value.ts';
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

const LINES = { rule: Uint16Array, amount: Float64Array } as const;
/** `lines`: how many lines came about there, one after the other. */
const PLACES = {
  ...{ enrollment: Int32Array, row: Int32Array, day: Int32Array, kind: Uint8Array, version: Uint8Array },
  ...{ tier: Uint8Array, item: Int16Array, lines: Int32Array },
} as const;

/** Lines of a rule that say otherwise than its first one. */
interface Otherwise {
  readonly line: number;
  readonly said: number;
}

/** Incentive and payee as one number. */
const saying = (incentive: number, payee: number): number => incentive * 256 + payee;
const incentiveIn = (said: number): number => said >> 8;
const payeeIn = (said: number): number => said & 255;

const NOTHING = -1;

export class LineTable {
  readonly lines = new GrowingTable(LINES);
  readonly places = new GrowingTable(PLACES);
  /** By version and rule: incentive and payee of its lines. */
  private readonly says: readonly Int32Array[];
  private readonly otherwise: Otherwise[] = [];

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
    // adding 0 makes 0 of −0, which has other bytes
    this.lines.columns.amount[line] = amount + 0;
    if (!this.learn(on.version, rule, incentive, payee)) this.otherwise.push({ line, said: saying(incentive, payee) });
    const place = this.placeOf(on, item, tier);
    const { lines } = this.places.columns;
    lines[place] = (lines[place] ?? 0) + 1;
  }

  /** The last place, if that is it, else a new one. */
  private placeOf(on: Occasion, item: number, tier: number): number {
    const last = this.places.count - 1;
    const before = this.places.columns;
    const isSame =
      last >= 0 &&
      before.enrollment[last] === on.enrollment &&
      before.row[last] === on.row &&
      before.day[last] === on.day &&
      before.kind[last] === on.kind &&
      before.version[last] === on.version &&
      before.tier[last] === tier &&
      before.item[last] === item;
    if (isSame) return last;
    const place = this.places.next();
    const { enrollment, row, day, kind, version, ...of } = this.places.columns;
    enrollment[place] = on.enrollment;
    row[place] = on.row;
    day[place] = on.day;
    kind[place] = on.kind;
    version[place] = on.version;
    of.tier[place] = tier;
    of.item[place] = item;
    return place;
  }

  /** By enrollment, those of one as they came. */
  finish(): LineColumns {
    const { count } = this.lines;
    const { columns: places } = this.places;
    const { rule, amount } = this.lines.finish();
    const order =
      orderOf(places.enrollment, this.places.count) === undefined
        ? undefined
        : orderOf(this.spread(new Int32Array(count), places.enrollment), count);
    const put = <A extends InstanceType<Arrays>>(array: Arrays & (new (length: number) => A), column: A): A =>
      order === undefined ? column : (gathered(array, column, order) as A);
    return columnsWhenAsked(count, {
      enrollment: () => put(Int32Array, this.spread(new Int32Array(count), places.enrollment)),
      row: () => put(Int32Array, this.spread(new Int32Array(count), places.row)),
      day: () => put(Int32Array, this.spread(new Int32Array(count), places.day)),
      kind: () => put(Uint8Array, this.spread(new Uint8Array(count), places.kind)),
      version: () => put(Uint8Array, this.spread(new Uint8Array(count), places.version)),
      rule: () => put(Uint16Array, rule),
      incentive: () => put(Uint16Array, this.said(new Uint16Array(count), rule, incentiveIn)),
      payee: () => put(Uint8Array, this.said(new Uint8Array(count), rule, payeeIn)),
      item: () => put(Int16Array, this.spread(new Int16Array(count), places.item)),
      tier: () => put(Uint8Array, this.spread(new Uint8Array(count), places.tier)),
      amount: () => put(Float64Array, amount),
    });
  }

  /** What places say, said of each line. */
  private spread<A extends Int32Array | Int16Array | Uint8Array>(column: A, of: InstanceType<Arrays>): A {
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
      const { lines, version } = this.places.columns;
      for (let place = 0, line = 0; place < this.places.count; place += 1) {
        const of = by[version[place] ?? 0];
        for (const end = line + (lines[place] ?? 0); line < end; line += 1) column[line] = of?.[rule[line] ?? 0] ?? 0;
      }
    }
    for (const each of this.otherwise) column[each.line] = part(each.said);
    return column;
  }
}

/** Each loop meets one sort of arrays: that makes them several times quicker. */
function spreadWhole(column: Int32Array, of: Int32Array, lines: Int32Array, count: number): void {
  let line = 0;
  for (let place = 0; place < count; place += 1) {
    const value = of[place] as number;
    for (let left = lines[place] as number; left > 0; left -= 1) {
      column[line] = value;
      line += 1;
    }
  }
}

function spreadBytes(column: Uint8Array, of: Uint8Array, lines: Int32Array, count: number): void {
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
