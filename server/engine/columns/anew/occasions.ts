/**
 * What is noted while a program decides a history, so that its lines can be decided anew: of each party of each activity
 * that lines may come of, all facts that they rest on, as they stood when the lines were decided.
 */
import { enterItem, type Sitting } from '../../compiled/sitting.ts';
import type { FactType, Value } from '../../facts/value.ts';
import type { Program } from '../../program/model.ts';
import { GrowingTable } from '../growing-table.ts';
import type { HistoryColumns } from '../history.ts';
import type { Occasion } from '../line-table.ts';
import { codeOf } from '../read-history.ts';
import { isOfItems, type Noted, notedOf } from './given.ts';
import { givesLines } from './shape.ts';

const WHERE = {
  enrollment: Int32Array,
  row: Int32Array,
  day: Int32Array,
  level: Uint8Array,
  number: Int32Array,
  items: Int32Array,
} as const;
const LINES = { enrollment: Int32Array, number: Int32Array } as const;

type Numbers = Readonly<Record<string, Float64ArrayConstructor>>;

/** Values as numbers: NaN is missing, texts are codes, truths 0 and 1. */
class Values {
  readonly noted: readonly Noted[];
  readonly table: GrowingTable<Numbers>;

  constructor(noted: readonly Noted[]) {
    this.noted = noted;
    this.table = new GrowingTable(Object.fromEntries(noted.map(({ name }) => [name, Float64Array])));
  }
}

/** Occasions of one kind of activity, in the order in which they came about. */
export class KindOccasions {
  readonly kind: string;
  /** Some rule pays for each item. */
  readonly hasItems: boolean;
  readonly where = new GrowingTable(WHERE);
  readonly facts: Values;
  readonly items: Values;
  /** Activities of several parties are among them; some enrollment was a party twice. */
  several = false;
  twice = false;
  /** Others cancel some of them. */
  cancelled = false;

  constructor(kind: string, noted: readonly Noted[], hasItems: boolean) {
    const isOfItem = ({ name }: Noted): boolean => name.startsWith('item.');
    this.kind = kind;
    this.hasItems = hasItems;
    this.facts = new Values(noted.filter((each) => !isOfItem(each)));
    this.items = new Values(hasItems ? noted.filter(isOfItem) : []);
  }
}

/** Texts that nobody recorded: levels, outcomes, and the like. */
export class Codes {
  readonly added: string[] = [];
  private readonly codes = new Map<string, number>();
  private readonly history: HistoryColumns;

  constructor(history: HistoryColumns) {
    this.history = history;
  }

  of(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const recorded = codeOf(this.history, text);
    const code = recorded >= 0 ? recorded : this.history.texts.offsets.length - 2 + this.added.push(text);
    this.codes.set(text, code);
    return code;
  }
}

export class Occasions {
  readonly kinds = new Map<string, KindOccasions>();
  readonly codes: Codes;
  /** Of each line, as they came about: the number of its occasion. */
  readonly lines = new GrowingTable(LINES);
  /** How many there were. */
  count = 0;
  private readonly program: Program;
  private last: { readonly activity: object; readonly enrollments: Set<number> } | undefined;

  constructor(program: Program, history: HistoryColumns) {
    this.program = program;
    this.codes = new Codes(history);
  }

  /** One party, while its facts stand in the slots. `lines`: how many lines came of it. */
  note(sitting: Sitting, on: Occasion, level: number, lines: number): void {
    const { activity, course } = sitting;
    const number = this.count;
    this.count += 1;
    for (let line = 0; line < lines; line += 1) {
      const at = this.lines.next();
      this.lines.columns.enrollment[at] = on.enrollment;
      this.lines.columns.number[at] = number;
    }
    const isCancelled = activity.isCancelled === true;
    if (course.line.length === 0 && !isCancelled) return;
    const kind = this.ofKind(activity.kind);
    if (isCancelled) kind.cancelled = true;
    const at = kind.where.next();
    const { columns } = kind.where;
    columns.enrollment[at] = on.enrollment;
    columns.row[at] = on.row;
    columns.day[at] = on.day;
    columns.level[at] = level;
    columns.number[at] = number;
    this.noteParties(kind, sitting, on.enrollment);
    this.put(kind.facts, sitting, undefined);
    if (!kind.hasItems) return;
    columns.items[at] = activity.items.length;
    for (const item of activity.items.keys()) {
      enterItem(sitting, item);
      this.put(kind.items, sitting, item);
    }
    enterItem(sitting, undefined);
  }

  private ofKind(name: string): KindOccasions {
    const known = this.kinds.get(name);
    if (known !== undefined) return known;
    const hasItems = this.program.rules.some((rule) => givesLines(rule) && rule.on.has(name) && isOfItems(rule));
    const made = new KindOccasions(name, notedOf(this.program, name), hasItems);
    this.kinds.set(name, made);
    return made;
  }

  private noteParties(kind: KindOccasions, { activity }: Sitting, enrollment: number): void {
    if (activity.parties.length < 2) return;
    kind.several = true;
    if (this.last?.activity !== activity) this.last = { activity, enrollments: new Set() };
    if (this.last.enrollments.has(enrollment)) kind.twice = true;
    this.last.enrollments.add(enrollment);
  }

  private put({ noted, table }: Values, { activity, version }: Sitting, item: number | undefined): void {
    const at = table.next();
    const { columns } = table;
    for (let index = 0; index < noted.length; index += 1) {
      const each = noted[index];
      if (each === undefined) continue;
      const own = item === undefined ? activity.facts : activity.items[item];
      const value = each.source === 'own' ? own?.get(each.fact) : version.desk.valueOf(each.fact);
      const column = columns[each.name];
      if (column !== undefined) column[at] = this.numberOf(each.type, value);
    }
  }

  private numberOf(type: FactType, value: Value | undefined): number {
    if (value === undefined) return Number.NaN;
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'string') return this.codes.of(value);
    throw new Error(`a list where a ${type} is noted`);
  }
}
