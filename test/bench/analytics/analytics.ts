import { spawn } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { tellMillion } from './million.ts';

const SIZES = {
  opportunities: 1_000_000,
  partners: 3_000,
  actions: 250_000,
  investments: 50_000,
  renewals: 100_000,
  uses: 20_000,
} as const;
const TODAY = new Date('2026-07-31T12:00:00Z');
const ROUNDS = 3;
const START_MS = 120_000;
const STOP_MS = 10_000;

/** A million opportunities in a PostgreSQL: how long the slowest page of the dashboard takes, of the median of three rounds. */
export async function benchAnalytics(say: (line: string) => void): Promise<Figures> {
  const postgres = await startPostgres();
  const { timeline } = await loadProgramFolder('rules/northwind');
  if (timeline === undefined) throw new Error('northwind has errors');
  const store = await openStore({ url: postgres.url, cache: join(postgres.folder, 'cache'), statementMs: 600_000 });
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
    await postgres.stop();
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

/** One of its own, gone afterwards. */
async function startPostgres(): Promise<{ readonly url: string; readonly folder: string; stop(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'dealwright-bench-'));
  const folder = join(parent, 'postgres');
  const script = fileURLToPath(new URL('../../../../test/support/postgres-server.mjs', import.meta.url));
  await chmod(parent, 0o755);
  await mkdir(folder, { mode: 0o755 });
  // it runs for as long as this process does
  const owner = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  spawn(process.execPath, [script, folder, String(owner.pid)], { stdio: 'ignore' });
  for (const until = Date.now() + START_MS; Date.now() < until; ) {
    const url = await readFile(join(folder, 'url'), 'utf8').catch(() => undefined);
    if (url !== undefined) {
      return {
        url,
        folder,
        stop: async () => {
          owner.kill();
          // the server removes its own folder once it has ended
          for (const end = Date.now() + STOP_MS; Date.now() < end && (await isThere(folder)); ) await pause();
          await rm(parent, { recursive: true, force: true });
        },
      };
    }
    if (await isThere(join(folder, 'failed'))) {
      throw new Error(`PostgreSQL does not start: ${await readFile(join(folder, 'failed'), 'utf8')}`);
    }
    await pause();
  }
  throw new Error('PostgreSQL did not start in time.');
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
