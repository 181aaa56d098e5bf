import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Approximation, floorAt, roundAt } from '../../../server/engine/compiled/approximate.ts';
import { exactMarginal, fastMarginal, prepareBands } from '../../../server/engine/compiled/bands.ts';
import { cmp, floor, fromSteps, roundTo, sub } from '../../../server/engine/compiled/exact.ts';

const MODES = ['half-even', 'half-up', 'up', 'down'] as const;

describe('rounding of exact whole steps', () => {
  test.each([
    // thousandths to hundredths
    [125, 'half-even', 12],
    [135, 'half-even', 14],
    [125, 'half-up', 13],
    [-125, 'half-up', -13],
    [-125, 'half-even', -12],
    [121, 'up', 13],
    [-121, 'up', -13],
    [129, 'down', 12],
    [-129, 'down', -12],
    [120, 'up', 12],
  ] as const)('%d thousandths, %s: %d hundredths', (x, mode, hundredths) => expect(roundAt(x, 0, 3, 2, mode)).toBe(hundredths));

  test('is that of fractions, whatever the size', () => {
    const steps = fc.maxSafeInteger();
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(...MODES),
        (x, scale, target, mode) => {
          const found = roundAt(x, 0, scale, target, mode);
          if (!Number.isNaN(found)) expect(BigInt(found)).toBe(roundTo(fromSteps(x, scale), target, mode));
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('a number that is not exact', () => {
  test('is given up where its bound reaches a boundary, and only there', () => {
    expect(roundAt(12.5, 1e-9, 0, 0, 'half-even')).toBeNaN();
    expect(roundAt(12.5 + 1e-6, 1e-9, 0, 0, 'half-even')).toBe(13);
    expect(roundAt(12, 1e-9, 0, 0, 'up')).toBeNaN();
    expect(roundAt(12, 1e-9, 0, 0, 'half-up')).toBe(12);
    expect(floorAt(-12.5, 1e-9, 0, false)).toBe(-13);
    expect(floorAt(12, 1e-9, 0, true)).toBeNaN();
  });

  test('is rounded to what every number within its bound is rounded to', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 400 }), fc.constantFrom(...MODES), (x, e, mode) => {
        const found = roundAt(x, e, 4, 2, mode);
        for (const edge of [x - e, x, x + e]) {
          if (!Number.isNaN(found)) expect(BigInt(found)).toBe(roundTo(fromSteps(edge, 4), 2, mode));
        }
      }),
      { numRuns: 5000 },
    );
  });
});

test('floors go down, also below 0', () => {
  expect(floorAt(-125, 0, 2, false)).toBe(-2);
  expect(floorAt(-125, 0, 2, true)).toBe(-1);
  expect(floorAt(125, 0, 2, false)).toBe(1);
  expect(floorAt(125, 0, 2, true)).toBe(2);
  expect(floor(fromSteps(-125, 2))).toBe(-2n);
});

test('a marginal sum in doubles lies within its bound of the exact one', () => {
  const from = fc.uniqueArray(fc.integer({ min: 1, max: 1e12 }), { minLength: 0, maxLength: 6 });
  const volume = fc.integer({ min: -1e13, max: 1e15 });
  fc.assert(
    fc.property(
      from,
      fc.array(fc.integer({ min: -2e9, max: 2e9 }), { minLength: 7, maxLength: 7 }),
      volume,
      volume,
      (froms, rates, x, y) => {
        const starts = [0, ...froms.sort((a, b) => a - b)];
        const bands = prepareBands(
          {
            kind: 'bands',
            name: 'b',
            over: 'money',
            unit: 'rate',
            bands: starts.map((start, index) => ({ from: start, rate: rates[index] ?? 0 })),
          },
          2,
        );
        const left = new Approximation();
        const found = fastMarginal(left, bands, x, 0, y, 0, 2);
        const exact = exactMarginal(bands, fromSteps(x, 2), fromSteps(y, 2)).value;
        const apart = sub(fromSteps(BigInt(Math.round(found)), 2 + bands.rateScale), exact);
        const bound = fromSteps(BigInt(Math.ceil(left.e) + (Number.isInteger(found) ? 0 : 1)), 2 + bands.rateScale);
        expect(cmp(apart, bound) <= 0 && cmp(apart, { n: -bound.n, d: bound.d }) >= 0).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
});
