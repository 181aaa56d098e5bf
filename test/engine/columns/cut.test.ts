import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../schemas/types.ts';
import { cutOf } from '../../../server/engine/columns/cut.ts';
import { prepareFold } from '../../../server/engine/columns/fold.ts';
import { ReachesFurther } from '../../../server/engine/columns/fold-columns.ts';
import { buildHistory } from '../../../server/history/builder.ts';
import { settingOf } from '../../../server/history/setting.ts';
import { load, prepare } from '../../differential/compare.ts';
import { always, commissionRule, goldRule, resellerType, smallProgram } from '../../support/small-program.ts';
import { type ColumnCase, decisionsOf, rowsOf } from './cases.ts';

const cut = (...documents: ProgramDocument[]) => cutOf({ id: 'small', versions: documents.map(load) });
const because = (changes: Partial<ProgramDocument>) => {
  const found = cut(smallProgram(changes));
  return found.by === 'nothing' ? found.because : [];
};

const rateParameter = { offerRate: { type: 'rate' as const, value: '0.05' } };
const promise = (by: string[]): Partial<ProgramDocument> => ({
  parameters: { ...rateParameter, goldRevenue: { type: 'money', value: '1000.00' } },
  promises: { offered: { type: 'rate', by, on: ['marketplace-offer'], formula: 'parameter.offerRate' } },
  partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'marketplace-offer'] }) },
  rules: [
    goldRule(),
    commissionRule({
      event: {
        type: 'incentive',
        params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount * promise.?offered.orValue(parameter.offerRate)' },
      } as never,
    }),
  ],
});

describe('a program is cut by enrollment', () => {
  test('where it has measures and budgets of enrollments only', () => {
    expect(cut(smallProgram())).toEqual({ by: 'enrollment' });
    expect(
      because({ budgets: { purse: { amount: 'parameter.goldRevenue', of: ['commission'], window: 'fiscal-year', scope: 'enrollment' } } }),
    ).toEqual([]);
  });

  test('not with measures of customers or of the program', () => {
    const measures = {
      revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year' },
      served: { count: true, of: ['deal-closed'], window: 'lifetime', scope: 'customer' },
      sold: { count: true, of: ['deal-closed'], window: 'lifetime', scope: 'program' },
    } as const;
    expect(because({ measures: measures as never, rules: [goldRule(), commissionRule()] })).toEqual([
      'The measure served is kept for the customer, whichever partners serve it.',
      'The measure sold counts what all partners do.',
    ]);
  });

  test('not with budgets of the program', () => {
    expect(
      because({ budgets: { purse: { amount: 'parameter.goldRevenue', of: ['commission'], window: 'fiscal-year', scope: 'program' } } }),
    ).toEqual(["The budget purse is one for all partners: what one is paid the next can't be."]);
  });

  test('not where rules grant protections; declared ones that nobody grants are no matter', () => {
    const protections = { deal: { scope: ['customer.id'], days: 'days(90)' } };
    const rule = (params: object) =>
      ({
        name: 'approve',
        decides: 'registration',
        for: ['reseller'],
        on: ['registration-submitted'],
        conditions: always,
        event: { type: 'registration', params: { outcome: 'approve', ...params } },
      }) as never;
    const partnerTypes = { reseller: resellerType({ produces: ['deal-closed', 'registration-submitted'] }) };
    expect(because({ protections, partnerTypes, rules: [goldRule(), commissionRule(), rule({ protection: 'deal' })] })).toEqual([
      'The protection deal is held against other partners.',
    ]);
    expect(because({ protections, partnerTypes, rules: [goldRule(), commissionRule(), rule({})] })).toEqual([]);
  });

  test('not with promises, unless their keys name the enrollment', () => {
    expect(because(promise(['offer.id']))).toHaveLength(1);
    expect(because(promise(['offer.id', 'partner.id']))).toHaveLength(1);
    expect(because(promise(['offer.id', 'partner.id', 'partner.type']))).toEqual([]);
  });

  test('only if all its versions are', () => {
    const wide = smallProgram({
      budgets: { purse: { amount: 'parameter.goldRevenue', of: ['commission'], window: 'fiscal-year', scope: 'program' } },
    });
    expect(cut(smallProgram(), wide).by).toBe('nothing');
  });
});

describe('sums that set an activity of several parties aside', () => {
  const deal = (index: number, parties: Partial<ActivityDocument>): ActivityDocument => ({
    id: `d${index}`,
    source: 'test',
    kind: 'deal-closed',
    occurredOn: '2024-03-01',
    ...parties,
    facts: { 'deal.amount': '10000000000000.00' },
  });
  const acme = { partner: 'acme', partnerType: 'reseller' };
  const both = [
    { ...acme, role: 'seller', share: '0.5' },
    { partner: 'beta', partnerType: 'reseller', role: 'seller', share: '0.5' },
  ];
  const prepared = prepare({
    program: smallProgram(),
    partners: ['acme', 'beta'].map((id) => ({ id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2024-01-01' }] })),
    // the tenth passes 2⁵³ cents
    activities: [...Array.from({ length: 9 }, (_, index) => deal(index, acme)), deal(9, { parties: both })],
    until: '2024-12-31',
  });
  const { timeline, enrollments, activities, until } = prepared;
  const setting = settingOf(load(smallProgram()));
  const one: ColumnCase = { timeline, history: buildHistory(setting, enrollments, activities), until };

  test('are noticed by the range that has the sum', () => {
    const fold = prepareFold(timeline);
    expect(() => fold.fold(one.history, { until, enrollments: { from: 0, to: 1 } })).toThrow(ReachesFurther);
  });

  test('are decided for all parties where everything is folded', () => {
    const { lines, failures } = prepareFold(timeline).fold(one.history, { until });
    const expected = rowsOf(one, decisionsOf(one, until));
    expect(failures.count).toBe(1);
    expect([...lines.enrollment]).not.toContain(1);
    expect({ lines, failures }).toEqual({ lines: expected.lines, failures: expected.failures });
  });
});
