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

type Placed = 'enrollment' | 'row' | 'day' | 'kind' | 'version' | 'tier' | 'item';

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
        : orderOf(this.spread(Int32Array, places.enrollment, count), count);
    const put = <A extends InstanceType<Arrays>>(array: Arrays & (new (length: number) => A), column: A): A =>
      order === undefined ? column : (gathered(array, column, order) as A);
    const of = <A extends InstanceType<Arrays>>(array: Arrays & (new (length: number) => A), name: Placed): A =>
      put(array, this.spread(array, places[name], count));
    return columnsWhenAsked(count, {
      enrollment: () => of(Int32Array, 'enrollment'),
      row: () => of(Int32Array, 'row'),
      day: () => of(Int32Array, 'day'),
      kind: () => of(Uint8Array, 'kind'),
      version: () => of(Uint8Array, 'version'),
      rule: () => put(Uint16Array, rule),
      incentive: () => put(Uint16Array, this.said(new Uint16Array(count), rule, incentiveIn)),
      payee: () => put(Uint8Array, this.said(new Uint8Array(count), rule, payeeIn)),
      item: () => of(Int16Array, 'item'),
      tier: () => of(Uint8Array, 'tier'),
      amount: () => put(Float64Array, amount),
    });
  }

  private spread<A extends InstanceType<Arrays>>(array: new (length: number) => A, of: InstanceType<Arrays>, count: number): A {
    const column = new array(count);
    const { lines } = this.places.columns;
    let line = 0;
    for (let place = 0; place < this.places.count; place += 1) {
      const value = of[place] ?? 0;
      const end = line + (lines[place] ?? 0);
      while (line < end) {
        column[line] = value;
        line += 1;
      }
    }
    return column;
  }

  private said<A extends Uint8Array | Uint16Array>(column: A, rule: Uint16Array, part: (said: number) => number): A {
    const { lines, version } = this.places.columns;
    const by = this.says.map((rules) => Uint16Array.from(rules, part));
    let line = 0;
    for (let place = 0; place < this.places.count; place += 1) {
      const of = by[version[place] ?? 0];
      const end = line + (lines[place] ?? 0);
      while (line < end) {
        column[line] = of?.[rule[line] ?? 0] ?? 0;
        line += 1;
      }
    }
    for (const each of this.otherwise) column[each.line] = part(each.said);
    return column;
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
