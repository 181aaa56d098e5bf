import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Analytics, openAnalytics, renewed } from '../../server/analytics/analytics.ts';
import { type AskedTexts, askingOf } from '../../server/analytics/asking.ts';
import { type Figures, figuresOf, recordsOf, recordsPage } from '../../server/analytics/figures.ts';
import { MEASURES } from '../../server/analytics/measures/index.ts';
import type { OutcomeMeasure } from '../../server/analytics/measures/measure.ts';
import { SLICES, type Slice } from '../../server/store/analytics/asked.ts';
import { differingQuarters } from '../../server/store/analytics/making/sums.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { trailOf } from '../support/trail.ts';
import { PLAIN_MEASURES, plainly, plainMedian } from './plain-sql.ts';
import { randomVendor, tellVendor } from './random-vendor.ts';
import { figureOf, timeline } from './support.ts';

/** Sliced by these, records belong to one value each. */
const ADDING = ['partnerType', 'tier', 'region', 'segment', 'partner', 'competitor'] as const;
/** Of these numerator and denominator are sums. */
const SUMS: readonly OutcomeMeasure[] = [
  'active-partner-rate',
  'integration-adoption-rate',
  'partner-retention',
  'time-to-first-commercial-activity',
  'influenced-pipeline-share',
  'win-rate',
  'deal-size',
  'partner-sourced-new-customer-rate',
  'customer-retention',
  'program-cost-ratio',
];
const QUARTERS = ['2025-01-01', '2025-04-01', '2025-07-01', '2025-10-01', '2026-01-01', '2026-04-01'] as const;
const FROM = { from: '2025-01-01', to: '2026-06-30' };

const isSlice = (name: string): name is Slice => SLICES.some((slice) => slice === name);
const minor = (text: string): number => Math.round(Number(text) * 100);

/** Numerator and denominator of all slices of a quarter together. */
function summed(figures: Figures, id: string, quarter: string) {
  const cells = figures.measures.find((measure) => measure.id === id)?.figures.filter((figure) => figure.quarter === quarter) ?? [];
  const sum = (part: 'numerator' | 'denominator'): number => cells.reduce((all, cell) => all + minor(cell[part]), 0);
  return { numerator: sum('numerator'), denominator: sum('denominator') };
}

async function pageAll(analytics: Analytics, id: OutcomeMeasure, part: 'numerator' | 'denominator', asked: AskedTexts) {
  const reckoning = await renewed(analytics, timeline);
  const of = recordsOf({ measure: id, figure: 'value', part });
  const found: Record<string, unknown>[] = [];
  if (of === undefined) return found;
  for (let after: string | undefined; ; ) {
    const page = await recordsPage(analytics, reckoning, of, askingOf(asked, reckoning), { limit: 7, after });
    found.push(...page.records);
    if (page.next === undefined) return found;
    after = page.next;
  }
}

describe.each(databases)('a random vendor on $name', (database) => {
  test('slices add up to the whole; figures are those of plain SQL; records are what a part counts', { timeout: 400_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(randomVendor, async (vendor) => {
        const store = await emptyStore(database);
        await tellVendor(store, vendor);
        const analytics = openAnalytics({ store, trail: await trailOf(store), now: () => new Date('2026-06-30T12:00:00Z') });
        const reckoning = await renewed(analytics, timeline);
        const ask = (texts: object) => figuresOf(analytics, reckoning, askingOf({ ...FROM, ...texts }, reckoning));
        const whole = await ask({});
        for (const per of ['quarter', 'range']) {
          const all = await ask({ per });
          for (const by of ADDING) {
            const sliced = await ask({ by, per });
            for (const id of SUMS.filter((each) => MEASURES[each].slices.includes(by))) {
              for (const quarter of per === 'range' ? [QUARTERS[0]] : QUARTERS) {
                const { numerator, denominator } = figureOf(all, id, quarter);
                expect([per, by, id, quarter, summed(sliced, id, quarter)]).toEqual([
                  per,
                  by,
                  id,
                  quarter,
                  { numerator: minor(numerator), denominator: minor(denominator) },
                ]);
              }
            }
          }
        }
        for (const [index, quarter] of QUARTERS.entries()) {
          const last = (QUARTERS[index + 1] ?? '2026-07-01').replace(/.*/, (next) =>
            new Date(Date.parse(next) - 86_400_000).toISOString().slice(0, 10),
          );
          for (const id of PLAIN_MEASURES) {
            const { numerator, denominator } = figureOf(whole, id, quarter);
            const measure = MEASURES[id as OutcomeMeasure];
            const units = (text: string, unit: string): number => (unit === 'money' ? minor(text) : Number(text));
            expect([id, quarter, units(numerator, measure.parts.numerator), units(denominator, measure.parts.denominator)]).toEqual([
              id,
              quarter,
              ...Object.values(await plainly(store, id, quarter, last)),
            ]);
          }
          const median = await plainMedian(store, quarter, last);
          const { value } = figureOf(whole, 'deal-size', quarter);
          if (median === undefined) expect(value).toBeNull();
          else expect(Math.abs(minor(value ?? '') - median)).toBeLessThanOrEqual(0.5);
        }
        const [, second, , fourth] = QUARTERS;
        const partners = (await ask({ by: 'partner', per: 'range' })).measures.flatMap(({ figures }) => figures.map(({ slice }) => slice));
        const filters = [{}, { partnerType: 'reseller' }, ...partners.slice(0, 1).map((partner) => ({ partner: partner ?? '-' }))];
        const times = [
          { from: fourth, to: fourth },
          { from: second, to: fourth, per: 'range' },
        ];
        for (const texts of times.flatMap((time) => filters.map((filter) => ({ ...time, ...filter })))) {
          const figures = await ask(texts);
          for (const id of SUMS.filter((each) => Object.keys(texts).every((key) => !isSlice(key) || MEASURES[each].slices.includes(key)))) {
            const figure = figureOf(figures, id, texts.from);
            for (const part of ['numerator', 'denominator'] as const) {
              const records = await pageAll(analytics, id, part, texts);
              expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(records.length);
              const counted = MEASURES[id].parts[part] === 'count';
              const total = counted ? records.length : records.reduce((sum, { amount }) => sum + minor(String(amount ?? 0)), 0);
              expect([texts, id, part, total]).toEqual([texts, id, part, counted ? Number(figure[part]) : minor(figure[part])]);
            }
          }
        }
        expect(await differingQuarters(store.db, reckoning)).toEqual([]);
      }),
      { numRuns: 3, seed: 7 },
    );
  });
});
