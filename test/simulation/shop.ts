import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../schemas/types.ts';
import { always } from '../support/small-program.ts';

/*
 * A small program that pays, owes, gates, protects and closes quarters, and a year of four partners that can be
 * reckoned by hand.
 */

type Rule = ProgramDocument['rules'][number];

export const shopRules: readonly Rule[] = [
  {
    name: 'gold',
    decides: 'tier',
    for: ['reseller'],
    conditions: {
      all: [
        { fact: 'measure.revenue', operator: 'greaterThanInclusive', value: { fact: 'parameter.goldRevenue' } },
        { fact: 'measure.sellers', operator: 'greaterThanInclusive', value: 2 },
      ],
    },
    event: { type: 'tier', params: { level: 'gold' } },
  },
  {
    name: 'may-sell',
    decides: 'gate',
    for: ['reseller'],
    on: ['deal-closed'],
    conditions: { all: [{ fact: 'measure.sellers', operator: 'greaterThanInclusive', value: 1 }] },
    event: { type: 'gate', params: { gate: 'sell', effect: 'open' } },
  },
  {
    name: 'register',
    decides: 'registration',
    for: ['reseller'],
    on: ['registration-submitted'],
    conditions: { all: [{ fact: 'registration.amount', operator: 'greaterThanInclusive', value: '100.00' }] },
    event: { type: 'registration', params: { outcome: 'approve' } },
  },
  {
    name: 'too-small',
    decides: 'registration',
    for: ['reseller'],
    on: ['registration-submitted'],
    conditions: { all: [{ fact: 'registration.amount', operator: 'lessThan', value: '100.00' }] },
    event: { type: 'registration', params: { outcome: 'refuse', reason: 'Too small.' } },
  },
  {
    name: 'commission',
    decides: 'incentive',
    for: ['reseller'],
    on: ['deal-closed'],
    moves: 'partner-sourced-new-customer-rate',
    conditions: {
      all: [
        { fact: 'gate.sell', operator: 'equal', value: true },
        { fact: 'partner.tier', operator: 'exists', value: true },
      ],
    },
    event: {
      type: 'incentive',
      params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount * parameter.?commission.orValue(0.0)' },
    },
  },
  {
    name: 'spiff',
    decides: 'incentive',
    for: ['reseller'],
    on: ['deal-closed'],
    moves: 'deal-size',
    conditions: { all: [{ fact: 'deal.person', operator: 'exists', value: true }] },
    event: {
      type: 'incentive',
      params: { incentive: 'spiff', payee: 'person', person: 'deal.person', amount: 'parameter.spiff' },
    },
  },
  {
    name: 'quarter-bonus',
    decides: 'incentive',
    for: ['reseller'],
    on: ['quarter-closed'],
    moves: 'deal-size',
    conditions: { all: [{ fact: 'measure.quarter', operator: 'greaterThanInclusive', value: { fact: 'parameter.bonusFrom' } }] },
    event: { type: 'incentive', params: { incentive: 'quarter-bonus', payee: 'partner', amount: 'measure.quarter * 0.01' } },
  },
  {
    name: 'take-back',
    decides: 'incentive',
    for: ['reseller'],
    on: ['cancellation'],
    moves: 'customer-retention',
    conditions: always,
    event: { type: 'incentive', params: { reverses: ['commission'] } },
  },
  {
    name: 'royalty',
    decides: 'obligation',
    for: ['oem'],
    on: ['shipment-report'],
    moves: 'incremental-revenue',
    conditions: { all: [{ fact: 'shipment.units', operator: 'exists', value: true }] },
    event: {
      type: 'obligation',
      params: { obligation: 'royalty', payer: 'partner', amount: 'shipment.units * parameter.royalty' },
    },
  },
];

export const shop = (changes: Partial<ProgramDocument> = {}): ProgramDocument => ({
  id: 'shop',
  name: 'A shop',
  currency: 'USD',
  rounding: 'half-even',
  calendar: { fiscalYearStart: '01-01', timeZone: 'UTC' },
  partnerTypes: {
    reseller: {
      objective: 'Reach customers that the vendor does not reach.',
      judgedBy: 'partner-sourced-new-customer-rate',
      produces: ['deal-closed', 'cancellation', 'registration-submitted', 'certificate-earned', 'profile-changed', 'service-engagement'],
      tiers: { levels: ['registered', 'gold'], upgrade: 'at-once', downgrade: 'at-once' },
    },
    oem: { objective: 'Ship it.', judgedBy: 'incremental-revenue', produces: ['shipment-report'] },
  },
  parameters: {
    goldRevenue: { type: 'money', value: '1000.00', min: '0', max: '5000.00' },
    commission: { type: 'table', keys: ['partner.tier'], unit: 'rate', value: { registered: '0.10', gold: '0.20' } },
    spiff: { type: 'money', value: '5.00', min: '0', max: '50.00' },
    bonusFrom: { type: 'money', value: '1000.00' },
    royalty: { type: 'price', value: '0.50' },
  },
  measures: {
    revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year' },
    quarter: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-quarter' },
    sellers: { countDistinct: 'certificate.person', of: ['certificate-earned'], window: 'valid' },
  },
  budgets: {
    spiffs: { amount: 'money("12.00")', of: ['spiff'], window: 'fiscal-year', scope: 'enrollment' },
  },
  rules: [...shopRules],
  ...changes,
});

/** The shop with one rule changed. */
export const shopWith = (name: string, change: (rule: Rule) => Rule, changes: Partial<ProgramDocument> = {}): ProgramDocument =>
  shop({ rules: shopRules.map((rule) => (rule.name === name ? change(structuredClone(rule)) : rule)), ...changes });

export const partners: readonly PartnerDocument[] = [
  {
    id: 'ann',
    facts: { 'partner.region': 'north', 'partner.segment': 'boutique', 'partner.employees': 4 },
    enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01' }],
  },
  {
    id: 'bob',
    facts: { 'partner.region': 'south', 'partner.segment': 'national', 'partner.employees': 300 },
    enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01' }],
  },
  {
    id: 'cai',
    facts: { 'partner.region': 'north', 'partner.segment': 'boutique' },
    enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01' }],
  },
  { id: 'dov', enrollments: [{ partnerType: 'oem', enrolledOn: '2025-01-01' }] },
];

const reseller = (
  id: string,
  kind: string,
  occurredOn: string,
  partner: string,
  facts: NonNullable<ActivityDocument['facts']>,
): ActivityDocument => ({
  id,
  kind,
  occurredOn,
  partner,
  partnerType: 'reseller',
  facts,
});

const seller = (id: string, on: string, partner: string): ActivityDocument =>
  reseller(id, 'certificate-earned', on, partner, { 'certificate.id': id, 'certificate.person': id });

/**
 * - ann: deals of 600.00 (10 %, 60.00) and 500.00 (10 %, 50.00; gold from now on) in the first quarter, whose bonus is
 *   11.00; then 200.00 as gold (20 %, 40.00), cancelled.
 * - bob: has one seller, so that 2,000.00 leave him registered: 200.00, and a bonus of 20.00. Three spiffs of 5.00, of
 *   which the budget of 12.00 leaves 2.00 of the third.
 * - cai: no seller: the gate is closed, 300.00 pay nothing.
 * - dov owes 0.50 for each of 101 units: 50.50.
 */
export const activities: readonly ActivityDocument[] = [
  seller('a1', '2025-01-05', 'ann'),
  seller('a2', '2025-01-06', 'ann'),
  seller('b1', '2025-01-07', 'bob'),
  reseller('r1', 'registration-submitted', '2025-01-08', 'ann', {
    'registration.id': 'r1',
    'customer.id': 'c1',
    'registration.amount': '600.00',
  }),
  reseller('r2', 'registration-submitted', '2025-01-08', 'bob', {
    'registration.id': 'r2',
    'customer.id': 'c2',
    'registration.amount': '99.99',
  }),
  reseller('d1', 'deal-closed', '2025-01-10', 'ann', { 'deal.amount': '600.00', 'deal.listAmount': '800.00', 'customer.segment': 'small' }),
  reseller('d2', 'deal-closed', '2025-02-10', 'ann', { 'deal.amount': '500.00', 'customer.segment': 'enterprise' }),
  reseller('d3', 'deal-closed', '2025-02-11', 'bob', { 'deal.amount': '1000.00', 'deal.person': 'bea', 'customer.segment': 'small' }),
  reseller('d4', 'deal-closed', '2025-02-12', 'bob', { 'deal.amount': '600.00', 'deal.person': 'bea' }),
  reseller('d5', 'deal-closed', '2025-02-13', 'bob', { 'deal.amount': '400.00', 'deal.person': 'ben', 'customer.segment': 'small' }),
  reseller('d6', 'deal-closed', '2025-03-01', 'cai', { 'deal.amount': '300.00' }),
  { id: 's1', kind: 'shipment-report', occurredOn: '2025-03-31', partner: 'dov', partnerType: 'oem', facts: { 'shipment.units': 101 } },
  reseller('d7', 'deal-closed', '2025-04-02', 'ann', { 'deal.amount': '200.00', 'customer.segment': 'small' }),
  reseller('x7', 'cancellation', '2025-05-02', 'ann', { 'cancelled.activity': 'd7' }),
];
