import { describe, expect, test } from 'vitest';
import { dayToIso } from '../../server/engine/facts/render.ts';
import type { Value } from '../../server/engine/facts/value.ts';
import { buildHistory } from '../../server/history/builder.ts';
import { type FactSpread, spreadOf } from '../../server/history/spread.ts';
import { plain, setting } from './support.ts';

const deals = (all: readonly (readonly [string, Value][])[]) =>
  all.map((facts, n) => plain(`d${n}`, { facts: new Map(facts), day: 19_000 + n }));
const spread = (all: readonly (readonly [string, Value][])[]): readonly FactSpread[] =>
  spreadOf(buildHistory(setting, [], deals(all))).kinds[0]?.facts ?? [];

describe('the spread of a fact', () => {
  test('of money: least, most, and quantiles by nearest rank, as decimal text', () => {
    const hundred = Array.from({ length: 100 }, (_, n): [string, Value][] => [['deal.amount', (100 - n) * 100]]);
    expect(spread([...hundred, []])).toEqual([
      {
        fact: 'deal.amount',
        type: 'money',
        present: 100,
        missing: 1,
        numbers: { min: '1.00', max: '100.00', quantiles: { p5: '5.00', p25: '25.00', p50: '50.00', p75: '75.00', p95: '95.00' } },
      },
    ]);
  });

  test('of one value', () => {
    const [{ numbers } = {}] = spread([[['deal.quantity', 3]]]);
    expect(numbers).toEqual({ min: 3, max: 3, quantiles: { p5: 3, p25: 3, p50: 3, p75: 3, p95: 3 } });
  });

  test('of choices and texts: the commonest first, then by name, fifty at most', () => {
    const all = Array.from({ length: 120 }, (_, n): [string, Value][] => [['customer.id', `c${n % 60}`]]);
    const [{ texts } = {}] = spread([...all, [['customer.id', 'c59']]]);
    expect(texts?.distinct).toBe(60);
    expect(texts?.values).toHaveLength(50);
    expect(texts?.values.slice(0, 3)).toEqual([
      { value: 'c59', count: 3 },
      { value: 'c0', count: 2 },
      { value: 'c1', count: 2 },
    ]);
  });

  test('of dates, flags and lists', () => {
    const all = spread([
      [
        ['deal.won', true],
        ['customer.lastPurchase', 19_500],
        ['deal.rivals', ['x', 'y']],
      ],
      [
        ['deal.won', false],
        ['customer.lastPurchase', 19_400],
        ['deal.rivals', ['y']],
      ],
      [
        ['deal.won', true],
        ['deal.rivals', []],
      ],
      [],
    ]);
    expect(all).toEqual([
      { fact: 'customer.lastPurchase', type: 'date', present: 2, missing: 2, dates: { first: dayToIso(19_400), last: dayToIso(19_500) } },
      {
        fact: 'deal.rivals',
        type: 'list',
        present: 3,
        missing: 1,
        texts: {
          distinct: 2,
          values: [
            { value: 'y', count: 2 },
            { value: 'x', count: 1 },
          ],
        },
      },
      { fact: 'deal.won', type: 'boolean', present: 3, missing: 1, flags: { true: 2, false: 1 } },
    ]);
  });

  test('over a history: kinds, items, profiles, days', () => {
    const enrollments = [{ partner: 'acme', partnerType: 'reseller', enrolledOn: 1, profile: new Map([['partner.region', 'north']]) }];
    const items = [new Map([['item.quantity', 2]]), new Map<string, Value>()];
    const all = spreadOf(buildHistory(setting, enrollments, [plain('a', { items }), plain('b', { day: 19_002, kind: 'renewal' })]));
    expect(all).toMatchObject({
      activities: 2,
      enrollments: 1,
      firstDay: dayToIso(19_000),
      lastDay: dayToIso(19_002),
      partnerTypes: { distinct: 1, values: [{ value: 'reseller', count: 1 }] },
      profile: [{ fact: 'partner.region', present: 1, texts: { values: [{ value: 'north', count: 1 }] } }],
      kinds: [
        { kind: 'deal-closed', activities: 1, items: 2, itemFacts: [{ fact: 'item.quantity', present: 1, missing: 1 }] },
        { kind: 'renewal', activities: 1, items: 0, itemFacts: [] },
      ],
    });
  });

  test('of no activities', () => {
    expect(spreadOf(buildHistory(setting, [], []))).toEqual({
      activities: 0,
      enrollments: 0,
      partnerTypes: { distinct: 0, values: [] },
      profile: [],
      kinds: [],
    });
  });
});
