/** Keys of a measure's records as places, handed out anew for each enrollment in order of first appearance. */
import type { Measure } from '../../../measures/model.ts';
import { NUMERIC } from '../columns.ts';
import { outOfClass } from '../out-of-class.ts';
import type { KindScope } from '../scope.ts';
import type { Setting } from '../setting.ts';
import { type KnownValue, or } from '../values.ts';

/** A place, or −1 where a key fact is missing or nothing was recorded. */
export class Keys {
  /** A new key's store is cleared: it may be another enrollment's. */
  private readonly find: string;
  private readonly fill: string;
  private readonly setting: Setting;

  /** `used`: where the number of keys stands. */
  constructor(setting: Setting, measure: Measure, clear: string, used: string) {
    this.setting = setting;
    const { source, codes, program } = setting;
    this.find = source.name('k');
    this.fill = source.name('k');
    const [only] = measure.by;
    const type = program.catalogue.facts.get(only ?? '')?.type;
    if (measure.by.length === 1 && (type === 'text' || type === 'choice')) {
      // places of earlier enrollments lie below the base
      const places = source.room(new Int32Array(codes.count));
      const base = source.room(Int32Array.of(1));
      source.cleanup.push(`${base}[0] += ${used}; if (${base}[0] > 1000000000) { ${places}.fill(0); ${base}[0] = 1; }`);
      source.functions.push(
        `function ${this.find}(k) { const j = ${places}[k] - ${base}[0]; return j < 0 ? -1 : j; }`,
        `function ${this.fill}(k) { let j = ${places}[k] - ${base}[0]; if (j < 0) { j = ${used}++; ${places}[k] = ${base}[0] + j; ${clear} } return j; }`,
      );
      return;
    }
    const places = source.room(new Map<number, number>());
    source.cleanup.push(`${places}.clear();`);
    source.functions.push(
      `function ${this.find}(k) { const j = ${places}.get(k); return j === undefined ? -1 : j; }`,
      `function ${this.fill}(k) { let j = ${places}.get(k); if (j === undefined) { j = ${used}++; ${places}.set(k, j); ${clear} } return j; }`,
    );
  }

  /** The place for which facts ask; `fills`: made where there is none. `missing`: no key. */
  at(scope: KindScope, facts: readonly string[], fills: boolean): { readonly missing: string; readonly place: string } {
    const seen = facts.map((fact) => scope.see(fact));
    const missing = or(...seen.map((each) => each.missing));
    const key =
      seen.length === 1
        ? numberOf(seen[0]?.value)
        : this.together(
            scope,
            facts,
            seen.map(({ value }) => value),
          );
    return { missing, place: `${fills ? this.fill : this.find}(${key})` };
  }

  private together(scope: KindScope, facts: readonly string[], values: readonly KnownValue[]): string {
    let key = '0';
    let size = 1;
    for (const [index, value] of values.entries()) {
      const range = this.rangeOf(scope, facts[index] ?? '', value);
      key = index === 0 ? numberOf(value) : `(${key}) * ${range} + ${numberOf(value)}`;
      size *= range;
    }
    return size < Number.MAX_SAFE_INTEGER ? key : outOfClass('keys of more values than a number holds');
  }

  private rangeOf(scope: KindScope, fact: string, value: KnownValue): number {
    if (value.kind === 'code') return this.setting.codes.count;
    if (value.kind === 'flag') return 2;
    return NUMERIC.has(scope.typeOf(fact)) && scope.typeOf(fact) === 'date' ? 100_000 : outOfClass(`${fact} is a key beside others`);
  }
}

function numberOf(value: KnownValue | undefined): string {
  switch (value?.kind) {
    case 'number':
      return value.x;
    case 'code':
      return value.is;
    case 'flag':
      return `(${value.is} ? 1 : 0)`;
    default:
      return outOfClass('a list is a key');
  }
}
