/** Running measures against their definition: list the records of the window, and aggregate. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths, periodOf, periodStart } from '../../../server/engine/compiled/calendar.ts';
import { aggregated, BEYOND, sumOf } from '../../../server/engine/compiled/measures/accumulator.ts';
import { WindowKeeper } from '../../../server/engine/compiled/measures/windows.ts';
import { AGGREGATES, type Aggregate, type Window } from '../../../server/engine/measures/model.ts';

const calendar = { fiscalYearStartMonth: 4, timeZone: 'UTC', holidays: new Set<number>() };
const WINDOWS: readonly Window[] = [
  { kind: 'lifetime' },
  { kind: 'fiscal', period: 'month' },
  { kind: 'fiscal', period: 'quarter' },
  { kind: 'fiscal', period: 'year' },
  { kind: 'previous-fiscal', period: 'month' },
  { kind: 'previous-fiscal', period: 'quarter' },
  { kind: 'trailing', unit: 'days', count: 1 },
  { kind: 'trailing', unit: 'days', count: 30 },
  { kind: 'trailing', unit: 'months', count: 2 },
  { kind: 'trailing', unit: 'fiscal-quarters', count: 2 },
];

/** First and last day of a window, seen from a day. */
function span(window: Window, day: number): readonly [from: number, to: number] {
  switch (window.kind) {
    case 'fiscal':
    case 'previous-fiscal': {
      const number = periodOf(calendar, window.period, day) - (window.kind === 'fiscal' ? 0 : 1);
      return [periodStart(calendar, window.period, number), periodStart(calendar, window.period, number + 1) - 1];
    }
    case 'trailing':
      if (window.unit === 'days') return [day - window.count + 1, day];
      if (window.unit === 'months') return [addMonths(day, -window.count) + 1, day];
      return [periodStart(calendar, 'quarter', periodOf(calendar, 'quarter', day) - window.count + 1), day];
    default:
      return [0, day];
  }
}

function byDefinition(aggregate: Aggregate, values: readonly number[]): number | undefined {
  const [first] = values;
  const sum = values.reduce((a, b) => a + b, 0);
  switch (aggregate) {
    case 'sum':
      return sum;
    case 'count':
      return values.length;
    case 'countDistinct':
      return new Set(values).size;
    case 'min':
      return first === undefined ? undefined : Math.min(...values);
    case 'max':
      return first === undefined ? undefined : Math.max(...values);
    case 'average':
      return first === undefined ? undefined : sum / values.length;
    case 'latest':
      return values.at(-1);
    case 'earliest':
      return first;
  }
}

function running(aggregate: Aggregate, total: Parameters<typeof sumOf>[0], more?: readonly number[]): unknown {
  if (aggregate !== 'sum' && aggregate !== 'average') return aggregated(aggregate, total, more);
  const sum = sumOf(total, more);
  if (sum === BEYOND || aggregate === 'sum') return sum;
  const count = total.count + (more?.length ?? 0);
  return count === 0 ? undefined : sum / count;
}

const records = fc.array(fc.record({ wait: fc.constantFrom(0, 0, 0, 1, 7, 30, 95), value: fc.integer({ min: -3, max: 9 }) }), {
  maxLength: 60,
});

test('running measures are what their definition says, before and with each record', () => {
  fc.assert(
    fc.property(fc.constantFrom(...AGGREGATES), fc.constantFrom(...WINDOWS), records, (aggregate, window, given) => {
      const keeper = new WindowKeeper(aggregate, window, calendar);
      const store = keeper.create();
      const past: { day: number; value: number }[] = [];
      let day = 19_700;
      for (const { wait, value } of given) {
        day += wait;
        const [from, to] = span(window, day);
        const inside = past.filter((each) => each.day >= from && each.day <= to).map((each) => each.value);
        const total = keeper.at(store, day, undefined, day);
        expect(running(aggregate, total)).toEqual(byDefinition(aggregate, inside));
        const isInside = day >= from && day <= to;
        expect(running(aggregate, total, isInside ? [value] : undefined)).toEqual(
          byDefinition(aggregate, isInside ? [...inside, value] : inside),
        );
        keeper.add(store, day, value, undefined);
        past.push({ day, value });
      }
    }),
    { numRuns: 2000 },
  );
});

test('a term may reach further back than the one before it', () => {
  const keeper = new WindowKeeper('sum', { kind: 'term' }, calendar);
  const store = keeper.create();
  for (const [day, value] of [
    [100, 1],
    [200, 10],
    [300, 100],
  ] as const)
    keeper.add(store, day, value, undefined);
  expect(keeper.at(store, 300, 250, 300).sum).toBe(100);
  expect(keeper.at(store, 300, 150, 300).sum).toBe(110);
  keeper.add(store, 310, 1000, undefined);
  expect(keeper.at(store, 310, 100, 310).sum).toBe(1111);
});

test('what is valid runs out, and what has ended does not come back', () => {
  const keeper = new WindowKeeper('countDistinct', { kind: 'valid' }, calendar);
  const store = keeper.create();
  const record = (until: number | null, id: string) => ({ until, kind: 'certificate-earned', here: [id], owner: 0 });
  keeper.add(store, 100, 'ann', record(150, 'c1'));
  keeper.add(store, 100, 'ann', record(null, 'c2'));
  keeper.add(store, 110, 'bob', record(120, 'c3'));
  expect(keeper.at(store, 120, undefined, 120).seen?.size).toBe(2);
  // as seen at the close of the day
  expect(keeper.at(store, 120, undefined, 121).seen?.size).toBe(1);
  keeper.end(store, ({ here }) => here[0] === 'c2');
  expect(keeper.at(store, 130, undefined, 130).seen?.size).toBe(1);
  expect(keeper.at(store, 151, undefined, 151).seen?.size).toBe(0);
});

test('a sum beyond its bound is told, and is exact again once it is back', () => {
  const keeper = new WindowKeeper('sum', { kind: 'trailing', unit: 'days', count: 10 }, calendar);
  const store = keeper.create();
  for (let day = 1; day <= 10; day += 1) keeper.add(store, day, 999_999_999_999_999, undefined);
  expect(sumOf(keeper.at(store, 10, undefined, 10), undefined)).toBe(BEYOND);
  expect(sumOf(keeper.at(store, 10, undefined, 10), [-999_999_999_999_999, -1])).toBe(8_999_999_999_999_990);
  expect(sumOf(keeper.at(store, 11, undefined, 11), undefined)).toBe(8_999_999_999_999_991);
});
