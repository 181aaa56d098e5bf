import { expect, test } from 'vitest';
import type { SimulationRequest } from '../../schemas/types.ts';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import { runTask } from '../../server/simulation/run-task.ts';
import { mergeTallies, type Tally } from '../../server/simulation/tally.ts';
import { activities, partners, shop } from './shop.ts';
import { historyOf, simulationOf } from './support.ts';

const history = historyOf(shop(), partners, activities);

async function tallyOf(
  of: HistoryColumns,
  filter: NonNullable<SimulationRequest['filter']> = {},
  range?: readonly [number, number],
): Promise<Tally> {
  const { selection, baseline } = await simulationOf(of, shop(), undefined, { filter });
  const enrollments = range && { enrollments: { from: range[0], to: range[1] } };
  return runTask({ programs: baseline.documents, selection, bars: true, ...enrollments }, of);
}

const table = (tally: Tally, name: keyof Tally['tables']) =>
  Object.fromEntries(tally.tables[name].map(([key, sums]) => [key.replaceAll('\t', ' '), sums]));

test('a small year, reckoned by hand', async () => {
  const tally = await tallyOf(history);
  expect(tally.counts).toMatchObject({ rows: 14, setAside: 0 });
  // lines, to partners, to persons, to the field, owed
  expect(table(tally, 'rule')).toEqual({
    '0 commission commission': [6, 35000, 0, 0, 0],
    '0 quarter-bonus quarter-bonus': [2, 3100, 0, 0, 0],
    '0 royalty royalty': [1, 0, 0, 0, 5050],
    '0 spiff spiff': [3, 0, 1200, 0, 0],
    '0 take-back commission': [1, -4000, 0, 0, 0],
  });
  expect(table(tally, 'partnerType')).toEqual({ oem: [1, 0, 0, 0, 5050], reseller: [12, 34100, 1200, 0, 0] });
  expect(table(tally, 'tier')).toEqual({
    'oem ': [1, 0, 0, 0, 5050],
    'reseller gold': [3, 1100, 0, 0, 0],
    'reseller registered': [9, 33000, 1200, 0, 0],
  });
  expect(table(tally, 'quarter')).toEqual({ '2025-01-01': [11, 34100, 1200, 0, 5050], '2025-04-01': [2, 0, 0, 0, 0] });
  expect(table(tally, 'region')).toEqual({ '': [1, 0, 0, 0, 5050], north: [5, 12100, 0, 0, 0], south: [7, 22000, 1200, 0, 0] });
  expect(table(tally, 'registrations')).toEqual({ 'reseller approved': [1], 'reseller refused': [1] });
  expect(table(tally, 'closed')).toEqual({ 'reseller sell': [1] });
  expect(table(tally, 'moves')).toEqual({ 'reseller registered gold': [1] });
  expect(table(tally, 'standing')).toEqual({ 'oem ': [1], 'reseller gold': [1], 'reseller registered': [2] });
  expect(table(tally, 'budgets')).toEqual({ 'spiffs 2025-01-01 enrollment': [3, 1200, 3, 1200] });
  // enrollments stand by partner type, then partner
  expect(tally.enrollments).toEqual({
    partner: [0, 12100, 22000, 0],
    person: [0, 0, 1200, 0],
    field: [0, 0, 0, 0],
    owed: [5050, 0, 0, 0],
    margin: [0, 0, 0, 0],
    services: [0, 0, 0, 0],
    counted: [1, 1, 1, 1],
  });
});

test('who is barred from gold, and by what alone', async () => {
  const bars = table(await tallyOf(history), 'bars');
  // bob has the revenue and one seller of two; cai has neither
  expect(bars['0 gold 1 all ']).toEqual([0, 1]);
  expect(bars['0 gold 1 region south']).toEqual([0, 1]);
  expect(bars['0 gold 1 employees 250 to 999']).toEqual([0, 1]);
  expect(bars['0 gold -1 region north']).toEqual([0, 1]);
  expect(bars['0 gold  all ']).toEqual([0, 2]);
  // cai's deal came to a closed gate
  expect(bars['0 may-sell 0 segment boutique']).toEqual([1, 1]);
});

test('tallies of shards, merged, are the tally of all, to the byte', async () => {
  const whole = JSON.stringify(await tallyOf(history));
  for (const cuts of [
    [0, 4],
    [0, 1, 4],
    [0, 1, 2, 3, 4],
    [0, 0, 3, 4],
  ]) {
    const shards: Tally[] = [];
    for (const [index, from] of cuts.slice(0, -1).entries()) shards.push(await tallyOf(history, {}, [from, cuts[index + 1] ?? 4]));
    expect(JSON.stringify(mergeTallies(shards))).toBe(whole);
  }
  const [first, , third] = [await tallyOf(history, {}, [0, 1]), null, await tallyOf(history, {}, [2, 4])];
  expect(() => mergeTallies([first, third])).toThrow('shards are not neighbours');
});

test('parts of a filter add up to what they are parts of', async () => {
  const whole = await tallyOf(history);
  const parts: readonly (readonly NonNullable<SimulationRequest['filter']>[])[] = [
    [{ partnerTypes: ['reseller'] }, { partnerTypes: ['oem'] }],
    [{ dates: { through: '2025-02-11' } }, { dates: { from: '2025-02-12', through: '2025-03-31' } }, { dates: { from: '2025-04-01' } }],
    [{ regions: ['north'] }, { regions: ['south'] }, { where: { fact: 'partner.region', operator: 'exists', value: false } }],
    [
      { where: { fact: 'customer.segment', operator: 'equal', value: 'small' } },
      { where: { fact: 'customer.segment', operator: 'notEqual', value: 'small' } },
      { where: { not: { fact: 'customer.segment', operator: 'exists', value: true } } },
    ],
    [
      {
        where: {
          any: [
            { fact: 'deal.amount', operator: 'greaterThan', value: '500.00' },
            { fact: 'activity.kind', operator: 'equal', value: 'quarter-closed' },
          ],
        },
      },
      {
        where: {
          all: [
            { not: { fact: 'deal.amount', operator: 'greaterThan', value: '500.00' } },
            { not: { fact: 'activity.kind', operator: 'equal', value: 'quarter-closed' } },
          ],
        },
      },
    ],
    [
      { where: { fact: 'partner.employees', operator: 'lessThan', value: 300 } },
      { where: { not: { fact: 'partner.employees', operator: 'lessThan', value: 300 } } },
    ],
  ];
  for (const filters of parts) {
    const tallies = await Promise.all(filters.map((filter) => tallyOf(history, filter)));
    for (const name of ['rule', 'tier', 'quarter', 'segment', 'registrations', 'closed', 'moves'] as const) {
      const added = new Map<string, number[]>();
      for (const [key, sums] of tallies.flatMap(({ tables }) => tables[name])) {
        added.set(
          key,
          sums.map((value, place) => value + (added.get(key)?.[place] ?? 0)),
        );
      }
      expect(
        [...added].sort(([a], [b]) => (a < b ? -1 : 1)),
        `${name} of ${JSON.stringify(filters)}`,
      ).toEqual(whole.tables[name]);
    }
    expect(tallies.reduce((all, { counts }) => all + counts.rows, 0)).toBe(14);
  }
});

test('a filter that excludes everything pays nothing; a budget is what it is all the same', async () => {
  const tally = await tallyOf(history, { where: { fact: 'deal.amount', operator: 'greaterThan', value: '9999.00' } });
  for (const name of [
    'rule',
    'partnerType',
    'tier',
    'quarter',
    'region',
    'segment',
    'registrations',
    'closed',
    'moves',
    'standing',
  ] as const) {
    expect(tally.tables[name]).toEqual([]);
  }
  expect(tally.counts.rows).toBe(0);
  expect(tally.enrollments.counted).toEqual([0, 0, 0, 0]);
  expect(table(tally, 'budgets')).toEqual({ 'spiffs 2025-01-01 enrollment': [3, 1200, 0, 0] });
});

test('the partner’s facts are those of the day', async () => {
  const moved = historyOf(shop(), partners, [
    ...activities,
    {
      id: 'p1',
      kind: 'profile-changed',
      occurredOn: '2025-02-01',
      partner: 'ann',
      partnerType: 'reseller',
      facts: { 'partner.region': 'south' },
    },
  ]);
  // north: the deal of January alone; the bonus at the quarter's end is south's
  expect(table(await tallyOf(moved, { regions: ['north'] }), 'rule')).toEqual({ '0 commission commission': [1, 6000, 0, 0, 0] });
  const south = table(await tallyOf(moved, { regions: ['south'], partnerTypes: ['reseller'] }), 'rule');
  expect(south['0 quarter-bonus quarter-bonus']).toEqual([2, 3100, 0, 0, 0]);
  // what a change doesn't name stays
  const boutiques = table(await tallyOf(moved, { segments: ['boutique'] }), 'rule');
  expect(boutiques['0 quarter-bonus quarter-bonus']).toEqual([1, 1100, 0, 0, 0]);
});
