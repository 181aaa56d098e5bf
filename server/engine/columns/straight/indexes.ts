/**
 * Comparisons of one fact with constants, of many rules at once: where its value stands among all that it is compared with
 * picks, from a table, the rules that it lets hold.
 */
import type { Comparison, OperatorName } from '../../conditions/model.ts';
import { decimalsOf } from '../../facts/render.ts';
import type { Value } from '../../facts/value.ts';
import { type Mask, maskOf } from './bits.ts';
import { NUMERIC } from './columns.ts';
import type { KindScope } from './scope.ts';
import type { Seen } from './values.ts';

/** A comparison with what doesn't change, of the rule with this place. */
export interface Test {
  readonly place: number;
  readonly operator: OperatorName;
  /** Steps, codes, or 0 and 1. */
  readonly values: readonly number[];
}

/** Codes up to this are looked up as they are. */
const LOW_CODES = 4096;
/** Cells that numbers are put into before they are compared one by one. */
const CELLS = 256;

const OF_CODES: ReadonlySet<OperatorName> = new Set(['equal', 'notEqual', 'in', 'notIn', 'exists']);
const OF_NUMBERS: ReadonlySet<OperatorName> = new Set([
  ...OF_CODES,
  ...(['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const),
]);

/** Undefined where the comparison isn't one with constants, or not of exact values. */
export function testOf(scope: KindScope, { fact, type, operator, expected }: Comparison, place: number): Test | undefined {
  if (!(NUMERIC.has(type) ? OF_NUMBERS : OF_CODES).has(operator) || type === 'list') return undefined;
  const { missing, value } = scope.see(fact);
  if (missing === 'true' || value.kind === 'list') return undefined;
  if (value.kind === 'number' && (value.e !== '0' || value.ratio !== undefined || value.s !== decimalsOf(type, scope.digits)))
    return undefined;
  const constants = expected.kind === 'set' ? expected.values : [expected.kind === 'fact' ? scope.constant(expected.fact) : expected.value];
  const values: number[] = [];
  for (const constant of constants) {
    const is = held(scope, constant);
    if (is === undefined) return undefined;
    values.push(is);
  }
  if (value.kind === 'number' && expected.kind === 'fact' && decimalsOf(scope.typeOf(expected.fact), scope.digits) !== value.s)
    return undefined;
  return { place, operator, values };
}

function held(scope: KindScope, value: Value | undefined): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return scope.setting.codes.of(value);
  return typeof value === 'number' && Math.abs(value) < 2 ** 52 ? value : undefined;
}

/** Few comparisons are quicker than a table, and so is what is a truth already. */
export function isWorthIndex(scope: KindScope, fact: string, tests: readonly Test[]): boolean {
  const { value } = scope.see(fact);
  if (value.kind === 'flag') return value.bit !== undefined && tests.length > 1;
  return value.kind === 'number' ? new Set(tests.flatMap(cutsOf)).size > 2 : tests.length > 1;
}

/** Of how many places a value may stand at; more than there are values only where a range of numbers is one. */
interface Index {
  /** A name: place 0 where the fact is missing and may be. */
  readonly place: string;
  /** A value for each place; undefined: missing. */
  readonly values: readonly (number | undefined)[];
}

/** A table: for each place, the rules that it lets hold. */
interface Table {
  readonly place: string;
  readonly masks: readonly Mask[];
  readonly tested: Mask;
}

/** So many cells a table of several facts together has at most: it stays near the processor. */
const MOST_CELLS = 512;

/** Rules that the facts let hold, by table and word: expressions, '' where a table leaves a word alone. */
export function writeIndexes(
  scope: KindScope,
  compared: ReadonlyMap<string, readonly Test[]>,
  count: number,
): readonly (readonly string[])[] {
  const own = [...compared].map(([fact, tests]) => tableOf(scope, fact, tests, count));
  return together(scope, own).map(({ place, masks, tested }) =>
    tested.map((mask, word) => {
      if (mask === 0) return '';
      const table = Int32Array.from(masks, (each) => each[word] ?? 0);
      return `${scope.setting.source.values(table)}[${place}]`;
    }),
  );
}

function tableOf(scope: KindScope, fact: string, tests: readonly Test[], count: number): Table {
  const { place, values } = indexOf(scope, scope.see(fact), tests);
  const all = Array.from({ length: count }, (_, at) => at);
  const masks = values.map((value) => {
    const fallen = new Set(tests.filter((test) => !holds(test, value)).map((test) => test.place));
    return maskOf(
      count,
      all.filter((at) => !fallen.has(at)),
    );
  });
  const tested = maskOf(
    count,
    tests.map((test) => test.place),
  );
  return { place, masks, tested };
}

/** Small tables as one of all their places together: one look instead of several. */
function together({ out }: KindScope, tables: readonly Table[]): readonly Table[] {
  const made: Table[] = [];
  for (const table of tables.toSorted((a, b) => a.masks.length - b.masks.length)) {
    const last = made.at(-1);
    if (last === undefined || last.masks.length * table.masks.length > MOST_CELLS) {
      made.push(table);
      continue;
    }
    made[made.length - 1] = {
      place: out.constant('q', `${last.place} * ${table.masks.length} + ${table.place}`),
      masks: last.masks.flatMap((a) => table.masks.map((b) => a.map((word, at) => word & (b[at] ?? 0)))),
      tested: last.tested.map((word, at) => word | (table.tested[at] ?? 0)),
    };
  }
  return made;
}

function holds({ operator, values }: Test, value: number | undefined): boolean {
  const [first = 0] = values;
  if (operator === 'exists') return (value !== undefined) === (first === 1);
  if (value === undefined) return false;
  switch (operator) {
    case 'equal':
    case 'in':
      return values.includes(value);
    case 'notEqual':
    case 'notIn':
      return !values.includes(value);
    case 'lessThan':
      return value < first;
    case 'lessThanInclusive':
      return value <= first;
    case 'greaterThan':
      return value > first;
    default:
      return value >= first;
  }
}

function indexOf(scope: KindScope, { missing, there, value }: Seen, tests: readonly Test[]): Index {
  const { out, setting } = scope;
  const may = missing !== 'false';
  const is = there ?? `(${missing} ? 0 : 1)`;
  const at = (place: string, values: readonly number[]): Index =>
    may
      ? { place: out.constant('q', `(${place} + 1) & -${is}`), values: [undefined, ...values] }
      : { place: out.constant('q', place), values };
  if (value.kind === 'flag') return at(value.bit ?? `(${value.is} ? 1 : 0)`, [0, 1]);
  if (value.kind === 'code') {
    const codes = [...new Set(tests.flatMap(({ operator, values }) => (operator === 'exists' ? [] : values)))];
    const highest = Math.max(0, ...codes);
    const others = highest + 1;
    if (others < LOW_CODES)
      return at(`(${value.is} > ${others} ? ${others} : ${value.is})`, [...Array.from({ length: others }, (_, code) => code), -1]);
    return at(`${setting.source.placesOf(codes, setting.codes.count)}[${value.is}]`, [-1, ...codes]);
  }
  if (value.kind === 'list') throw new Error('a list stands at no place');
  const cuts = [...new Set(tests.flatMap(cutsOf))].toSorted((a, b) => a - b);
  return at(writeSearch(scope, value.x, cuts), [(cuts[0] ?? 0) - 1, ...cuts]);
}

/** Whole numbers from which on a comparison turns. */
function cutsOf({ operator, values }: Test): readonly number[] {
  if (operator === 'exists') return [];
  if (operator === 'greaterThan' || operator === 'lessThanInclusive') return values.map((value) => value + 1);
  if (operator === 'lessThan' || operator === 'greaterThanInclusive') return values;
  return values.flatMap((value) => [value, value + 1]);
}

/** How many cuts a number reaches, a name. Cells of equal size say where to begin; what orders numbers orders their cells. */
function writeSearch({ out, setting: { source } }: KindScope, x: string, cuts: readonly number[]): string {
  const [first = 0, last = 0] = [cuts[0], cuts.at(-1)];
  const each = last > first ? CELLS / (last - first) : 1;
  const cellOf = (value: number): number => Math.min(Math.max((value - first) * each, 0), CELLS - 1) | 0;
  const begin = Uint16Array.from({ length: CELLS }, (_, cell) => cuts.filter((cut) => cellOf(cut) < cell).length);
  const grid = source.values(Float64Array.of(first, each));
  const all = source.values(Float64Array.of(...cuts, Number.POSITIVE_INFINITY));
  const place = out.name('q');
  out.line(`let ${place} = ${source.values(begin)}[Math.min(Math.max((${x} - ${grid}[0]) * ${grid}[1], 0), ${CELLS - 1}) | 0];`);
  out.line(`while (${x} >= ${all}[${place}]) ${place}++;`);
  return place;
}
