import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { roundExact } from '../../../server/engine/facts/exchange.ts';
import { dayToIso, isoToDay, parseDecimal, parseExact, showExact, showValue } from '../../../server/engine/facts/render.ts';
import { FIRST_DAY, LAST_DAY } from '../../../server/engine/facts/value.ts';

describe('days', () => {
  test('are those of the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST_DAY, max: LAST_DAY }), (day) => {
        const text = Temporal.PlainDate.from('1970-01-01').add({ days: day }).toString();
        expect(dayToIso(day)).toBe(text);
        expect(isoToDay(text)).toBe(day);
      }),
    );
    expect([FIRST_DAY, LAST_DAY].map(dayToIso)).toEqual(['1990-01-01', '2199-12-31']);
  });

  test.each(['2026-02-29', '2100-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '2026-01-01T00:00', '', 'today'])(
    '%s is none',
    (text) => {
      expect(isoToDay(text)).toBeUndefined();
    },
  );
  test.each(['2024-02-29', '2000-02-29', '2026-12-31'])('%s is one', (text) => {
    expect(dayToIso(isoToDay(text) ?? 0)).toBe(text);
  });
});

describe('decimals', () => {
  test.each<[string, number, number | undefined]>([
    ['12.5', 2, 1250],
    ['-0.01', 2, -1],
    ['0', 2, 0],
    ['-0', 2, 0],
    ['12.500', 2, 1250],
    ['12.505', 2, undefined],
    ['1', 0, 1],
    ['1.5', 0, undefined],
    ['9007199254740991', 0, 9_007_199_254_740_991],
    ['9007199254740992', 0, undefined],
    ['90071992547409.92', 2, undefined],
    ['01', 2, undefined],
    ['.5', 2, undefined],
    ['5.', 2, undefined],
    ['1e3', 2, undefined],
    ['+1', 2, undefined],
    ['', 2, undefined],
    ['1,000', 2, undefined],
  ])('%s with %i decimals', (text, decimals, expected) => {
    expect(parseDecimal(text, decimals)).toBe(expected);
  });

  test('exact ones have any length', () => {
    expect(parseExact('-123456789012345678901234567890.5')).toEqual({ n: -1234567890123456789012345678905n, d: 10n });
    expect(parseExact('x')).toBeUndefined();
  });

  test('what is shown reads back as the same', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(0, 2, 3), (value, digits) => {
        for (const [type, decimals] of [
          ['money', digits],
          ['rate', 9],
          ['price', 6],
        ] as const) {
          const shown = showValue(type, value, digits);
          expect(parseDecimal(String(shown), decimals)).toBe(value + 0);
          expect(showExact(type, { n: BigInt(value) * 6n, d: 6n }, digits)).toBe(shown);
        }
      }),
    );
  });
});

describe('values as they are shown', () => {
  test.each<[Parameters<typeof showValue>[0], Parameters<typeof showValue>[1], unknown]>([
    ['money', 1250, '12.50'],
    ['money', -5, '-0.05'],
    ['money', 0, '0.00'],
    ['rate', 150_000_000, '0.15'],
    ['rate', 0, '0'],
    ['rate', 1_000_000_000, '1'],
    ['price', 2_500_000, '2.5'],
    ['count', 3, 3],
    ['count', -0, 0],
    ['days', 90, 90],
    ['date', 20_454, '2026-01-01'],
    ['text', 'a', 'a'],
    ['boolean', true, true],
    ['list', ['a', 'b'], ['a', 'b']],
  ])('%s %j', (type, value, expected) => {
    expect(showValue(type, value, 2)).toEqual(expected);
  });

  test('money of a currency without smaller units', () => {
    expect(showValue('money', 1250, 0)).toBe('1250');
  });

  test.each<[Parameters<typeof showExact>[0], bigint, bigint, unknown]>([
    ['money', 1250n, 1n, '12.50'],
    ['money', 2501n, 2n, '12.505'],
    ['money', -1n, 3n, '-1/300'],
    ['money', 10n ** 20n, 1n, '1000000000000000000.00'],
    ['rate', 10n ** 9n, 3n, '1/3'],
    ['rate', 10n ** 9n, 8n, '0.125'],
    ['price', 1n, 4n, '0.00000025'],
    ['count', 6n, 3n, 2],
    ['count', 1n, 4n, '0.25'],
    ['count', 2n ** 60n, 1n, '1152921504606846976'],
    ['days', 1n, 3n, '1/3'],
    ['date', 20_454n, 1n, '2026-01-01'],
  ])('exact %s %d/%d', (type, n, d, expected) => {
    expect(showExact(type, { n, d }, 2)).toEqual(expected);
  });

  test('only whole numbers of smallest steps', () => {
    expect(() => showValue('money', 0.5, 2)).toThrow();
  });
});

describe('rounding on entry', () => {
  test.each<[Parameters<typeof roundExact>[1], readonly number[]]>([
    ['half-even', [-2, -2, 0, 0, 0, 2, 2]],
    ['half-up', [-3, -2, -1, 0, 1, 2, 3]],
    ['up', [-3, -2, -1, 0, 1, 2, 3]],
    ['down', [-2, -1, 0, 0, 0, 1, 2]],
  ])('%s', (mode, expected) => {
    expect([-5n, -3n, -1n, 0n, 1n, 3n, 5n].map((n) => Number(roundExact({ n, d: 2n }, mode)) + 0)).toEqual(expected);
  });
  test('between the halves', () => {
    expect([7n, 8n].map((n) => Number(roundExact({ n, d: 5n }, 'half-even')))).toEqual([1, 2]);
    expect([6n, 9n].map((n) => Number(roundExact({ n, d: 5n }, 'up')))).toEqual([2, 2]);
    expect([6n, 9n].map((n) => Number(roundExact({ n, d: 5n }, 'down')))).toEqual([1, 1]);
  });
});
