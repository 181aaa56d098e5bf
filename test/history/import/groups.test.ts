import { describe, expect, test } from 'vitest';
import { ExternalSort } from '../../../server/history/import/external-sort.ts';
import { deals, imported, money, type Run, run } from './support.ts';

const header = 'order,line,date,partner,product,amount';
const grouped = (group: NonNullable<Parameters<typeof deals>[0]>['group'] = 'order') =>
  deals({
    group,
    id: 'order',
    facts: { 'deal.amount': { column: 'amount', take: 'sum' } },
    items: { 'item.product': 'product', 'item.amount': 'amount' },
  });
const line = (order: string, n: number, amount: string, more: { date?: string; partner?: string } = {}): string =>
  `${order},${n},${more.date ?? '2024-01-02'},${more.partner ?? 'acme'},P${n},${amount}`;
const orders = ({ taken }: Run): readonly unknown[] =>
  taken.activities.map((activity) => [activity.id, money(activity), activity.items.map((item) => item.get('item.product')).join(' ')]);
const reasons = (ran: Run): readonly unknown[] => imported(ran).reasons.map(({ code, rows, first }) => [code, rows, first.line]);

describe('lines of a group become one deal', () => {
  test('with items in the order of the lines, and exact sums', async () => {
    const ran = await run({ 'deals.csv': [header, line('A', 1, '0.10'), line('A', 2, '0.20'), line('B', 1, '5')].join('\n') }, grouped());
    expect(orders(ran)).toEqual([
      ['A', '0.30', 'P1 P2'],
      ['B', '5.00', 'P1'],
    ]);
    expect(imported(ran).rows).toEqual({ read: 3, accepted: 3, rejected: 0, leftOut: 0 });
    expect(imported(ran).activities.added).toBe(2);
  });

  test('wherever its lines stand, in the order of first lines', async () => {
    const lines = [header, line('B', 1, '1'), line('A', 1, '2'), line('B', 2, '3'), line('C', 1, '4'), line('A', 2, '5')];
    const ran = await run({ 'deals.csv': lines.join('\n') }, grouped());
    expect(orders(ran)).toEqual([
      ['B', '4.00', 'P1 P2'],
      ['A', '7.00', 'P1 P2'],
      ['C', '4.00', 'P1'],
    ]);
  });

  test('said to be sorted and not: both places are named, and what to do', async () => {
    const lines = [header, line('B', 1, '1'), line('A', 1, '2'), line('B', 2, '3')];
    const ran = await run({ 'deals.csv': `${lines.join('\n')}\n` }, grouped({ by: 'order', sorted: true }));
    expect(orders(ran)).toEqual([
      ['B', '1.00', 'P1'],
      ['A', '2.00', 'P1'],
    ]);
    expect(imported(ran).reasons).toMatchObject([
      {
        code: 'conflict',
        rows: 1,
        first: {
          line: 4,
          message: expect.stringMatching(/B of direct stands on line 2 of deals\.csv, with other content\..*leave "sorted" out/),
        },
      },
    ]);
  });

  test('rounded once, after adding up', async () => {
    const mapping = grouped();
    const facts = { 'deal.amount': { column: 'amount', take: 'sum', number: { decimals: 2 } } } as const;
    const lines = [header, line('A', 1, '0.004'), line('A', 2, '0.004'), line('A', 3, '0.004')];
    const ran = await run(
      { 'deals.csv': lines.join('\n') },
      { ...mapping, activities: [{ ...mapping.activities?.[0], from: 'deals.csv', facts, items: {} }] },
    );
    expect(ran.taken.activities.map((activity) => money(activity))).toEqual(['0.01']);
  });

  test('first, last, least, greatest and count of its lines', async () => {
    const lines = ['order,date,partner,amount,n', 'A,2024-01-03,acme,10,3', 'A,2024-01-01,acme,9,', 'A,2024-01-02,acme,11,2'];
    const ran = await run(
      { 'deals.csv': lines.join('\n') },
      deals({
        group: 'order',
        id: 'order',
        occurredOn: { column: 'date', take: 'greatest' },
        facts: {
          'deal.amount': { column: 'amount', take: 'first' },
          'deal.listAmount': { column: 'amount', take: 'greatest' },
          'deal.grossMargin': { column: 'amount', take: 'least' },
          'deal.quantity': { column: 'n', take: 'count' },
          'deal.months': { column: 'n', take: 'last' },
        },
      }),
    );
    const [activity] = ran.taken.activities;
    expect(activity?.day).toBe(19_725);
    expect(Object.fromEntries(activity?.facts ?? [])).toEqual({
      'deal.amount': 1000,
      'deal.listAmount': 1100,
      'deal.grossMargin': 900,
      'deal.quantity': 2,
      'deal.months': 2,
    });
  });

  test('lines that differ where one value is meant refuse the group', async () => {
    const lines = [header, line('A', 1, '1'), line('A', 2, '2', { partner: 'brix' }), line('B', 1, '3')];
    const ran = await run({ 'deals.csv': lines.join('\n') }, grouped());
    expect(orders(ran)).toEqual([['B', '3.00', 'P1']]);
    expect(reasons(ran)).toEqual([['lines-differ', 2, 2]]);
  });
});

describe('a bad line in a group', () => {
  const lines = [header, line('A', 1, '1'), line('A', 2, 'x'), line('A', 3, '3'), line('B', 1, '4')];

  test('refuses all its lines, each with its reason', async () => {
    const ran = await run({ 'deals.csv': `${lines.join('\n')}\n` }, grouped());
    expect(orders(ran)).toEqual([['B', '4.00', 'P1']]);
    expect(reasons(ran)).toEqual([
      ['group-refused', 2, 2],
      ['not-a-number', 1, 3],
    ]);
    expect(await ran.rejects()).toContain(`2,"Its group has a line that is refused: line 3.",${line('A', 1, '1')}\n`);
  });

  test('is left out where the mapping says so', async () => {
    const ran = await run({ 'deals.csv': lines.join('\n') }, grouped({ by: 'order', badLines: 'leave-out' }));
    expect(orders(ran)).toEqual([
      ['A', '4.00', 'P1 P3'],
      ['B', '4.00', 'P1'],
    ]);
    expect(reasons(ran)).toEqual([['not-a-number', 1, 3]]);
    expect(imported(ran).rows).toEqual({ read: 4, accepted: 3, rejected: 1, leftOut: 0 });
  });

  test.each([
    ['too few fields', 'A,2,2024'],
    ['a quote that is open', 'A,2,"2024-01-02,acme,P2,2'],
    ['a NUL byte', 'A,2,2024-01-02,ac\0me,P2,2'],
  ])('that can not be read spoils the group that it seems to belong to: %s', async (_, bad) => {
    for (const sorted of [true, false]) {
      const text = [header, line('A', 1, '1'), bad, line('A', 3, '3'), line('B', 1, '4')].join('\n');
      const ran = await run({ 'deals.csv': text }, grouped({ by: 'order', sorted }));
      expect(orders(ran)).toEqual([['B', '4.00', 'P1']]);
      expect(imported(ran).rows).toEqual({ read: 4, accepted: 1, rejected: 3, leftOut: 0 });
      expect(reasons(ran)).toContainEqual(['group-refused', 2, 2]);
    }
  });

  test('without a key it has no group', async () => {
    const ran = await run({ 'deals.csv': [header, line('', 1, '1'), line('B', 1, '4')].join('\n') }, grouped());
    expect(reasons(ran)).toEqual([['no-group', 1, 2]]);
    expect(orders(ran)).toEqual([['B', '4.00', 'P1']]);
  });

  test('a group of too many items, and one of too many lines', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => line('A', index, '1'));
    const items = await run({ 'deals.csv': [header, ...many(501), line('B', 1, '1')].join('\n') }, grouped());
    expect(orders(items)).toEqual([['B', '1.00', 'P1']]);
    expect(reasons(items)).toEqual([['too-many', 501, 2]]);
    for (const sorted of [true, false]) {
      const lines = await run({ 'deals.csv': [header, ...many(10_050), line('B', 1, '1')].join('\n') }, grouped({ by: 'order', sorted }));
      expect(orders(lines)).toEqual([['B', '1.00', 'P1']]);
      expect(imported(lines).reasons).toMatchObject([{ code: 'group-too-large', rows: 10_050 }]);
    }
  });
});

describe('sorting what memory does not hold', () => {
  test('by key, and as it came where keys are equal', async () => {
    const sort = new ExternalSort<number>(2_000);
    const keys = Array.from({ length: 1_000 }, (_, index) => String((index * 7919) % 97).padStart(2, '0'));
    try {
      for (const [index, key] of keys.entries()) {
        sort.add(key, index, 10);
        await sort.relieve();
      }
      const out: (readonly [string, number])[] = [];
      for await (const { key, item } of sort.sorted()) out.push([key, item]);
      const expected = keys.map((key, index) => [key, index] as const).sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x - y));
      expect(out).toEqual(expected);
    } finally {
      await sort.close();
    }
  });

  test('groups come out the same', async () => {
    const text = [
      header,
      ...Array.from({ length: 3_000 }, (_, index) => line(`O${(index * 7) % 500}`, index % 6, `${index % 90}.25`)),
    ].join('\n');
    const held = await run({ 'deals.csv': text }, grouped());
    const spilled = await run({ 'deals.csv': text }, grouped(), { heldBytes: 20_000 });
    expect(orders(spilled)).toEqual(orders(held));
    expect(orders(spilled)).toHaveLength(500);
  });
});
