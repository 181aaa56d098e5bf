import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openAnalytics, renewed } from '../../server/analytics/analytics.ts';
import { askingOf } from '../../server/analytics/asking.ts';
import { type Figures, figuresOf, recordsOf, recordsPage } from '../../server/analytics/figures.ts';
import { deal, smallDeals } from '../deals/support.ts';
import { batch, firm, timelineOf } from '../store/support.ts';
import { databases } from '../support/databases.ts';
import { readsHistory, told, worldOn } from './support.ts';

const [Q1, Q2] = ['2026-01-01', '2026-04-01'];

const won = (id: string, partner: string, closedOn: string, amount: string) => ({
  id,
  createdOn: '2025-12-01',
  outcome: 'won',
  closedOn,
  amount,
  partner,
  partnerType: 'reseller',
  registrationApprovedOn: '2025-12-02',
});

/** Numerator and denominator by tier. */
function byTier({ measures }: Figures, id: string, quarter: string) {
  const figures = measures.find((measure) => measure.id === id)?.figures.filter((figure) => figure.quarter === quarter) ?? [];
  return Object.fromEntries(
    figures.flatMap(({ slice, numerator, denominator }) =>
      Number(denominator) === 0 && Number(numerator) === 0 ? [] : [[slice ?? 'none', `${numerator} / ${denominator}`]],
    ),
  );
}

const enrolled = (id: string, tier: string) =>
  ({ ...firm(id), enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01', tier }] }) as ReturnType<typeof firm>;

describe.each(databases)('the tier of then on $name', (database) => {
  test('is what was told, from that day on; before, what the history began with', async () => {
    const world = await worldOn('2026-06-30', database);
    await readsHistory(world.store, batch({ partners: [enrolled('zenith', 'registered'), enrolled('orbit', 'gold')] }));
    await told(world.store, {
      'tier-change': [
        { partner: 'zenith', partnerType: 'reseller', since: '2026-02-01', tier: 'gold' },
        { partner: 'zenith', partnerType: 'reseller', since: '2026-04-02', tier: 'registered' },
      ],
      // the record begins with it
      action: [{ id: 'a1', opportunity: 'o1', partner: 'zenith', partnerType: 'reseller', kind: 'meeting', doneOn: '2025-12-15' }],
      opportunity: [
        won('o1', 'zenith', '2026-01-31', '100.00'),
        won('o2', 'zenith', '2026-02-01', '200.00'),
        won('o3', 'zenith', '2026-04-01', '400.00'),
        won('o4', 'zenith', '2026-04-02', '800.00'),
        won('o5', 'orbit', '2026-05-01', '1600.00'),
        { ...won('o6', 'zenith', '2026-07-15', '90.00'), createdOn: '2026-01-02' },
        { id: 'o7', createdOn: '2026-03-01', outcome: 'won', closedOn: '2026-03-02', amount: '7.00' },
      ],
      investment: [
        { id: 'i1', kind: 'enablement', spentOn: '2026-03-31', amount: '50.00', partner: 'zenith', partnerType: 'reseller' },
        { id: 'i2', kind: 'enablement', spentOn: '2026-06-01', amount: '70.00', partner: 'zenith', partnerType: 'reseller' },
      ],
      renewal: [{ id: 'r1', dueOn: '2026-02-01', due: '10.00', renewed: true, partner: 'zenith', partnerType: 'reseller' }],
      'integration-use': [
        { integration: 'int-1', customer: 'c-1', partner: 'zenith', partnerType: 'reseller', since: '2026-01-01', adoptedOn: '2026-01-01' },
      ],
    });
    const figures = await world.figures({ from: Q1, to: Q2, by: 'tier' });
    const quarters = (id: string) => [byTier(figures, id, Q1), byTier(figures, id, Q2)];
    expect(quarters('deal-size')).toEqual([
      { registered: '100.00 / 1', gold: '200.00 / 1' },
      { registered: '800.00 / 1', gold: '2000.00 / 2' },
    ]);
    expect(quarters('program-cost-ratio')).toEqual([
      { registered: '0.00 / 100.00', gold: '50.00 / 200.00' },
      { registered: '70.00 / 800.00', gold: '0.00 / 2000.00' },
    ]);
    // an enrollment counts with the tier with which a quarter began
    expect(quarters('partner-retention')).toEqual([{ registered: '1 / 1', gold: '1 / 1' }, { gold: '2 / 2' }]);
    // pipeline with that of the day on which it stands
    expect(quarters('influenced-pipeline-share')).toEqual([{ gold: '2890.00 / 2890.00' }, { registered: '90.00 / 90.00' }]);
    expect(quarters('integration-adoption-rate')).toEqual([{ gold: '1 / 1' }, { registered: '1 / 1' }]);
    expect(byTier(figures, 'customer-retention', Q1)).toEqual({ gold: '1 / 1' });
    // of several quarters together deals keep theirs, and an enrollment has that of the first quarter
    const range = await world.figures({ from: Q1, to: Q2, by: 'tier', per: 'range' });
    expect(byTier(range, 'deal-size', Q1)).toEqual({ registered: '900.00 / 2', gold: '2200.00 / 3' });
    expect(byTier(range, 'partner-retention', Q1)).toEqual({ registered: '1 / 1', gold: '1 / 1' });
    // filtered by tier, and the records behind it
    const [deals, pipeline] = ['deal-size', 'influenced-pipeline-share'].map((measure) =>
      recordsOf({ measure: measure as 'deal-size', figure: 'value', part: 'numerator' }),
    );
    const reckoning = await world.reckoning();
    const behind = async (of: typeof deals, quarter: string) => {
      if (of === undefined) return [];
      const asking = askingOf({ from: quarter, to: quarter, tier: 'gold' }, reckoning);
      return (await recordsPage(world.analytics, reckoning, of, asking, { limit: 10 })).records.map(({ id, tier }) => [id, tier]);
    };
    expect(await behind(deals, Q2)).toEqual([
      ['o3', 'gold'],
      ['o5', 'gold'],
    ]);
    expect([await behind(pipeline, Q1), await behind(pipeline, Q2)]).toEqual([['o3', 'o4', 'o5', 'o6'].map((id) => [id, 'gold']), []]);
  });

  test('is what was decided, where programs are live; a decision that another one stands for says nothing', async () => {
    const { life, deals, record, enroll } = await smallDeals(database);
    await enroll('acme');
    // gold from 1,000 a year on, from the next deal; a year begins in January
    await record(deal('d1', '2026-01-10', '600.00'), deal('d2', '2026-02-10', '600.00'), deal('d3', '2026-02-11', '50.00'));
    await record(deal('d4', '2026-03-05', '70.00'));
    const timeline = timelineOf();
    const analytics = openAnalytics({ store: life.store, trail: life.trail, now: () => new Date('2026-03-31T12:00:00Z') });
    const sold = async () => {
      const reckoning = await renewed(analytics, timeline);
      return byTier(await figuresOf(analytics, reckoning, askingOf({ from: Q1, to: Q1, by: 'tier' }, reckoning)), 'deal-size', Q1);
    };
    expect(await sold()).toEqual({ registered: '1200.00 / 2', gold: '120.00 / 2' });
    // told of days that decisions don't know; before these nobody knows
    await told(life.store, {
      'tier-change': [
        { partner: 'acme', partnerType: 'reseller', since: '2026-02-01', tier: 'silver' },
        { partner: 'acme', partnerType: 'reseller', since: '2026-03-01', tier: 'silver' },
      ],
    });
    expect(await sold()).toEqual({ none: '600.00 / 1', silver: '600.00 / 1', gold: '120.00 / 2' });
    // the second deal was smaller than was said: reconciled, nothing ever moved
    await record(deal('d2', '2026-02-10', '100.00', { revision: 2 }));
    await deals.work();
    await sql`delete from tier_changes`.execute(life.store.db);
    // the registry isn't open here, which would know the tier of one that never moved
    expect(await sold()).toEqual({ none: '820.00 / 4' });
  });
});
