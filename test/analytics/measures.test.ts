import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { byHand } from './hand.ts';
import { figureOf, worldOn } from './support.ts';

const [Q1, Q2] = ['2026-01-01', '2026-04-01'];

describe.each(databases)('measures by hand on $name', (database) => {
  test('each is what a person reckons', async () => {
    const world = await worldOn('2026-06-30', database);
    await byHand(world.store);
    const figures = await world.figures();
    const of = (id: string, quarter = Q1) => figureOf(figures, id, quarter);

    expect(of('active-partner-rate')).toMatchObject({ value: '1', numerator: '2', denominator: '2', small: true });
    expect(of('active-partner-rate').leftOut).toMatchObject([
      { reason: 'joined', count: 1 },
      { reason: 'left', count: 1 },
    ]);
    expect(of('active-partner-rate', Q2)).toMatchObject({ value: '0.333333', numerator: '1', denominator: '3' });
    expect(of('partner-retention')).toMatchObject({ value: '0.666667', numerator: '2', denominator: '3' });
    expect(of('time-to-first-commercial-activity')).toMatchObject({ value: '19', numerator: '1', denominator: '2' });
    expect(of('time-to-first-commercial-activity').beside).toMatchObject({ 'never-active': { value: '1' } });
    expect(of('time-to-first-commercial-activity', Q2)).toMatchObject({ value: null, why: 'No partner enrolled in it.' });
    expect(of('integration-adoption-rate')).toMatchObject({ value: '0.5', numerator: '1', denominator: '2' });

    expect(of('influenced-pipeline-share')).toMatchObject({ value: '0.3', numerator: '900.00', denominator: '3000.00' });
    expect(of('influenced-pipeline-share', Q2)).toMatchObject({ value: '0.3', leftOut: [{ reason: 'amount-unknown', count: 1 }] });
    expect(of('win-rate')).toMatchObject({
      value: '0.666667',
      numerator: '2',
      denominator: '3',
      beside: {
        'without-partner': { value: '0.666667', numerator: '2', denominator: '3' },
        sourced: { numerator: '1', denominator: '1' },
        influenced: { numerator: '1', denominator: '2' },
      },
      difference: { value: '0' },
    });
    expect(of('win-rate', Q2)).toMatchObject({
      value: null,
      why: 'None was closed with a partner.',
      beside: { 'without-partner': { value: '1' } },
    });
    expect(of('deal-size')).toMatchObject({
      value: '550.00',
      beside: { mean: { value: '550.00' }, direct: { value: '1200.00' }, 'direct-mean': { value: '1200.00' } },
    });
    expect(of('partner-sourced-new-customer-rate')).toMatchObject({
      value: '0.5',
      numerator: '1',
      denominator: '2',
      leftOut: [{ reason: 'new-unknown', count: 1 }],
    });
    expect(of('customer-retention')).toMatchObject({
      value: '0.5',
      numerator: '1',
      denominator: '2',
      beside: {
        'with-integration': { value: '1', denominator: '1' },
        'without-integration': { value: '0', denominator: '1' },
        amount: { value: '0.3', numerator: '90.00', denominator: '300.00' },
        paid: { value: '35.00' },
      },
      leftOut: [{ reason: 'not-known-yet', count: 1 }],
    });

    // 50 + 30 + 15 + 20 of the ledger, over 1,000 + 100
    expect(of('program-cost-ratio')).toMatchObject({
      value: '0.104545',
      numerator: '115.00',
      denominator: '1100.00',
      leftOut: [{ reason: 'in-ledger', count: 1, amount: '99.00' }],
    });
    expect(of('incremental-revenue')).toMatchObject({ value: null, estimate: true });
    expect(of('roi-by-partner-type')).toMatchObject({ value: null, estimate: true });
  });
});
