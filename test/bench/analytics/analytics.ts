import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Analytics, openAnalytics, type Reckoning, renewed } from '../../../server/analytics/analytics.ts';
import { type AskedTexts, askingOf } from '../../../server/analytics/asking.ts';
import { compareOf } from '../../../server/analytics/comparison.ts';
import { figuresOf, recordsOf, recordsPage } from '../../../server/analytics/figures.ts';
import { incentivesOf } from '../../../server/analytics/incentives.ts';
import { MEASURE_IDS } from '../../../server/analytics/measures/index.ts';
import { portfolioOf } from '../../../server/analytics/portfolio.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { loadProgramFolder } from '../../../server/programs/program-folder.ts';
import { SLICES } from '../../../server/store/analytics/asked.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { type Figures, median } from '../figures.ts';
import { startPostgres } from '../postgres.ts';
import { tellMillion } from './million.ts';

const SIZES = {
  opportunities: 1_000_000,
  partners: 3_000,
  actions: 250_000,
  investments: 50_000,
  renewals: 100_000,
  uses: 20_000,
  paid: 150_000,
} as const;
const TODAY = new Date('2026-07-31T12:00:00Z');
const ROUNDS = 3;

/** A million opportunities in a PostgreSQL: how long the slowest page of the dashboard takes, of the median of three rounds. */
export async function benchAnalytics(say: (line: string) => void): Promise<Figures> {
  const cache = await mkdtemp(join(tmpdir(), 'dealwright-bench-'));
  const { timeline } = await loadProgramFolder('rules/northwind');
  if (timeline === undefined) throw new Error('northwind has errors');
  const store = await openStore({ url: await startPostgres({ durable: false }), cache, statementMs: 600_000 });
  try {
    await tellMillion(store, timeline, SIZES);
    const trail = { record: () => Promise.reject(new Error('nothing is changed')) };
    const analytics = openAnalytics({ store, trail, now: () => TODAY });
    const began = performance.now();
    const reckoning = await renewed(analytics, timeline);
    const reckonSeconds = (performance.now() - began) / 1000;
    say(`${SIZES.opportunities} opportunities, ${SIZES.partners} partners: reckoned in ${reckonSeconds.toFixed(1)} s`);
    let slowest = { name: '', seconds: 0 };
    for (const [name, page] of pages(analytics, reckoning, timeline)) {
      const seconds: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const start = performance.now();
        await page();
        seconds.push((performance.now() - start) / 1000);
      }
      const took = median(seconds);
      if (took > 0.3) say(`${name}: ${took.toFixed(2)} s`);
      if (took > slowest.seconds) slowest = { name, seconds: took };
    }
    say(`the slowest page: ${slowest.name}, ${slowest.seconds.toFixed(2)} s`);
    return { 'analytics.pageSecondsMax': slowest.seconds, 'analytics.reckonSeconds': reckonSeconds };
  } finally {
    await store.close();
    await rm(cache, { recursive: true });
  }
}

function pages(analytics: Analytics, reckoning: Reckoning, timeline: Timeline): readonly (readonly [string, () => Promise<unknown>])[] {
  const asking = (texts: AskedTexts) => askingOf(texts, reckoning);
  const figures = (texts: AskedTexts) => () => figuresOf(analytics, reckoning, asking(texts));
  const filters: readonly AskedTexts[] = [
    { partner: 'partner-7' },
    { partnerType: 'isv' },
    { region: 'emea', competitor: 'yes' },
    { tier: 'gold', segment: 'enterprise' },
    { integration: 'int-3' },
  ];
  const records = MEASURE_IDS.flatMap((id) => {
    const of =
      recordsOf({ measure: id, figure: 'value', part: 'denominator' }) ?? recordsOf({ measure: id, figure: 'value', part: 'numerator' });
    const page = of && (() => recordsPage(analytics, reckoning, of, asking({ from: '2026-02-01', to: '2026-02-01' }), { limit: 50 }));
    return page === undefined ? [] : [[`records of ${id}`, page] as const];
  });
  return [
    ['by quarter', figures({})],
    ['of the whole time', figures({ per: 'range' })],
    ...SLICES.map((by) => [`by ${by}`, figures({ by })] as const),
    ...filters.map((filter) => [`filtered by ${Object.keys(filter).join(' and ')}`, figures(filter)] as const),
    [
      'compared with the year before',
      () => compareOf(analytics, reckoning, asking({ from: '2026-05-01' }), { from: '2025-05-01', to: '2025-05-01' }),
    ],
    ['incentives', () => incentivesOf(analytics, reckoning, timeline, asking({}))],
    ['portfolio by partner', () => portfolioOf(analytics, reckoning, asking({}), 'partner')],
    ['portfolio by integration', () => portfolioOf(analytics, reckoning, asking({}), 'integration')],
    ...records,
  ];
}
