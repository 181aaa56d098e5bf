import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { ledgerTotals } from './ledger.ts';
import { deal, smallDeals } from './support.ts';

describe.each(databases)('recording on $name', (database) => {
  test('an activity is decided and kept; the same again gives the same; another one under its revision is a conflict', async () => {
    const { one, enroll } = await smallDeals(database);
    await enroll('acme');
    const first = await one(deal('d-1', '2026-03-01', '600.00'));
    expect(first.status).toBe('recorded');
    expect(first.decision?.decision.parties[0]?.lines).toMatchObject([{ incentive: 'commission', amount: '60.00', status: 'due' }]);
    const again = await one(deal('d-1', '2026-03-01', '600.00'));
    expect(again).toEqual({ ...first, status: 'known' });
    expect((await one(deal('d-1', '2026-03-01', '601.00'))).status).toBe('conflict');
    const second = await one(deal('d-2', '2026-03-02', '500.00'));
    expect(second.decision?.decision.parties[0]?.tier).toMatchObject({ before: 'registered', after: 'gold' });
  });

  test('a late one is decided at once, and so is what came after it', async () => {
    const { one, enroll } = await smallDeals(database);
    await enroll('acme');
    await one(deal('d-2', '2026-03-02', '500.00'));
    const late = await one(deal('d-1', '2026-03-01', '600.00'));
    expect(late.status).toBe('recorded');
    const after = await one(deal('d-2', '2026-03-02', '500.00'));
    expect(after.status).toBe('known');
    expect(after.decision?.decision.parties[0]?.tier).toMatchObject({ after: 'gold' });
  });

  test('a corrected one stands in the place of the first', async () => {
    const { one, enroll, life } = await smallDeals(database);
    await enroll('acme');
    await one(deal('d-1', '2026-03-01', '600.00'));
    const corrected = await one(deal('d-1', '2026-03-01', '700.00', { revision: 2 }));
    expect(corrected.status).toBe('recorded');
    expect(corrected.decision?.decision.parties[0]?.lines).toMatchObject([{ amount: '70.00' }]);
    expect((await one(deal('d-1', '2026-03-01', '600.00'))).decision?.decision.activity.revision).toBe(2);
    expect(await ledgerTotals(life.store)).toEqual({ 'reseller acme crm d-1 commission partner': 7000 });
  });

  test('what is wrong is refused by field: who is not enrolled, a day to come, an amount beyond all bounds', async () => {
    const { one, record, enroll } = await smallDeals(database);
    expect((await one(deal('d-1', '2026-03-01', '600.00'))).findings[0]?.code).toBe('not-enrolled');
    await enroll('acme');
    const results = await record(
      deal('d-1', '2026-03-01', '600.00', { partner: 'nobody' }),
      deal('d-2', '2026-07-01', '600.00'),
      deal('d-3', '1890-01-01', '600.00'),
      deal('d-4', '2026-03-01', '99999999999999999.00'),
      deal('d-5', '2026-03-01', '1.00', { currency: 'XYZ' }),
      deal('d-6', '2026-03-01', '-5.00'),
      deal('d-7', '2026-03-01', '5.00'),
    );
    expect(results.map(({ status, findings }) => [status, findings[0]?.pointer])).toEqual([
      ['refused', '/partner'],
      ['refused', '/occurredOn'],
      ['refused', '/occurredOn'],
      ['refused', '/facts/deal.amount'],
      ['refused', '/currency'],
      ['refused', '/facts/deal.amount'],
      ['recorded', undefined],
    ]);
  });
});
