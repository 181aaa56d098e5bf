/**
 * The window `valid`: records in the order in which they were recorded, with the last day of each, and what later
 * activities end them by. What has ended or run out is taken out; what is left is summed up again where taking out
 * doesn't say what the rest comes to.
 */
import { validKinds } from '../../../compiled/measures/plan.ts';
import type { Measure } from '../../../measures/model.ts';
import { outOfClass } from '../out-of-class.ts';
import type { KindScope } from '../scope.ts';
import { NEVER, type Setting } from '../setting.ts';
import { and, type KnownValue, not } from '../values.ts';
import type { At, Store } from './store.ts';
import { timesOf, type WindowCode } from './windows.ts';

type Specs = ReturnType<typeof validKinds>;

/** Kinds of records are told apart by their place among those of the measure. */
export class ValidRecords {
  readonly window: WindowCode;
  private readonly specs: Specs;
  private readonly kinds: readonly string[];
  private readonly source: Setting['source'];
  private readonly isKeyed: boolean;
  /** Names of lists: last day, value, kind, place of the key, and facts that ending activities are held against. */
  private readonly until: string;
  private readonly values: string;
  private readonly ofKind: string;
  private readonly places: string;
  private readonly here: readonly string[];
  private readonly count: string;
  private readonly next: string;
  private readonly keep: string;

  /** `records`: how many an enrollment may have at most; `used`: where the number of its keys stands. */
  constructor(setting: Setting, measure: Measure, store: Store, records: number, used: string) {
    const { source, program } = setting;
    if (measure.lines.length > 0 || measure.itemised) outOfClass(`the measure ${measure.name} keeps items or lines while they are valid`);
    this.source = source;
    this.kinds = measure.kinds;
    this.specs = validKinds(program, measure.kinds);
    this.isKeyed = measure.by.length > 0;
    const room = records + 1;
    const most = Math.max(0, ...[...this.specs.values()].map(({ here }) => here.length));
    this.until = source.room(new Int32Array(room));
    this.values = source.room(new Float64Array(room));
    this.ofKind = source.room(new Uint8Array(room));
    this.places = source.room(new Int32Array(room));
    this.here = Array.from({ length: most }, () => source.room(new Float64Array(room)));
    this.count = source.whole();
    this.next = source.whole();
    this.keep = source.name('t');
    source.begin.push(`${this.next} = ${NEVER};`);
    this.window = { touch: () => `if (${this.next} < vd) ${this.keep}(vd);`, reads: '' };
    source.functions.push(this.keepFunction(setting, measure, store, used));
    if (measure.aggregate === 'countDistinct') source.cleanup.push(timesOf(setting, measure).empty(this.count, this.values));
  }

  /** Takes out what isn't valid through a day; what was ended has had its last day set before all others. */
  private keepFunction(setting: Setting, measure: Measure, store: Store, used: string): string {
    const at: At = this.isKeyed ? 'j' : undefined;
    const of = (field: string): string => store.of(field, at);
    const place = this.isKeyed ? `const j = ${this.places}[i];` : '';
    const times = timesOf(setting, measure);
    const gone: Readonly<Partial<Record<Measure['aggregate'], string>>> = {
      sum: `${of('sum')} -= ${this.values}[i];`,
      count: `${of('count')} -= 1;`,
      average: `${of('sum')} -= ${this.values}[i]; ${of('count')} -= 1;`,
      countDistinct: times.down(`${this.values}[i]`, `${of('count')} -= 1;`),
    };
    const left: Readonly<Partial<Record<Measure['aggregate'], string>>> = {
      min: `if (${of('there')} === 0 || v < ${of('value')}) ${of('value')} = v; ${of('there')} = 1;`,
      max: `if (${of('there')} === 0 || v > ${of('value')}) ${of('value')} = v; ${of('there')} = 1;`,
      latest: `${of('value')} = v; ${of('there')} = 1;`,
      earliest: `if (${of('there')} === 0) { ${of('value')} = v; ${of('there')} = 1; }`,
    };
    const again = left[measure.aggregate];
    const lists = [this.until, this.values, this.ofKind, this.places, ...this.here];
    const cleared = this.isKeyed ? `for (let j = 0; j < ${used}; j++) { ${store.clear('j')} }` : store.clear(undefined);
    return [
      `function ${this.keep}(through) {`,
      `  const all = ${this.count};`,
      `  let n = 0, next = ${NEVER};`,
      ...(again === undefined ? [] : [`  ${cleared}`]),
      `  for (let i = 0; i < all; i++) {`,
      `    ${place}`,
      `    const until = ${this.until}[i];`,
      `    if (until < through) { ${gone[measure.aggregate] ?? ''} continue; }`,
      ...(again === undefined ? [] : [`    { const v = ${this.values}[i]; ${again} }`]),
      `    if (until < next) next = until;`,
      `    ${lists.map((list) => `${list}[n] = ${list}[i];`).join(' ')}`,
      `    n += 1;`,
      `  }`,
      `  ${this.count} = n; ${this.next} = next;`,
      `}`,
    ].join('\n');
  }

  isEndedBy(kind: string): boolean {
    return [...this.specs.values()].some(({ endedBy }) => endedBy.has(kind));
  }

  /** Code that ends what the activity at hand ends. */
  end(scope: KindScope): void {
    const { out } = scope;
    for (const [index, kind] of this.kinds.entries()) {
      const spec = this.specs.get(kind);
      const pairs = spec?.endedBy.get(scope.kind);
      if (spec === undefined || pairs === undefined) continue;
      const there = pairs.map(([own, other]) => ({ place: spec.here.indexOf(own), seen: scope.see(other) }));
      const ends = this.source.helper(`end ${this.keep} ${index} ${there.map(({ place }) => place).join(' ')}`, (name) => [
        `function ${name}(${there.map((_, at) => `f${at}`).join(', ')}) {`,
        `  let found = false;`,
        `  for (let i = 0; i < ${this.count}; i++) {`,
        `    if (${[`${this.ofKind}[i] === ${index}`, ...there.map(({ place }, at) => `${this.here[place]}[i] === f${at}`)].join(' && ')}) { ${this.until}[i] = -1; found = true; }`,
        `  }`,
        `  if (found) ${this.keep}(0);`,
        `}`,
      ]);
      const all = and(...there.map(({ seen }) => not(seen.missing)));
      if (all !== 'false') out.line(`if (${all}) ${ends}(${there.map(({ seen }) => held(seen.value)).join(', ')});`);
    }
  }

  /** The last day of a record that the activity at hand makes, an expression. */
  lastDay(scope: KindScope): string {
    const spec = this.specs.get(scope.kind);
    if (spec === undefined) return String(NEVER);
    const { missing, value } = scope.see(spec.until);
    if (missing === 'true') return String(NEVER);
    return missing === 'false' ? held(value) : `((${missing}) ? ${NEVER} : ${held(value)})`;
  }

  /** Statements that keep a record, beside adding it. */
  push(scope: KindScope, at: At, value: string): readonly string[] {
    const spec = this.specs.get(scope.kind);
    const facts = (spec?.here ?? []).map((fact, place) => {
      const { missing, value: own } = scope.see(fact);
      const is = missing === 'false' ? held(own) : `(${missing}) ? NaN : ${held(own)}`;
      return `${this.here[place]}[n] = ${missing === 'true' ? 'NaN' : is};`;
    });
    return [
      `{ const n = ${this.count}, u = ${this.lastDay(scope)};`,
      `${this.until}[n] = u; ${this.values}[n] = ${value}; ${this.ofKind}[n] = ${this.kinds.indexOf(scope.kind)};`,
      ...(this.isKeyed ? [`${this.places}[n] = ${at};`] : []),
      ...facts,
      `${this.count} = n + 1; if (u < ${this.next}) ${this.next} = u; }`,
    ];
  }
}

/** A value as it is held against others: a number, a code, or 0 and 1. */
export function held(value: KnownValue): string {
  switch (value.kind) {
    case 'number':
      return value.x;
    case 'code':
      return value.is;
    case 'flag':
      return `(${value.is} ? 1 : 0)`;
    case 'list':
      return outOfClass('a list is held against another');
  }
}
