import { expect, test } from 'vitest';
import { openAnalytics, renewed } from '../../server/analytics/analytics.ts';
import { askingOf } from '../../server/analytics/asking.ts';
import { figuresOf } from '../../server/analytics/figures.ts';
import { writeDemo } from '../../server/cli/demo.ts';
import { loadProgramFolder } from '../../server/programs/program-folder.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { trailOf } from '../support/trail.ts';

test('at first start every measure has a value', { timeout: 400_000 }, async () => {
  const [embedded] = databases;
  const { timeline } = await loadProgramFolder('rules/northwind');
  if (embedded === undefined || timeline === undefined) throw new Error('northwind has errors');
  const store = await emptyStore(embedded);
  const trail = await trailOf(store);
  expect(await writeDemo(store, trail, [timeline])).toBe(20_000);
  const analytics = openAnalytics({ store, trail, now: () => new Date('2026-08-20T12:00:00Z') });
  const began = performance.now();
  const reckoning = await renewed(analytics, timeline);
  const made = performance.now() - began;
  const figures = await figuresOf(analytics, reckoning, askingOf({}, reckoning));
  const took = performance.now() - began - made;
  if (process.env.SHOW) console.log(made, took, JSON.stringify(figures, null, 1));
  // the demo ends in July: the quarter that begins in August is empty, and not asked for
  expect(figures.quarters.at(-1)).toMatchObject({ from: '2026-05-01', name: 'FY2027 Q2' });
  for (const { id, figures: cells } of figures.measures) {
    // those who enrolled last haven't had half of them active yet, or nobody enrolled
    const [first] = cells;
    expect([id, cells.length, first?.value]).toEqual([id, 8, expect.any(String)]);
    for (const [name, beside] of Object.entries(first?.beside ?? {}))
      expect([id, name, beside.value]).toEqual([id, name, expect.any(String)]);
  }
});
