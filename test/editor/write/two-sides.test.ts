import { describe, expect, test } from 'vitest';
import { conflictingFiles, merged, mergedLines } from '../../../editor/write/conflict/sides.ts';
import { difference } from '../../../editor/write/json-tree.ts';
import { scaleOf } from '../../../editor/write/parameters/scale.ts';

const BASE = 'a\nb\nc\nd\ne';

describe('two sides of a draft', () => {
  test('whose lines don’t touch go together', () => {
    expect(mergedLines(BASE, 'A\nb\nc\nd\ne', 'a\nb\nc\nd\nE')).toBe('A\nb\nc\nd\nE');
    expect(mergedLines(BASE, 'a\nb\nc\nd\nE\nF', 'b\nc\nd\ne')).toBe('b\nc\nd\nE\nF');
  });

  test('whose lines touch are a person’s to decide', () => {
    expect(mergedLines(BASE, 'a\nB\nc\nd\ne', 'a\nb2\nc\nd\ne')).toBeUndefined();
    const file = (text: string) => [{ path: 'p.json', text }];
    expect(conflictingFiles(file(BASE), file('mine'), file('theirs'))).toEqual([
      { path: 'p.json', mine: 'mine', theirs: 'theirs', suggested: 'mine' },
    ]);
  });

  test('that changed other files keep both, also what is gone', () => {
    const base = [
      { path: 'a', text: '1' },
      { path: 'b', text: '1' },
      { path: 'c', text: '1' },
    ];
    const mine = [
      { path: 'a', text: '2' },
      { path: 'b', text: '1' },
      { path: 'c', text: '1' },
    ];
    const theirs = [
      { path: 'a', text: '1' },
      { path: 'b', text: '3' },
      { path: 'd', text: 'new' },
    ];
    expect(conflictingFiles(base, mine, theirs)).toEqual([]);
    expect(Object.fromEntries(merged(base, mine, theirs))).toEqual({ a: '2', b: '3', c: undefined, d: 'new' });
  });
});

test('the one stretch in which two texts differ', () => {
  expect(difference('abcdef', 'abXdef')).toEqual({ start: 2, end: 3, text: 'X' });
  expect(difference('aaa', 'aaaa')).toEqual({ start: 3, end: 3, text: 'a' });
  expect(difference('', 'x')).toEqual({ start: 0, end: 0, text: 'x' });
});

describe('a number that is dragged', () => {
  test('is written as exactly as its bounds are', () => {
    const money = scaleOf('500000.00', '0', '5000000.00', false);
    expect([money?.min, money?.max, money?.text(525_000)]).toEqual([0, 5_000_000, '525000.00']);
    const rate = scaleOf('0.8', '0', '1', false);
    expect([rate?.step, rate?.text(0.81)]).toEqual([0.005, '0.810']);
    const count = scaleOf(4, 0, 50, true);
    expect([count?.step, count?.text(7)]).toEqual([1, '7']);
  });

  test('has a scale though nothing bounds it, and none where it is no number', () => {
    expect(scaleOf('0.02', undefined, undefined, false)).toMatchObject({ min: 0, max: 1 });
    expect(scaleOf('12.00', undefined, undefined, false)).toMatchObject({ min: 0, max: 24 });
    expect(scaleOf('monthly', undefined, undefined, false)).toBeUndefined();
    expect(scaleOf('5', '5', '5', false)).toBeUndefined();
  });
});
