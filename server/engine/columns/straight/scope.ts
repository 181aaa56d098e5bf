/**
 * The function of one kind of activity while it is written: facts as locals. A fact is read once for the stretch of
 * code from which on it is known, and forgotten where the block ends in which it was read first.
 */
import { literal, SourceWriter } from '../../compiled/generate/source.ts';
import { lean } from '../../compiled/lean.ts';
import { decimalsOf } from '../../facts/render.ts';
import type { FactType, Value } from '../../facts/value.ts';
import type { Parameter } from '../../program/model.ts';
import type { Column, KindTable } from '../history.ts';
import { checkColumn, NUMERIC, rawAt, thereAt } from './columns.ts';
import { commonZeros, largest } from './extents.ts';
import { Numbers } from './numbers.ts';
import { outOfClass } from './out-of-class.ts';
import { KEPT, type Setting } from './setting.ts';
import { exactly, type KnownValue, not, type Seen } from './values.ts';

/** Rates and prices of parameters keep so many decimals at least, so that other values seldom need other code. */
const LEAST_DECIMALS = 4;

export interface MeasureReader {
  before(scope: KindScope): Seen;
  after(scope: KindScope): Seen;
}

/** Remembers what an activity posts that another may cancel. */
export interface Poster {
  begin(scope: KindScope): void;
  /** `rule`: an expression, the rule that gave the line first. */
  line(scope: KindScope, rule: string, minor: string): void;
}

/** How a derived fact is written; given, because formulas read facts in turn. */
export type Derive = (scope: KindScope, name: string) => Seen;

export interface ItemPlace {
  /** Expressions: the row among all items, and the place among those of the activity. */
  readonly row: string;
  readonly place: string;
  /** Whether there is such an item, where that isn't known: an expression. */
  readonly isThere?: string;
}

export class KindScope {
  readonly setting: Setting;
  readonly kind: string;
  /** undefined: generated. */
  readonly table: KindTable | undefined;
  readonly out = new SourceWriter();
  /** Statement that hands the enrollment over. */
  readonly give = 'return false;';
  readonly numbers: Numbers;
  measures: ReadonlyMap<string, MeasureReader> = new Map();
  /** Measures that aren't reckoned here, with the reason. */
  unfit: ReadonlyMap<string, string> = new Map();
  item: ItemPlace | undefined;
  /** Gates decided for each item: the array that has them. */
  readonly itemGates = new Map<string, string>();
  /** Where what the kind's activities post may be taken back. */
  posting: Poster | undefined;
  /** Facts of a line that is being remembered. */
  line: { readonly amount: string; readonly payee: string } | undefined;
  private readonly frames: Map<string, Seen>[] = [new Map()];
  private readonly decided = new Map<string, Seen>();
  private readonly derive: Derive;

  constructor(setting: Setting, kind: string, table: KindTable | undefined, derive: Derive) {
    this.setting = setting;
    this.kind = kind;
    this.table = table;
    this.derive = derive;
    this.numbers = new Numbers(this.out, this.give);
  }

  /** What is read meanwhile is forgotten after. */
  frame<T>(write: () => T): T {
    this.frames.push(new Map());
    try {
      return write();
    } finally {
      this.frames.pop();
    }
  }

  block(head: string, write: () => void): void {
    this.out.block(head, () => this.frame(write));
  }

  /** Code for each item: the items' facts can be read meanwhile. */
  eachItem(write: () => void): void {
    const { table } = this;
    if (table === undefined || table.itemOffsets === null) return;
    const { source } = this.setting;
    const offsets = source.constant(table.itemOffsets);
    const row = this.out.name('i');
    const first = this.out.constant('o', `${offsets}[p]`);
    this.item = { row, place: `(${row} - ${first})` };
    this.block(`for (let ${row} = ${first}; ${row} < ${offsets}[p + 1]; ${row}++)`, write);
    this.item = undefined;
  }

  /** What is written and read meanwhile is of one item. */
  atItem<T>(item: ItemPlace, write: () => T): T {
    const before = this.item;
    this.item = item;
    try {
      return this.frame(write);
    } finally {
      this.item = before;
    }
  }

  /** A fact as it is held: numbers in whole steps of their type. */
  see(name: string): Seen {
    return this.remembered(name, () => this.make(name));
  }

  /** Sees a fact that changes from here on as it is now, wherever it is read later. */
  seeForAll(name: string): void {
    if (this.isOfItems(name)) outOfClass(`${name} is another one for each item, and changes with its lines`);
    this.see(name);
    this.seeLean(name);
  }

  /** The same for formulas: with as few decimals as values allow. */
  seeLean(name: string): Seen {
    const type = this.typeOf(name);
    if (type !== 'rate' && type !== 'price') return this.see(name);
    return this.remembered(`lean ${name}`, () => this.lean(name, type));
  }

  private remembered(name: string, make: () => Seen): Seen {
    const from = this.item !== undefined && this.isOfItems(name) ? 1 : 0;
    for (let at = this.frames.length - 1; at >= from; at -= 1) {
      const known = this.frames[at]?.get(name);
      if (known !== undefined) return known;
    }
    const made = make();
    this.frames.at(-1)?.set(name, made);
    return made;
  }

  /** Whether the fact is another one for each item. */
  private isOfItems(name: string): boolean {
    return [...this.readBy(name.replace(/^lean /, ''))].some(
      (fact) => fact.startsWith('item.') || (fact.startsWith('gate.') && this.itemGates.has(fact.slice('gate.'.length))),
    );
  }

  /** Facts that a fact rests on, itself among them. */
  private readBy(name: string, into = new Set<string>()): ReadonlySet<string> {
    if (into.has(name)) return into;
    into.add(name);
    const { program } = this.setting;
    const own = name.slice(name.indexOf('.') + 1);
    const parameter = name.startsWith('parameter.') ? program.parameters.get(own) : undefined;
    const measure = /^(measure|before)\./.test(name) ? program.measures.get(own) : undefined;
    const derived = name.startsWith('derived.') ? program.derived.get(own)?.formula.facts : undefined;
    const more = parameter?.kind === 'table' ? parameter.keys : (measure?.readBy ?? derived ?? []);
    for (const fact of more) this.readBy(fact, into);
    return into;
  }

  /** A fact that was decided meanwhile; what rests on it is found anew. */
  decide(name: string, seen: Seen): void {
    this.decided.set(name, seen);
    for (const frame of this.frames) {
      for (const known of [...frame.keys()]) if (this.readBy(known.replace(/^lean /, '')).has(name)) frame.delete(known);
    }
  }

  typeOf(name: string): FactType {
    const spec = this.setting.program.catalogue.facts.get(name);
    return spec?.type ?? outOfClass(`there is no fact ${name}`);
  }

  private make(name: string): Seen {
    const type = this.typeOf(name);
    const group = name.slice(0, name.indexOf('.'));
    const own = name.slice(group.length + 1);
    switch (group) {
      case 'partner':
        return this.partner(name, own, type);
      case 'party':
        return this.party(own);
      case 'activity':
        return this.activity(own);
      case 'parameter':
        return this.parameter(own, type);
      case 'measure':
      case 'before': {
        const reader = this.measures.get(own) ?? outOfClass(this.unfit.get(own) ?? `the measure ${own} is read where it is not reckoned`);
        return group === 'before' ? reader.before(this) : reader.after(this);
      }
      case 'derived':
        return this.derive(this, own);
      case 'gate':
        return this.gate(own);
      case 'outcome':
        return this.decided.get(name) ?? absent(type, this.digits);
      case 'line':
        return this.ofLine(own);
      case 'item':
        return this.ofItem(name, type);
      case 'period':
        return this.ofPeriod(own);
      case 'balance':
      case 'promise':
      case 'protection':
      case 'term':
        return outOfClass(`${name} is read`);
      default:
        if (name === 'cancelled.daysSince') return outOfClass(`${name} is read`);
        return this.column(name, type, this.table?.facts[name], 'p');
    }
  }

  get digits(): number {
    return this.setting.program.currency.digits;
  }

  /** A value of a column, in a local of its own. */
  column(name: string, type: FactType, column: Column | undefined, at: string): Seen {
    // a kind that doesn't carry the fact doesn't have it, whatever another program recorded with it
    const carries = name.startsWith('item.') || this.setting.program.catalogue.kinds.get(this.kind)?.facts.has(name) === true;
    if (column === undefined || !carries) return absent(type, this.digits);
    checkColumn(name, type, column);
    const { source } = this.setting;
    const where = thereAt(source, column, at);
    const there = where === undefined ? undefined : this.out.constant('m', where);
    const missing = there === undefined ? 'false' : `(${there} === 0)`;
    if (column.holds === 'lists') return { missing, value: this.list(column, at) };
    const seen = { missing, ...(there !== undefined && { there }) };
    const x = this.out.constant('x', rawAt(source, column, at));
    if (column.holds === 'numbers') return { ...seen, value: exactly(x, decimalsOf(type, this.digits), largest(column.values)) };
    return { ...seen, value: column.holds === 'flags' ? { kind: 'flag', is: `${x} === 1`, bit: x } : { kind: 'code', is: x } };
  }

  private list(column: Column & { readonly holds: 'lists' }, at: string): KnownValue {
    const { source } = this.setting;
    const has = source.helper(`list ${source.constant(column.codes)}`, (name) => [
      `function ${name}(n, code) {`,
      `  for (let at = ${source.constant(column.offsets)}[n]; at < ${source.constant(column.offsets)}[n + 1]; at++)`,
      `    if (${source.constant(column.codes)}[at] === code) return true;`,
      `  return false;`,
      `}`,
    ]);
    return { kind: 'list', has: (code) => `${has}(${at}, ${code})` };
  }

  private lean(name: string, type: FactType): Seen {
    const { out } = this;
    const s = decimalsOf(type, this.digits);
    const parameter = name.startsWith('parameter.') ? this.setting.program.parameters.get(name.slice('parameter.'.length)) : undefined;
    if (parameter?.kind === 'scalar' && typeof parameter.value === 'number') {
      const { value, scale } = leanest([parameter.value], s, LEAST_DECIMALS);
      return { missing: 'false', value: exactly(this.setting.source.parameter(value[0] ?? 0), scale, Math.abs(value[0] ?? 0)) };
    }
    if (parameter?.kind === 'table') return this.table_(parameter, type, LEAST_DECIMALS);
    const raw = this.see(name);
    const values = this.valuesOf(name);
    const zeros = values === undefined || raw.value.kind !== 'number' ? 0 : commonZeros(values, s);
    if (zeros === 0 || raw.value.kind !== 'number') return raw;
    const { x, max } = raw.value;
    return { ...raw, value: exactly(out.constant('x', `${x} / ${literal(10 ** zeros)}`), s - zeros, max / 10 ** zeros) };
  }

  /** The column that a fact comes from. */
  private valuesOf(name: string): Float64Array | Int32Array | undefined {
    if (name === 'party.share') return this.table?.parties?.share;
    const column = (name.startsWith('item.') ? this.table?.items : this.table?.facts)?.[name];
    return column?.holds === 'numbers' ? column.values : undefined;
  }

  private partner(name: string, own: string, type: FactType): Seen {
    const { codes, partnerType, policy, profile, source } = this.setting;
    const there = (value: KnownValue): Seen => ({ missing: 'false', value });
    switch (own) {
      case 'id':
        return there({ kind: 'code', is: KEPT.partner });
      case 'type':
        return there({ kind: 'code', is: literal(codes.of(partnerType)) });
      case 'tier': {
        if (policy === undefined) return absent(type, this.digits);
        const levels = source.levelCodes(policy.levels.map((level) => codes.of(level)));
        return there({ kind: 'code', is: this.out.constant('x', `${levels}[lv]`) });
      }
      case 'enrolledOn':
        return there(exactly(KEPT.enrolledOn, 0, 100_000));
      case 'daysEnrolled':
        return there(exactly(this.out.constant('x', `d - ${KEPT.enrolledOn}`), 0, 100_000));
      default: {
        const place = profile.place(name, type);
        const missing = this.out.constant('m', `${place.there} === 0`);
        return { missing, value: place.known(this.out.constant('x', place.value)) };
      }
    }
  }

  private party(own: string): Seen {
    const { codes, history, source } = this.setting;
    const { table } = this;
    if (table === undefined || table.partyOffsets === null || table.parties === null) {
      const value: KnownValue = own === 'role' ? { kind: 'code', is: literal(codes.of('principal')) } : exactly('1000000000', 9, 1e9);
      return { missing: 'false', value };
    }
    const at = `${source.constant(table.partyOffsets)}[p] + ${source.constant(history.rows.party)}[r]`;
    if (own === 'role')
      return { missing: 'false', value: { kind: 'code', is: this.out.constant('x', `${source.constant(table.parties.role)}[${at}]`) } };
    const { share } = table.parties;
    return { missing: 'false', value: exactly(this.out.constant('x', `${source.constant(share)}[${at}]`), 9, largest(share)) };
  }

  private activity(own: string): Seen {
    const { codes, source } = this.setting;
    switch (own) {
      case 'kind':
        return { missing: 'false', value: { kind: 'code', is: literal(codes.of(this.kind)) } };
      case 'date':
        return { missing: 'false', value: exactly('d', 0, 100_000) };
      case 'source': {
        const is =
          this.table === undefined ? literal(codes.of('dealwright')) : this.out.constant('x', `${source.constant(this.table.source)}[p]`);
        return { missing: 'false', value: { kind: 'code', is } };
      }
      default:
        return outOfClass(`activity.${own} is read`);
    }
  }

  private parameter(own: string, type: FactType): Seen {
    const { codes, program, source } = this.setting;
    const parameter = program.parameters.get(own);
    if (parameter?.kind === 'table') return this.table_(parameter, type, decimalsOf(type, this.digits));
    if (parameter?.kind !== 'scalar') return outOfClass(`parameter.${own} is read as a value`);
    if (parameter.perAgreement) return outOfClass(`parameter.${own} may be another one by agreement`);
    const { value } = parameter;
    if (typeof value === 'number') {
      return { missing: 'false', value: exactly(source.parameter(value), decimalsOf(type, this.digits), Math.abs(value)) };
    }
    if (typeof value === 'boolean') return { missing: 'false', value: { kind: 'flag', is: literal(value) } };
    if (typeof value === 'string') return { missing: 'false', value: { kind: 'code', is: literal(codes.of(value)) } };
    return outOfClass(`parameter.${own} is a list`);
  }

  /** What a parameter says, where it never says otherwise. */
  constant(name: string): Value | undefined {
    const parameter = name.startsWith('parameter.') ? this.setting.program.parameters.get(name.slice('parameter.'.length)) : undefined;
    return parameter?.kind === 'scalar' && !parameter.perAgreement ? parameter.value : undefined;
  }

  /** The same of a number, with as few decimals as formulas take it with. */
  leanConstant(name: string): { readonly x: number; readonly s: number } | undefined {
    const value = this.constant(name);
    if (typeof value !== 'number') return undefined;
    const type = this.typeOf(name);
    const s = decimalsOf(type, this.digits);
    if (type !== 'rate' && type !== 'price') return { x: value, s };
    const lean = leanest([value], s, LEAST_DECIMALS);
    return { x: lean.value[0] ?? 0, s: lean.scale };
  }

  /** The row of a table that the keys pick, with so many decimals at least as far as it has them. */
  private table_(parameter: Parameter & { readonly kind: 'table' }, type: FactType, least: number): Seen {
    const { codes, source } = this.setting;
    const keys = parameter.keys.map((key) => this.see(key));
    const rows = [...parameter.rows].map(([key, value]) => ({ key: key.split('\u0000'), value }));
    const { value, scale } = leanest([...rows.map((row) => row.value)], decimalsOf(type, this.digits), least);
    const parts = keys.map((_, at) => [...new Set(rows.map(({ key }) => key[at] ?? ''))]);
    // place 0 of each key is for what stands in no row
    const sizes = parts.map((part) => part.length + 1);
    const picked = new Float64Array(sizes.reduce((all, size) => all * size, 1)).fill(Number.NaN);
    for (const [index, { key }] of rows.entries()) {
      const place = key.reduce((at, part, of) => at * (sizes[of] ?? 1) + (parts[of]?.indexOf(part) ?? 0) + 1, 0);
      picked[place] = value[index] ?? 0;
    }
    const missing: string[] = [];
    let place = '0';
    for (const [of, part] of parts.entries()) {
      const key = keys[of];
      if (key?.value.kind !== 'code') return outOfClass(`a key of parameter.${parameter.name} is no text`);
      missing.push(key.missing);
      const places = source.placesOf(
        part.map((text) => codes.of(text)),
        codes.count,
      );
      place = of === 0 ? `${places}[${key.value.is}]` : `(${place}) * ${sizes[of] ?? 1} + ${places}[${key.value.is}]`;
    }
    if (missing.includes('true')) return absent(type, this.digits);
    const hasMissing = missing.some((one) => one !== 'false');
    const at = hasMissing ? `${missing.filter((one) => one !== 'false').join(' || ')} ? 0 : ${place}` : place;
    const x = this.out.constant('x', `${source.table(picked)}[${at}]`);
    const max = Math.max(0, ...value.map(Math.abs));
    return { missing: this.out.constant('m', `${x} !== ${x}`), value: exactly(x, scale, max) };
  }

  private gate(own: string): Seen {
    const ofItems = this.itemGates.get(own);
    if (ofItems !== undefined && this.item !== undefined) {
      return { missing: 'false', value: { kind: 'flag', is: this.out.constant('x', `${ofItems}[${this.item.place}] === 1`) } };
    }
    return this.decided.get(`gate.${own}`) ?? { missing: 'true', value: { kind: 'flag', is: 'false' } };
  }

  private ofLine(own: string): Seen {
    const { line } = this;
    if (line === undefined) return outOfClass(`line.${own} is read where no line is remembered`);
    if (own === 'payee') return { missing: 'false', value: { kind: 'code', is: literal(this.setting.codes.of(line.payee)) } };
    return { missing: 'false', value: exactly(line.amount, this.digits, LINE_LIMIT) };
  }

  private ofItem(name: string, type: FactType): Seen {
    if (this.item === undefined) return absent(type, this.digits);
    return this.column(name, type, this.table?.items[name], this.item.row);
  }

  private ofPeriod(own: string): Seen {
    const period = /^(month|quarter|year)-closed$/.exec(this.kind)?.[1];
    if (this.table !== undefined || period === undefined) return absent('date', this.digits);
    if (own === 'end') return { missing: 'false', value: exactly('d', 0, 100_000) };
    return {
      missing: 'false',
      value: exactly(
        this.out.constant('x', `R.periodStart(R.calendar, ${literal(period)}, R.periodOf(R.calendar, ${literal(period)}, d))`),
        0,
        100_000,
      ),
    };
  }

  /** Conditions on whether facts are there. */
  present(name: string): string {
    return not(this.see(name).missing);
  }
}

/** Lines, and sums of them in one enrollment, beyond this are left to the general fold. */
export const LINE_LIMIT = 1e11;

export function absent(type: FactType, digits: number): Seen {
  if (NUMERIC.has(type)) return { missing: 'true', value: exactly('0', decimalsOf(type, digits), 0) };
  if (type === 'boolean') return { missing: 'true', value: { kind: 'flag', is: 'false' } };
  if (type === 'list') return { missing: 'true', value: { kind: 'list', has: () => 'false' } };
  return { missing: 'true', value: { kind: 'code', is: '-1' } };
}

/** Whole steps with as few decimals as they allow, but not fewer than so many. */
function leanest(values: readonly number[], scale: number, least: number): { readonly value: readonly number[]; readonly scale: number } {
  const found = lean(values, scale);
  const kept = Math.max(found.scale, Math.min(least, scale));
  return { value: found.values.map((each) => each * 10 ** (kept - found.scale)), scale: kept };
}
