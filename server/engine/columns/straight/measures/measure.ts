/** One measure of a fold: what it keeps, how a kind of activity notes, reads and remembers it. */
import { decimalsOf } from '../../../facts/render.ts';
import type { Measure } from '../../../measures/model.ts';
import { NUMERIC } from '../columns.ts';
import { writeCondition } from '../conditions.ts';
import { largest } from '../extents.ts';
import { outOfClass } from '../out-of-class.ts';
import { type KindScope, LINE_LIMIT } from '../scope.ts';
import type { Setting } from '../setting.ts';
import { and, exactly, type KnownValue, not, type Seen } from '../values.ts';
import { Keys } from './keys.ts';
import { type At, Store } from './store.ts';
import { held, ValidRecords } from './valid.ts';
import { type Rolling, timesOf, type WindowCode, windowOf } from './windows.ts';

/** What the activity at hand adds, by names of locals. */
interface Note {
  /** How many records: 0 or 1, or (items) more. */
  readonly count: string;
  /** Of sums the sum of all; otherwise the one value that counts. */
  readonly value: string;
  /** Of keys: the place where they go. */
  readonly place: At;
  /** Several records with keys: lists of their places and values. */
  readonly lists: { readonly places: string; readonly values: string } | undefined;
}

export class MeasureCode {
  readonly measure: Measure;
  private readonly setting: Setting;
  private readonly store: Store;
  private readonly window: WindowCode;
  private readonly valid: ValidRecords | undefined;
  private readonly keys: Keys | undefined;
  private readonly sums: boolean;
  private readonly isWord: boolean;
  private readonly isTruth: boolean;
  /** The most that its numbers come to. */
  private readonly most: number;
  private readonly seen: { readonly stamps: string; readonly now: string; readonly isMap: boolean } | undefined;

  constructor(setting: Setting, measure: Measure, linesAtMost: number, rolling: Rolling[]) {
    const { source, extents, program } = setting;
    this.setting = setting;
    this.measure = measure;
    const { aggregate, kinds, fact, itemised, by, window } = measure;
    if (measure.scope !== 'enrollment') outOfClass(`the measure ${measure.name} is not an enrollment's own`);
    this.sums = aggregate === 'sum' || aggregate === 'average';
    const type = program.catalogue.facts.get(fact ?? '')?.type;
    this.isWord = type === 'text' || type === 'choice';
    this.isTruth = type === 'boolean';
    const ofLines = measure.lines.length > 0;
    const calendar = kinds.some((kind) => program.catalogue.kinds.get(kind)?.generated === true) ? 12_000 : 0;
    const records = ofLines ? linesAtMost : extents.mostOf(kinds, undefined, itemised) + calendar;
    if (ofLines) {
      this.most = LINE_LIMIT;
      if (this.sums && fact !== 'line.amount') outOfClass(`the measure ${measure.name} sums ${fact ?? ''} of lines`);
    } else {
      this.most = this.sums ? extents.mostOf(kinds, fact, itemised) : records;
      if (this.sums && fact?.startsWith('partner.') === true) outOfClass(`the measure ${measure.name} sums ${fact}`);
      if (this.sums && this.most >= 2 ** 52) outOfClass(`the measure ${measure.name} may come to more than is summed here`);
    }
    if (aggregate === 'countDistinct' && by.length > 0) outOfClass(`the measure ${measure.name} has keys and counts distinct values`);
    this.store = new Store(source, measure, by.length > 0 ? records + 1 : undefined);
    const used = by.length > 0 ? source.whole() : '0';
    this.valid = window.kind === 'valid' ? new ValidRecords(setting, measure, this.store, records, used) : undefined;
    this.window = this.valid?.window ?? windowOf(setting, measure, this.store, records, rolling);
    if (aggregate === 'countDistinct' && window.kind !== 'trailing' && window.kind !== 'valid') this.seen = this.stamps(rolling);
    const more =
      by.length > 0 ? [...(window.kind === 'trailing' ? ['head', 'tail'] : []), ...(window.kind.endsWith('fiscal') ? ['period'] : [])] : [];
    const previous = window.kind === 'previous-fiscal' ? this.store.clear('j', 'previous ') : '';
    const clear = `${this.store.clear('j')} ${previous} ${more.map((name) => `${this.store.of(name, 'j')} = ${name === 'period' ? -1e9 : 0};`).join(' ')}`;
    this.keys = by.length > 0 ? new Keys(setting, measure, clear, used) : undefined;
  }

  /** Which values a period or life has seen: those stamped with its number. */
  private stamps(rolling: Rolling[]): { stamps: string; now: string; isMap: boolean } {
    const { source, codes } = this.setting;
    const isMap = !this.isWord;
    const stamps = source.constant(isMap ? new Map<number, number>() : new Int32Array(codes.count));
    const counter = source.constant(Int32Array.of(0));
    const now = source.whole();
    source.begin.push(`${now} = ++${counter}[0];${isMap ? ` ${stamps}.clear();` : ''}`);
    const { window } = this.measure;
    if (window.kind === 'fiscal' || window.kind === 'previous-fiscal') {
      rolling.push({ period: window.period, statements: `${now} = ++${counter}[0];` });
    }
    return { stamps, now, isMap };
  }

  looksAt(kind: string): boolean {
    return this.measure.kinds.includes(kind);
  }

  /** Whether activities of the kind end records of it. */
  isEndedBy(kind: string): boolean {
    return this.valid?.isEndedBy(kind) === true;
  }

  /** Ends what the activity at hand ends; what it was before must have been read. */
  end(scope: KindScope): void {
    this.valid?.end(scope);
  }

  /** What one kind's function does with it. */
  inKind(scope: KindScope): MeasureInKind {
    return new MeasureInKind(this, scope, this.looksAt(scope.kind) ? this.note(scope) : undefined);
  }

  private note(scope: KindScope): Note {
    const { out } = scope;
    const { itemised } = this.measure;
    if (itemised) return this.noteItems(scope);
    const count = out.name('n');
    const value = out.name('v');
    const place = this.keys === undefined ? undefined : out.name('j');
    const { lines, result } = out.apart(() => scope.frame(() => this.record(scope)));
    if (result.holds === 'true' && place === undefined) {
      out.put(lines);
      out.line(`const ${count} = 1, ${value} = ${result.value};`);
      return { count, value, place, lists: undefined };
    }
    out.line(`let ${count} = 0, ${value} = 0${place === undefined ? '' : `, ${place} = -1`};`);
    out.put(lines);
    out.block(`if (${result.holds})`, () => {
      out.line(`${count} = 1; ${value} = ${result.value};${place === undefined ? '' : ` ${place} = ${result.place};`}`);
    });
    return { count, value, place, lists: undefined };
  }

  /** Whether the facts make a record, its value, and its place. */
  private record(scope: KindScope): { readonly holds: string; readonly value: string; readonly place: string } {
    const { fact, where, by } = this.measure;
    const seen = fact === undefined ? undefined : scope.see(fact);
    const key = this.keys?.at(scope, by, true);
    const holds = and(
      seen === undefined ? 'true' : not(seen.missing),
      key === undefined ? 'true' : not(key.missing),
      where === undefined ? 'true' : writeCondition(scope, where),
    );
    return { holds, value: seen === undefined ? '0' : held(seen.value), place: key?.place ?? '-1' };
  }

  private noteItems(scope: KindScope): Note {
    const { out } = scope;
    const { aggregate } = this.measure;
    const count = out.name('n');
    const value = out.name('v');
    out.line(`let ${count} = 0, ${value} = 0;`);
    const isListed = this.keys !== undefined || aggregate === 'countDistinct';
    const lists = isListed ? this.lists(scope) : undefined;
    scope.eachItem(() => {
      const { holds, value: each, place } = this.record(scope);
      out.block(`if (${holds})`, () => {
        if (lists !== undefined) {
          out.line(`${lists.values}[${count}] = ${each};`);
          if (this.keys !== undefined) out.line(`${lists.places}[${count}] = ${place};`);
        } else out.line(this.merged(count, value, each));
        out.line(`${count} += 1;`);
      });
    });
    return { count, value, place: undefined, lists };
  }

  private lists(scope: KindScope): { readonly places: string; readonly values: string } {
    const { source, extents } = this.setting;
    const most = scope.table === undefined ? 0 : extents.mostItems(scope.table);
    return { places: source.room(new Int32Array(most + 1)), values: source.room(new Float64Array(most + 1)) };
  }

  /** A statement: one more value in what several records come to. */
  private merged(count: string, into: string, value: string): string {
    switch (this.measure.aggregate) {
      case 'sum':
      case 'average':
        return `${into} += ${value};`;
      case 'min':
        return `if (${count} === 0 || ${value} < ${into}) ${into} = ${value};`;
      case 'max':
        return `if (${count} === 0 || ${value} > ${into}) ${into} = ${value};`;
      case 'latest':
        return `${into} = ${value};`;
      case 'earliest':
        return `if (${count} === 0) ${into} = ${value};`;
      default:
        return '';
    }
  }

  /** Brings the store to the day, and names what it holds there. */
  fieldsAt(scope: KindScope, at: At): (field: 'sum' | 'count' | 'value' | 'there') => string {
    const { out } = scope;
    const touch = this.window.touch(at);
    const hasKey = at === undefined ? undefined : `${at} >= 0`;
    if (touch !== '') out.line(hasKey === undefined ? touch : `if (${hasKey}) { ${touch} }`);
    return (field) => {
      const name = this.store.of(`${this.window.reads}${field}`, at);
      return hasKey === undefined ? name : `(${hasKey} ? ${name} : 0)`;
    };
  }

  /** The place that the facts of the activity ask for. */
  readPlace(scope: KindScope): { readonly missing: string; readonly place: At } {
    if (this.keys === undefined) return { missing: 'false', place: undefined };
    const { missing, place } = this.keys.at(scope, this.measure.readBy, false);
    if (missing === 'true') return { missing, place: undefined };
    return { missing, place: scope.out.constant('j', missing === 'false' ? place : `(${missing}) ? -1 : ${place}`) };
  }

  /** Remembers what was noted. */
  keep(scope: KindScope, note: Note): void {
    const { out } = scope;
    if (note.lists === undefined) {
      scope.block(`if (${note.count} !== 0)`, () => this.add(scope, note.place, note.value, note.count));
      return;
    }
    const { lists } = note;
    const at = out.name('i');
    scope.block(`for (let ${at} = 0; ${at} < ${note.count}; ${at}++)`, () => {
      const place = this.keys === undefined ? undefined : out.constant('j', `${lists.places}[${at}]`);
      this.add(scope, place, out.constant('v', `${lists.values}[${at}]`), '1');
    });
  }

  private add(scope: KindScope, at: At, value: string, count: string): void {
    const { out } = scope;
    const { store, window, measure } = this;
    const { aggregate } = measure;
    const touch = window.touch(at);
    if (touch !== '') out.line(touch);
    const of = (field: string): string => store.of(field, at);
    const isTrailing = measure.window.kind === 'trailing';
    switch (aggregate) {
      case 'sum':
        out.line(`${of('sum')} += ${value};`);
        break;
      case 'count':
        out.line(`${of('count')} += ${count};`);
        break;
      case 'average':
        out.line(`${of('sum')} += ${value}; ${of('count')} += ${count};`);
        break;
      case 'countDistinct':
        if (this.valid !== undefined) out.line(timesOf(this.setting, measure).up(value, `${of('count')} += 1;`));
        else if (!isTrailing) out.line(this.stamped(value, `${of('count')} += 1;`));
        break;
      case 'min':
      case 'max':
        if (isTrailing) break;
        out.line(`if (${of('there')} === 0 || ${value} ${aggregate === 'min' ? '<' : '>'} ${of('value')}) ${of('value')} = ${value};`);
        out.line(`${of('there')} = 1;`);
        break;
      case 'latest':
        if (!isTrailing) out.line(`${of('value')} = ${value}; ${of('there')} = 1;`);
        break;
      case 'earliest':
        if (!isTrailing) out.line(`if (${of('there')} === 0) { ${of('value')} = ${value}; ${of('there')} = 1; }`);
    }
    if (window.push !== undefined) out.line(window.push(at, value, count));
    if (this.valid !== undefined) for (const line of this.valid.push(scope, at, value)) out.line(line);
  }

  /** A statement for a value that was not seen yet, and stamps it. */
  private stamped(value: string, fresh: string): string {
    if (this.seen === undefined) return '';
    const { stamps, now, isMap } = this.seen;
    if (isMap) return `if (${stamps}.get(${value}) !== ${now}) { ${stamps}.set(${value}, ${now}); ${fresh} }`;
    return `if (${stamps}[${value}] !== ${now}) { ${stamps}[${value}] = ${now}; ${fresh} }`;
  }

  /** Whether a value was seen in the window. */
  private wasSeen(value: string): string {
    if (this.seen === undefined) return timesOf(this.setting, this.measure).has(value);
    const { stamps, now, isMap } = this.seen;
    return isMap ? `${stamps}.get(${value}) === ${now}` : `${stamps}[${value}] === ${now}`;
  }

  /** Remembers a line; its facts can be read. */
  keepLine(scope: KindScope): void {
    const { out } = scope;
    const { holds, value, place } = this.record(scope);
    scope.block(`if (${holds})`, () => {
      const at = this.keys === undefined ? undefined : out.constant('j', place);
      this.add(scope, at, value, '1');
    });
  }

  /** How many values of a list weren't seen, each once. */
  freshOf(lists: { readonly values: string }, count: string): string {
    const { source } = this.setting;
    const name = source.helper(`fresh ${this.measure.name} ${lists.values}`, (own) => [
      `function ${own}(n) {`,
      `  let fresh = 0;`,
      `  for (let at = 0; at < n; at++) {`,
      `    const v = ${lists.values}[at];`,
      `    if (${this.wasSeen('v')}) continue;`,
      `    let first = true;`,
      `    for (let other = 0; other < at; other++) if (${lists.values}[other] === v) { first = false; break; }`,
      `    if (first) fresh += 1;`,
      `  }`,
      `  return fresh;`,
      `}`,
    ]);
    return `${name}(${count})`;
  }

  /** What the records of one key among several come to: 'count', or their value. */
  private ofPlace(lists: { readonly places: string; readonly values: string }, at: string, count: string, what: 'count' | 'value'): string {
    const { source } = this.setting;
    const name = source.helper(`of ${what} ${this.measure.name} ${lists.places}`, (own) => [
      `function ${own}(j, n) {`,
      `  let found = 0, value = 0;`,
      `  for (let at = 0; at < n; at++) {`,
      `    if (${lists.places}[at] !== j) continue;`,
      `    const v = ${lists.values}[at];`,
      `    ${this.merged('found', 'value', 'v')}`,
      `    found += 1;`,
      `  }`,
      `  return ${what === 'count' ? 'found' : 'value'};`,
      `}`,
    ]);
    return `${name}(${at}, ${count})`;
  }

  /** What the activity adds to the store that is read: count and value. */
  private added(scope: KindScope, note: Note, at: At): { readonly count: string; readonly value: string } {
    if (this.valid === undefined) return this.addedAt(note, at);
    // what has run out already is remembered, and doesn't count
    const counts = scope.out.constant('b', `${this.valid.lastDay(scope)} >= vd`);
    const { count, value } = this.addedAt(note, at);
    return { count: `(${counts} ? ${count} : 0)`, value: `(${counts} ? ${value} : 0)` };
  }

  private addedAt(note: Note, at: At): { readonly count: string; readonly value: string } {
    if (this.keys === undefined || at === undefined) return { count: note.count, value: note.value };
    if (note.lists !== undefined) {
      return { count: this.ofPlace(note.lists, at, note.count, 'count'), value: this.ofPlace(note.lists, at, note.count, 'value') };
    }
    return { count: `(${note.place} === ${at} ? ${note.count} : 0)`, value: `(${note.place} === ${at} ? ${note.value} : 0)` };
  }

  read(scope: KindScope, note: Note | undefined): Seen {
    const { out } = scope;
    const { aggregate, type, window } = this.measure;
    const { missing, place } = this.readPlace(scope);
    if (missing === 'true') return this.nothing(scope);
    const field = this.fieldsAt(scope, place);
    const noted = note === undefined || window.kind === 'previous-fiscal' ? undefined : note;
    const decimals = NUMERIC.has(type) ? decimalsOf(type, scope.digits) : 0;
    const more = noted === undefined ? undefined : this.added(scope, noted, place);
    switch (aggregate) {
      case 'sum':
      case 'count': {
        const of = field(aggregate === 'sum' ? 'sum' : 'count');
        const x = out.constant('x', more === undefined ? of : `${of} + ${aggregate === 'sum' ? more.value : more.count}`);
        return { missing, value: exactly(x, decimals, this.most) };
      }
      case 'countDistinct': {
        const fresh =
          noted === undefined || more === undefined
            ? '0'
            : noted.lists === undefined
              ? `(${more.count} !== 0 && !(${this.wasSeen(noted.value)}) ? 1 : 0)`
              : this.freshOf(noted.lists, noted.count);
        return { missing, value: exactly(out.constant('x', `${field('count')} + ${fresh}`), 0, this.most) };
      }
      case 'average': {
        const sum = out.constant('x', more === undefined ? field('sum') : `${field('sum')} + ${more.value}`);
        const count = out.constant('x', more === undefined ? field('count') : `${field('count')} + ${more.count}`);
        const none = out.constant('m', `${count} === 0`);
        // where there is none the quotient isn't asked for
        const d = exactly(out.constant('x', `${none} ? 1 : ${count}`), 0, 2 ** 31);
        const n = exactly(sum, decimals, this.most);
        return { missing: missing === 'false' ? none : `(${missing} || ${none})`, value: scope.numbers.quotient(n, d, '{}') };
      }
      default: {
        const before = field('value');
        const there = field('there');
        if (more === undefined) return this.valued(scope, out.constant('x', before), `${there} === 0`);
        const is = {
          min: `Math.min(${before}, ${more.value})`,
          max: `Math.max(${before}, ${more.value})`,
          latest: more.value,
          earliest: before,
        }[aggregate];
        const x = out.constant('x', `${more.count} === 0 ? ${before} : ${there} === 0 ? ${more.value} : ${is}`);
        return this.valued(scope, x, `${there} === 0 && ${more.count} === 0`);
      }
    }
  }

  private valued(scope: KindScope, x: string, missing: string): Seen {
    const { type } = this.measure;
    const value: KnownValue = NUMERIC.has(type)
      ? exactly(x, decimalsOf(type, scope.digits), this.largestValue(scope))
      : this.isTruth
        ? { kind: 'flag', is: `${x} === 1` }
        : { kind: 'code', is: x };
    return { missing: scope.out.constant('m', missing), value };
  }

  private largestValue(scope: KindScope): number {
    const { fact, kinds } = this.measure;
    if (fact === undefined) return 0;
    if (fact === 'line.amount') return 1e15;
    let most = 0;
    for (const table of scope.setting.history.kinds) {
      const column = (fact.startsWith('item.') ? table.items : table.facts)[fact];
      if (kinds.includes(table.kind) && column?.holds === 'numbers') most = Math.max(most, largest(column.values));
    }
    return fact.includes('.') && most === 0 ? 2 ** 53 : most;
  }

  private nothing(scope: KindScope): Seen {
    const { type } = this.measure;
    if (NUMERIC.has(type)) return { missing: 'true', value: exactly('0', decimalsOf(type, scope.digits), 0) };
    return { missing: 'true', value: this.isTruth ? { kind: 'flag', is: 'false' } : { kind: 'code', is: '-1' } };
  }
}

export class MeasureInKind {
  private readonly code: MeasureCode;
  private readonly note: Note | undefined;

  constructor(code: MeasureCode, _scope: KindScope, note: Note | undefined) {
    this.code = code;
    this.note = note;
  }

  before(scope: KindScope): Seen {
    return this.code.read(scope, undefined);
  }

  after(scope: KindScope): Seen {
    return this.code.read(scope, this.note);
  }

  keep(scope: KindScope): void {
    if (this.note !== undefined) this.code.keep(scope, this.note);
  }
}
