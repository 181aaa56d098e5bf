import { describe, expect, test } from 'vitest';
import { sameShown, sumOf } from '../../../server/engine/decisions/amounts.ts';
import { firstDifference } from '../../../server/engine/decisions/difference.ts';

describe('sums of decimal text', () => {
  test.each([
    [[], '0'],
    [['0.10', '0.20'], '0.30'],
    [['-1.005', '1'], '-0.005'],
    [['999999999999.99', '0.01'], '1000000000000.00'],
    [['5', '7'], '12'],
    [['-0.50', '0.50'], '0.00'],
  ])('%j is %s', (amounts, sum) => expect(sumOf(amounts)).toBe(sum));

  test('what is no decimal is a fault of ours', () => expect(() => sumOf(['1/3'])).toThrow());
});

describe('same values', () => {
  test.each<[unknown, unknown, boolean]>([
    ['100', '100.00', true],
    [5, '5', true],
    ['0', '-0.00', true],
    ['0.1', '0.10000000000000001', false],
    ['x', 'x', true],
    ['x', undefined, false],
    [true, true, true],
    [true, 'true', false],
    [['a', 'b'], ['a', 'b'], true],
    [['a', 'b'], ['b', 'a'], false],
    ['1/3', '1/3', true],
  ])('%j and %j: %s', (left, right, same) => expect(sameShown(left, right)).toBe(same));
});

describe('the first difference', () => {
  test.each<[unknown, unknown, unknown]>([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, undefined],
    [{ a: 1, b: undefined }, { a: 1 }, undefined],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, undefined],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, { pointer: '/a/1/b', left: 2, right: 3 }],
    [[1], [1, 2], { pointer: '/1', left: undefined, right: 2 }],
    [[], {}, { pointer: '', left: [], right: {} }],
    [{ 'a/b': 1 }, { 'a/b': '1' }, { pointer: '/a~1b', left: 1, right: '1' }],
  ])('%j, %j', (left, right, difference) => expect(firstDifference(left, right)).toEqual(difference));
});
