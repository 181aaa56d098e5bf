import Fraction from 'fraction.js';
import { describe, expect, it } from 'vitest';
import { OPERATORS, type OperatorName } from '../../../server/engine/conditions/model.ts';
import { type Operand, operators } from '../../../server/engine/conditions/operators/index.ts';
import { FACT_TYPES, type FactType, type Value } from '../../../server/engine/facts/value.ts';
import { toRefValue } from '../../../server/engine/reference/exact.ts';

const DIGITS = 2;
const NUMBERS: readonly FactType[] = ['money', 'rate', 'price', 'count', 'days', 'date'];
const WORDS: readonly FactType[] = ['text', 'choice'];

type Side = Value | readonly Value[] | undefined;

/** Both evaluators' verdicts on one comparison. */
function verdicts(name: OperatorName, type: FactType, actual: Side, expected: Side): { reference: boolean; compiled: boolean } {
  const { holds, emit } = operators[name];
  const compiled = new Function('actual', 'expected', `return ${emit('actual', 'expected', type)}`);
  return { reference: holds(ofReference(type, actual), ofReference(type, expected)), compiled: compiled(actual, expected) };
}

function ofReference(type: FactType, side: Side): Operand | undefined {
  if (side === undefined) return undefined;
  if (Array.isArray(side)) return side.map((member) => ofReference(type, member)) as Operand;
  return toRefValue(NUMBERS.includes(type) ? type : 'text', side as Value, DIGITS);
}

interface Row {
  readonly actual: Side;
  readonly expected: Side;
  readonly holds: boolean;
}

const rows = (...of: readonly (readonly [actual: Side, expected: Side, holds: boolean])[]): readonly Row[] =>
  of.map(([actual, expected, holds]) => ({ actual, expected, holds }));

/** What is missing satisfies nothing, on whichever side. */
const unmet = (actual: Side, expected: Side): readonly Row[] =>
  rows([undefined, expected, false], [actual, undefined, false], [undefined, undefined, false]);

const ordered = (below: boolean, same: boolean, above: boolean): readonly Row[] => [
  ...rows([100, 200, below], [200, 200, same], [300, 200, above], [-1, 0, below], [0, 0, same], [1, 0, above], [0, -1, above]),
  // as text 90000 comes after 500000
  ...rows([90_000, 500_000, below], [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, above]),
  ...unmet(5, 5),
];

const numbersEqual = (same: boolean): readonly Row[] => [
  ...rows([5, 5, same], [5, 6, !same], [0, 0, same], [-0, 0, same], [0, -5, !same]),
  ...unmet(5, 5),
  ...unmet(0, 0),
];
const wordsEqual = (same: boolean): readonly Row[] => [
  ...rows(['gold', 'gold', same], ['gold', 'Gold', !same], ['', '', same], ['5', 'gold', !same]),
  ...unmet('gold', 'gold'),
  ...unmet('', ''),
];
const booleansEqual = (same: boolean): readonly Row[] => [
  ...rows([true, true, same], [false, false, same], [true, false, !same]),
  ...unmet(false, false),
];
const numbersIn = (among: boolean): readonly Row[] => [
  ...rows([5, [4, 5], among], [6, [4, 5], !among], [5, [], !among], [0, [0], among]),
  ...unmet(5, [5]),
];
const wordsIn = (among: boolean): readonly Row[] => [
  ...rows(['gold', ['silver', 'gold'], among], ['bronze', ['silver', 'gold'], !among], ['old', ['gold'], !among], ['gold', [], !among]),
  ...unmet('gold', ['gold']),
];
const listsContain = (within: boolean): readonly Row[] => [
  ...rows([['a', 'b'], 'b', within], [['a', 'b'], 'c', !within], [[], 'a', !within], [['ab'], 'a', !within]),
  ...unmet(['a'], 'a'),
];

const there: Record<FactType, Value> = {
  money: 0,
  rate: 0,
  price: 1,
  count: 0,
  days: -1,
  date: 20_000,
  text: '',
  choice: 'gold',
  boolean: false,
  list: [],
};

const exists = (type: FactType): readonly Row[] =>
  rows([there[type], true, true], [there[type], false, false], [undefined, true, false], [undefined, false, true]);

const each = (types: readonly FactType[], cases: readonly Row[]): Partial<Record<FactType, readonly Row[]>> =>
  Object.fromEntries(types.map((type) => [type, cases]));

/** By operator and type; an operator that isn't in a type's row doesn't accept the type. */
const TABLE: Record<OperatorName, Partial<Record<FactType, readonly Row[]>>> = {
  equal: { ...each(NUMBERS, numbersEqual(true)), ...each(WORDS, wordsEqual(true)), boolean: booleansEqual(true) },
  notEqual: { ...each(NUMBERS, numbersEqual(false)), ...each(WORDS, wordsEqual(false)), boolean: booleansEqual(false) },
  in: { ...each(NUMBERS, numbersIn(true)), ...each(WORDS, wordsIn(true)) },
  notIn: { ...each(NUMBERS, numbersIn(false)), ...each(WORDS, wordsIn(false)) },
  contains: { list: listsContain(true) },
  doesNotContain: { list: listsContain(false) },
  lessThan: each(NUMBERS, ordered(true, false, false)),
  lessThanInclusive: each(NUMBERS, ordered(true, true, false)),
  greaterThan: each(NUMBERS, ordered(false, false, true)),
  greaterThanInclusive: each(NUMBERS, ordered(false, true, true)),
  exists: Object.fromEntries(FACT_TYPES.map((type) => [type, exists(type)])),
};

const shown = (side: Side): string => (side === undefined ? 'missing' : JSON.stringify(side));

describe('operators', () => {
  for (const name of OPERATORS) {
    for (const type of FACT_TYPES) {
      const cases = TABLE[name][type];
      it(`${name} ${cases === undefined ? 'does not accept' : 'accepts'} ${type}`, () => {
        expect(operators[name].accepts(type)).toBe(cases !== undefined);
      });
      for (const { actual, expected, holds } of cases ?? []) {
        it(`${type} ${shown(actual)} ${name} ${shown(expected)} is ${holds}`, () => {
          expect(verdicts(name, type, actual, expected)).toEqual({ reference: holds, compiled: holds });
        });
      }
    }
  }

  it('go by their names, and say what they ask', () => {
    for (const name of OPERATORS) {
      expect(operators[name].name).toBe(name);
      expect(operators[name].says).not.toBe('');
    }
  });

  it('compare exact fractions', () => {
    const third = new Fraction(1, 3);
    expect(operators.lessThan.holds(third, new Fraction(333_333_333, 1_000_000_000))).toBe(false);
    expect(operators.greaterThan.holds(third, new Fraction(333_333_333, 1_000_000_000))).toBe(true);
    expect(operators.equal.holds(third, new Fraction(2, 6))).toBe(true);
    expect(operators.in.holds(third, [new Fraction(1, 2), new Fraction(1, 3)])).toBe(true);
    expect(operators.equal.holds(new Fraction(5), 5)).toBe(true);
  });

  it('never hold between values of different sorts', () => {
    for (const [actual, expected] of [
      ['5', new Fraction(5)],
      [true, 'true'],
      [['a'], 'a'],
    ] as const) {
      expect(operators.equal.holds(actual, expected)).toBe(false);
      expect(operators.lessThan.holds(actual, expected)).toBe(false);
      expect(operators.greaterThanInclusive.holds(actual, expected)).toBe(false);
    }
  });
});
