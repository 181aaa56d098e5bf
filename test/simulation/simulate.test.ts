import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import { FoldCancelled, FoldTimedOut } from '../../server/simulation/crew.ts';
import { inlineCrew } from '../../server/simulation/inline-crew.ts';
import type { Simulation } from '../../server/simulation/request.ts';
import { simulate } from '../../server/simulation/simulate.ts';
import { TallyCache } from '../../server/simulation/tally-cache.ts';
import { threadCrew } from '../../server/simulation/threads.ts';
import { build } from '../cli/support.ts';
import { inSharedMemory } from '../support/shared-memory.ts';
import { activities, partners, shop, shopWith } from './shop.ts';
import { historyOf, simulationOf } from './support.ts';

const threads = threadCrew(2);
const here = inlineCrew();
let history: HistoryColumns;
let simulation: Simulation;

beforeAll(async () => {
  await build();
  history = inSharedMemory(historyOf(shop(), partners, activities));
  const candidate = shopWith('commission', (rule) => rule, {
    parameters: { ...shop().parameters, goldRevenue: { type: 'money', value: '600.00' }, spiff: { type: 'money', value: '3.00' } },
  });
  simulation = await simulationOf(history, shop(), [{ name: 'lower bar', documents: [{ ...candidate }] }]);
}, 300_000);
afterAll(() => threads.close());

test('the same bytes here and on threads, in one piece and in seven', async () => {
  const expected = await simulate(simulation, here, { shards: 1 });
  // gold from 600.00 on pays 50.00 more; spiffs of 3.00 three times instead of 12.00 in all
  expect(expected.differences[0]?.whole).toMatchObject({ paid: '47.00', owed: '0.00' });
  expect(expected.differences[0]?.edits.method).toBe('shapley');
  const bytes = JSON.stringify(expected);
  for (const crew of [here, threads]) {
    for (const shards of [1, 2, 7]) expect(JSON.stringify(await simulate(simulation, crew, { shards }))).toBe(bytes);
  }
});

test('every side has its sample, and all its lines agree', async () => {
  const { sides } = await simulate(simulation, threads);
  expect(sides.map(({ sample }) => sample)).toMatchObject([
    { of: 'enrollments', enrollments: 4, activities: 14 },
    { of: 'enrollments', enrollments: 4, activities: 14 },
  ]);
  for (const { sample } of sides) expect(sample?.agreed).toBe(sample?.lines);
  const without = await simulate(simulation, threads, { sample: false });
  expect(without.sides.map(({ sample }) => sample)).toEqual([undefined, undefined]);
});

test('what was folded before is not folded again', async () => {
  const cache = new TallyCache();
  const progress: number[] = [];
  const options = { cache, sample: false, onProgress: (_: number, all: number) => progress.push(all) };
  const first = await simulate(simulation, here, options);
  // baseline, candidate, and each of two edits alone
  expect(progress.at(-1)).toBe(4 * history.rows.count);
  progress.splice(0);
  expect(JSON.stringify(await simulate(simulation, here, options))).toBe(JSON.stringify(first));
  expect(progress).toEqual([0]);
});

test('cancelled, and past its time', async () => {
  await expect(simulate(simulation, threads, { signal: AbortSignal.abort() })).rejects.toThrow(FoldCancelled);
  await expect(simulate(simulation, here, { deadline: Date.now() - 1 })).rejects.toThrow(FoldTimedOut);
});
