import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsOf, shardsOf } from '../../server/simulation/shards.ts';

/** As much of a history as cutting reads: enrollments with these numbers of rows. */
function historyOf(sizes: readonly number[]): Parameters<typeof shardsOf>[0] {
  const start = new Int32Array(sizes.length + 1);
  for (const [index, size] of sizes.entries()) start[index + 1] = (start[index] ?? 0) + size;
  const none = new Int32Array(0);
  return {
    enrollments: { count: sizes.length, partner: none, partnerType: none, enrolledOn: none, tier: none, profile: {} },
    rows: { count: start[sizes.length] ?? 0, start, kind: new Uint8Array(0), place: none, party: new Uint8Array(0) },
  };
}

test('every enrollment stands in one shard, in order, and none is empty', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (sizes, count) => {
      const history = historyOf(sizes);
      const shards = shardsOf(history, count);
      expect(shards.length).toBeLessThanOrEqual(count);
      expect(shards.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual([...sizes.keys()]);
      expect(shards.every(({ from, to }) => to > from)).toBe(true);
      expect(shards.reduce((sum, shard) => sum + rowsOf(history, shard), 0)).toBe(history.rows.count);
    }),
  );
});

test('a large partner stands alone, and the others share what is left', () => {
  const history = historyOf([5, 5, 1000, 5, 5]);
  const shards = shardsOf(history, 4);
  expect(shards.map((shard) => rowsOf(history, shard))).toEqual([1010, 5, 5]);
});

test('alike enrollments are cut alike', () => {
  const history = historyOf(Array.from({ length: 100 }, () => 10));
  expect(shardsOf(history, 4).map(({ to }) => to)).toEqual([25, 50, 75, 100]);
});

test('of nothing there is one shard', () => {
  expect(shardsOf(historyOf([]), 7)).toEqual([{ from: 0, to: 0 }]);
});
