import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../server/engine/facts/activity.ts';
import { orderHistory } from '../../../server/engine/fold/order.ts';

const activity = (id: string, day: number, changes: Partial<Activity> = {}): Activity => ({
  source: 'crm',
  id,
  revision: 1,
  kind: 'deal-closed',
  day,
  parties: [{ partner: 'acme', partnerType: 'reseller', role: 'principal', share: 1e9 }],
  facts: new Map([['deal.amount', 100]]),
  items: [],
  terms: new Map(),
  ...changes,
});

const ids = (activities: readonly Activity[]): string[] => activities.map(({ id, revision }) => `${id}.${revision}`);

describe('the order of history', () => {
  test('goes by day, then by instant, then what has none, ties as recorded', () => {
    const recorded = [
      activity('late', 20),
      activity('b', 10),
      activity('noon', 10, { at: 12 }),
      activity('a', 10),
      activity('also-noon', 10, { at: 12 }),
      activity('morning', 10, { at: 6 }),
      activity('early', 5),
    ];
    const { ordered, conflicts } = orderHistory(recorded);
    expect(ids(ordered)).toEqual(['early.1', 'morning.1', 'noon.1', 'also-noon.1', 'b.1', 'a.1', 'late.1']);
    expect(conflicts).toEqual([]);
  });

  test('leaves the list as it was given', () => {
    const recorded = [activity('b', 2), activity('a', 1)];
    orderHistory(recorded);
    expect(ids(recorded)).toEqual(['b.1', 'a.1']);
  });
});

describe('revisions', () => {
  test('the highest counts, wherever it comes, at the place of the first', () => {
    const recorded = [
      activity('a', 1, { revision: 2 }),
      activity('b', 1),
      activity('a', 1, { revision: 3, facts: new Map([['deal.amount', 7]]) }),
      activity('a', 1),
    ];
    const { ordered, conflicts } = orderHistory(recorded);
    expect(ids(ordered)).toEqual(['a.3', 'b.1']);
    expect(ordered[0]?.facts.get('deal.amount')).toBe(7);
    expect(conflicts).toEqual([]);
  });

  test('another source is another activity', () => {
    expect(orderHistory([activity('a', 1), activity('a', 1, { source: 'shop' })]).ordered).toHaveLength(2);
  });

  test('names don’t run into each other', () => {
    expect(orderHistory([activity('b', 1, { source: 'a' }), activity('ab', 1, { source: '' })]).ordered).toHaveLength(2);
  });

  test('the same revision with the same content is one, whatever the order of its facts', () => {
    const facts: [string, number][] = [
      ['deal.amount', 1],
      ['deal.quantity', 2],
    ];
    const { ordered, conflicts } = orderHistory([
      activity('a', 1, { facts: new Map(facts), items: [new Map([['item.product', 'x']])] }),
      activity('a', 1, { facts: new Map(facts.toReversed()), items: [new Map([['item.product', 'x']])] }),
    ]);
    expect(ordered).toHaveLength(1);
    expect(conflicts).toEqual([]);
  });

  test.each<[string, Partial<Activity>]>([
    ['day', { day: 2 }],
    ['kind', { kind: 'renewal' }],
    ['instant', { at: 1 }],
    ['a fact', { facts: new Map([['deal.amount', 101]]) }],
    [
      'one more fact',
      {
        facts: new Map<string, number | string[]>([
          ['deal.amount', 100],
          ['deal.tags', ['x']],
        ]),
      },
    ],
    ['items', { items: [new Map()] }],
    ['terms', { terms: new Map([['minimum', 1]]) }],
    ['a share', { parties: [{ partner: 'acme', partnerType: 'reseller', role: 'principal', share: 5e8 }] }],
    ['the rate', { exchange: { currency: 'EUR', rate: '1.1', on: 1 } }],
  ])('the same revision with another %s is a conflict, and the first counts', (_, changes) => {
    const first = activity('a', 1);
    const { ordered, conflicts } = orderHistory([activity('b', 1), first, activity('a', 1, changes)]);
    expect(ordered).toContain(first);
    expect(ordered).toHaveLength(2);
    expect(conflicts).toEqual([{ source: 'crm', id: 'a', revision: 1, kept: 1, refused: 2 }]);
  });

  test('a conflict of a superseded revision is told, and the highest counts all the same', () => {
    const { ordered, conflicts } = orderHistory([activity('a', 1), activity('a', 2), activity('a', 3, { revision: 2 })]);
    expect(ids(ordered)).toEqual(['a.2']);
    expect(conflicts).toHaveLength(1);
  });
});
