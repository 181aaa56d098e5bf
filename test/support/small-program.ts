import type { ProgramDocument } from '../../schemas/types.ts';

type Rule = ProgramDocument['rules'][number];

export const always = { all: [{ fact: 'activity.kind', operator: 'exists', value: true }] };

/** The smallest program without findings: a reseller with two tiers and one incentive. */
export const smallProgram = (changes: Partial<ProgramDocument> = {}): ProgramDocument => ({
  id: 'small',
  name: 'A small program',
  currency: 'USD',
  rounding: 'half-even',
  calendar: { fiscalYearStart: '01-01', timeZone: 'UTC' },
  partnerTypes: { reseller: resellerType() },
  parameters: { goldRevenue: { type: 'money', value: '1000.00' } },
  measures: { revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year' } },
  rules: [goldRule(), commissionRule()],
  ...changes,
});

export const resellerType = (changes: Partial<ProgramDocument['partnerTypes'][string]> = {}): ProgramDocument['partnerTypes'][string] => ({
  objective: 'Reach customers that the vendor does not reach.',
  judgedBy: 'partner-sourced-new-customer-rate',
  produces: ['deal-closed'],
  tiers: { levels: ['registered', 'gold'], upgrade: 'at-once', downgrade: 'at-once' },
  ...changes,
});

export const goldRule = (changes: Partial<Rule> = {}): Rule =>
  ({
    name: 'reseller-gold',
    decides: 'tier',
    for: ['reseller'],
    conditions: { all: [{ fact: 'measure.revenue', operator: 'greaterThanInclusive', value: { fact: 'parameter.goldRevenue' } }] },
    event: { type: 'tier', params: { level: 'gold' } },
    ...changes,
  }) as Rule;

export const commissionRule = (changes: Partial<Rule> = {}): Rule =>
  ({
    name: 'commission',
    decides: 'incentive',
    for: ['reseller'],
    on: ['deal-closed'],
    moves: 'partner-sourced-new-customer-rate',
    conditions: always,
    event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount * 0.1' } },
    ...changes,
  }) as Rule;
