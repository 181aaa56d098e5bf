import { describe, expect, test } from 'vitest';
import { askingOf } from '../../server/analytics/asking.ts';
import { compareOf, timeOf } from '../../server/analytics/comparison.ts';
import { incentivesOf } from '../../server/analytics/incentives.ts';
import { portfolioOf, tryMove } from '../../server/analytics/portfolio.ts';
import type { Store } from '../../server/store/open-store.ts';
import { databases } from '../support/databases.ts';
import { figureOf, timeline, told, worldOn } from './support.ts';

const Q1 = '2026-01-01';
const ONE = { from: Q1, to: Q1 };

/** Deals of one region and segment: direct ones to compare with, and those of two partners, a year apart. */
async function twoYears(store: Store): Promise<void> {
  let number = 0;
  const closed = (count: number, on: string, amount: string, more: object = {}, outcome = 'won') =>
    Array.from({ length: count }, () => {
      number += 1;
      return { id: `o${number}`, createdOn: on, closedOn: on, outcome, amount, region: 'EMEA', segment: 'small', ...more };
    });
  const by = (partner: string, partnerType: string) => ({ partner, partnerType, registrationApprovedOn: '2025-01-02' });
  const [acme, soft] = [by('acme', 'reseller'), by('soft', 'isv')];
  await told(store, {
    opportunity: [
      ...closed(10, '2025-02-01', '100.00'),
      ...closed(10, '2026-02-01', '110.00'),
      ...closed(10, '2026-02-02', '500.00', {}, 'lost'),
      ...closed(2, '2025-03-01', '50.00', { ...acme, newCustomer: true }),
      ...closed(3, '2026-03-01', '60.00', { ...acme, grossMargin: '30.00', newCustomer: true }),
      ...closed(1, '2026-03-01', '999.00', acme, 'lost'),
      ...closed(1, '2025-03-01', '10.00', soft),
      ...closed(1, '2026-03-01', '40.00', soft),
    ],
    investment: [
      { id: 'i1', kind: 'enablement', spentOn: '2026-01-10', amount: '20.00', partner: 'acme', partnerType: 'reseller' },
      { id: 'i2', kind: 'integration', spentOn: '2026-01-10', amount: '10.00', partner: 'soft', partnerType: 'isv' },
      {
        id: 'i3',
        kind: 'incentives',
        spentOn: '2026-01-10',
        amount: '5.00',
        partner: 'acme',
        partnerType: 'reseller',
        incentive: 'commission',
      },
    ],
  });
}

describe.each(databases)('what comes back, by hand, on $name', (database) => {
  test('incremental revenue by both methods, and the return on it', async () => {
    const world = await worldOn('2026-03-31', database);
    await twoYears(world.store);
    const figures = await world.figures({ ...ONE, by: 'partnerType' });
    // 180 less 100 grown by 1,100 ÷ 1,000; the interval: 3·60² + 1.1²·2·50² + 110²·(1/10 + 1/10) = 19,270
    expect(figureOf(figures, 'incremental-revenue', Q1, 'reseller')).toMatchObject({
      value: '70.00',
      numerator: '180.00',
      denominator: '110.00',
      interval: { low: '-202.08', high: '342.08' },
      small: true,
      estimate: true,
      method: 'prior-period',
    });
    expect(figureOf(figures, 'roi-by-partner-type', Q1, 'reseller')).toMatchObject({
      value: '1.8',
      numerator: '45.00',
      denominator: '25.00',
      beside: { margin: { value: '0.4', numerator: '10.00' } },
    });
    expect(figureOf(figures, 'incremental-revenue', Q1, 'isv')).toMatchObject({ value: '29.00' });
    const whole = await world.figures(ONE);
    expect(figureOf(whole, 'incremental-revenue', Q1)).toMatchObject({ value: '99.00', numerator: '220.00', denominator: '121.00' });
    // 20 direct ones brought 1,100: 55 each; the reseller's 4 would have brought 220
    const matched = await world.figures({ ...ONE, by: 'partnerType', method: 'matched-accounts' });
    expect(figureOf(matched, 'incremental-revenue', Q1, 'reseller')).toMatchObject({ value: '-40.00', denominator: '220.00' });
    const none = await world.figures({ from: '2025-01-01', to: '2025-01-01' });
    expect(figureOf(none, 'incremental-revenue', '2025-01-01')).toMatchObject({
      value: null,
      why: expect.stringContaining('a year before'),
    });
  });

  test('periods and versions compared, the portfolio, a sum that is moved, incentives beside what they claim', async () => {
    const world = await worldOn('2026-03-31', database);
    await twoYears(world.store);
    const reckoning = await world.reckoning();
    const asking = askingOf(ONE, reckoning);
    const compared = await compareOf(world.analytics, reckoning, asking, { from: '2025-01-01', to: '2025-01-01' });
    const winRate = compared.measures.find(({ id }) => id === 'win-rate')?.figures[0];
    expect(winRate).toMatchObject({ before: { value: '1' }, after: { value: '0.8' }, change: { value: '-0.2' }, maybeChance: true });
    const size = compared.measures.find(({ id }) => id === 'deal-size')?.figures[0];
    expect(size).toMatchObject({ before: { value: '50.00' }, after: { value: '60.00' }, change: { value: '10.00' } });
    const [version] = timeline.versions;
    expect(timeOf(timeline, version?.hash ?? '', reckoning)).toEqual({ from: '2024-04-01', to: '2026-01-01' });

    expect(await portfolioOf(world.analytics, reckoning, asking, 'partner')).toMatchObject({
      total: '220.00',
      members: 2,
      rows: [
        { rank: 1, name: 'acme', deals: 3, contribution: '180.00', share: '0.818182', cumulative: '0.818182', cost: '25.00' },
        { rank: 2, name: 'soft', contribution: '40.00', cumulative: '1', cost: '10.00', costRatio: '0.25' },
      ],
      concentration: [
        { share: '0.05', members: 1 },
        { share: '0.3', members: 1 },
        { share: '0.5', members: 1 },
        { share: '0.8', members: 1 },
        { share: '0.95', members: 2 },
      ],
    });
    // 5 less of the reseller's 70 ÷ 25 = 2.8 each, 5 more of the ISV's 29 ÷ 10 = 2.9
    const move = { amount: 500, from: 'reseller', to: 'isv' };
    expect(await tryMove(world.analytics, reckoning, asking, move)).toMatchObject({
      change: '0.50',
      types: [
        {
          partnerType: 'reseller',
          before: { investment: '25.00', incremental: '70.00', return: '1.8' },
          after: { investment: '20.00', incremental: '56.00' },
        },
        { partnerType: 'isv', after: { investment: '15.00', incremental: '43.50' } },
      ],
    });
    expect(await tryMove(world.analytics, reckoning, asking, { ...move, marginal: 1 })).toMatchObject({ change: '-9.00' });

    const { incentives } = await incentivesOf(world.analytics, reckoning, timeline, asking);
    expect(incentives).toMatchObject([
      {
        incentive: 'commission',
        rules: ['commission'],
        partnerTypes: ['reseller'],
        paid: '5.00',
        moves: 'partner-sourced-new-customer-rate',
      },
    ]);
    expect(incentives[0]?.moved.map(({ of }) => of)).toEqual([{ incentive: 'commission' }, { partnerType: 'reseller' }]);
    // of several quarters what moved in all of them
    const years = await incentivesOf(world.analytics, reckoning, timeline, askingOf({ from: '2025-01-01', to: Q1 }, reckoning));
    expect(years.incentives[0]?.moved[1]).toMatchObject({ of: { partnerType: 'reseller' }, after: { numerator: '5' } });
  });
});
