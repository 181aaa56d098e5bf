import type { ProgramDocument } from '../../../schemas/types.ts';
import { condition, workRules } from '../decide/workload.ts';

/**
 * The program of the replay: 40 rules (4 of tiers, 4 of gates, 32 incentives), 10 formulas (seven amounts, a cap of a line, the cap of
 * the stack, a derived fact; the campaigns pay fixed sums), a fiscal-year sum, two trailing sums, a distinct count, a sum
 * keyed by customer, one retrospective incentive. `PLAN` holds the numbers once, in the units of the engine where it says minor or basis points,
 * so that rivals are written from the same ones.
 */
export const PLAN = {
  silverMinor: 10_000_000,
  goldMinor: 60_000_000,
  platinumMinor: 250_000_000,
  goldCustomers: 30,
  platinumCustomers: 40,
  goldPaceTenths: 2,
  graceDays: 30,
  mostDiscountBasisPoints: 4000,
  tenderDiscountBasisPoints: 2000,
  /** Levels by lines of product, in the order of LINES. */
  commissionBasisPoints: {
    registered: [300, 350, 400, 250, 325, 100],
    silver: [450, 500, 550, 400, 475, 150],
    gold: [600, 675, 725, 550, 650, 200],
    platinum: [800, 850, 925, 700, 825, 275],
  },
  renewalBasisPoints: { registered: 200, silver: 300, gold: 500, platinum: 600 },
  volumeBands: [
    { fromMinor: 0, basisPoints: 100 },
    { fromMinor: 25_000_000, basisPoints: 175 },
    { fromMinor: 100_000_000, basisPoints: 250 },
    { fromMinor: 400_000_000, basisPoints: 325 },
  ],
  growthBands: [
    { fromMinor: 0, basisPoints: 0 },
    { fromMinor: 50_000_000, basisPoints: 50 },
    { fromMinor: 150_000_000, basisPoints: 125 },
  ],
  momentumBands: [
    { fromMinor: 0, basisPoints: 0 },
    { fromMinor: 10_000_000, basisPoints: 75 },
    { fromMinor: 50_000_000, basisPoints: 150 },
  ],
  newCustomerBasisPoints: 250,
  newCustomerMostMinor: 150_000,
  loyalFromMinor: 2_500_000,
  loyalBasisPoints: 175,
  loyalCapBasisPoints: 45,
  dealCapBasisPoints: 950,
} as const;

export const LEVELS = ['registered', 'silver', 'gold', 'platinum'] as const;
export const LINES = ['analytics', 'platform', 'security', 'storage', 'edge', 'support'] as const;
/** Where incentives are paid; partners of another region, or of none, have the gate closed. */
export const PAID_REGIONS = ['americas', 'emea', 'apac'] as const;

export const CAMPAIGNS = 25;
/** The first so many campaigns outbid each other; the two that follow exclude each other; those behind stand beside. */
export const BEST_CAMPAIGNS = 12;

/** Rules of conditions only, on closed deals, each with the fixed sum that it pays. */
export const campaigns = workRules()
  .slice(0, CAMPAIGNS)
  .map(({ all, percent }, index) => ({ name: `campaign-${index}`, all, sumMinor: percent * 1000 + index }));

const decimal = (steps: number, places: number): string => {
  const digits = String(steps).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};
const money = (minor: number): string => decimal(minor, 2);
const rate = (basisPoints: number): string => decimal(basisPoints, 4);

const bands = (of: readonly { readonly fromMinor: number; readonly basisPoints: number }[]) => ({
  type: 'bands' as const,
  over: 'money' as const,
  unit: 'rate' as const,
  value: of.map(({ fromMinor, basisPoints }) => ({ from: money(fromMinor), rate: rate(basisPoints) })),
});
const ofMoney = (minor: number) => ({ type: 'money' as const, value: money(minor), min: '0', max: '100000000.00' });
const ofRate = (basisPoints: number) => ({ type: 'rate' as const, value: rate(basisPoints), min: '0', max: '1' });

const atLeast = (fact: string, parameter: string) => ({
  fact,
  operator: 'greaterThanInclusive',
  value: { fact: `parameter.${parameter}` },
});
const equal = (fact: string, value: string | boolean) => ({ fact, operator: 'equal', value });
const paying = { condition: 'paying' };

const tier = (name: string, level: string, all: object[]) => ({
  name,
  decides: 'tier' as const,
  for: ['reseller'],
  conditions: { all },
  event: { type: 'tier' as const, params: { level } },
});

const gate = (name: string, on: readonly string[], of: string, effect: 'open' | 'close', all: object[]) => ({
  name,
  decides: 'gate' as const,
  for: ['reseller'],
  on: [...on],
  conditions: { all },
  event: { type: 'gate' as const, params: { gate: of, effect, ...(effect === 'close' ? { reason: name } : {}) } },
});

const incentive = (name: string, on: string, all: object[], amount: string, more: object = {}) => ({
  name,
  decides: 'incentive' as const,
  for: ['reseller'],
  on: [on],
  moves: 'incremental-revenue' as const,
  conditions: { all },
  event: { type: 'incentive' as const, params: { incentive: name, payee: 'partner' as const, amount, ...more } },
});

const tierRules = [
  tier('silver', 'silver', [atLeast('measure.revenue12Months', 'silver')]),
  tier('gold', 'gold', [atLeast('measure.revenue12Months', 'gold'), atLeast('derived.pace', 'goldPace')]),
  tier('gold-by-customers', 'gold', [atLeast('measure.customers12Months', 'goldCustomers'), atLeast('measure.revenue12Months', 'silver')]),
  tier('platinum', 'platinum', [atLeast('measure.revenue12Months', 'platinum'), atLeast('measure.customers12Months', 'platinumCustomers')]),
];

const gateRules = [
  gate('paid-regions', ['deal-closed', 'renewal'], 'paying', 'open', [
    { fact: 'partner.region', operator: 'in', value: [...PAID_REGIONS] },
  ]),
  gate('discount-too-high', ['deal-closed'], 'paying', 'close', [
    { fact: 'deal.discount', operator: 'greaterThan', value: { fact: 'parameter.mostDiscount' } },
  ]),
  gate('discounted-tender', ['deal-closed'], 'paying', 'close', [
    equal('deal.tender', true),
    { fact: 'deal.discount', operator: 'greaterThan', value: { fact: 'parameter.tenderDiscount' } },
  ]),
  gate('registered-deal', ['deal-closed'], 'registered', 'open', [{ fact: 'deal.registration', operator: 'exists', value: true }]),
];

const formulaRules = [
  incentive(
    'commission',
    'deal-closed',
    [paying, { fact: 'parameter.commission', operator: 'exists', value: true }],
    'deal.amount * parameter.commission',
  ),
  incentive(
    'new-customer',
    'deal-closed',
    [paying, equal('deal.kind', 'new'), { fact: 'before.customerYtd', operator: 'equal', value: '0' }],
    'min(deal.amount * parameter.newCustomerRate, parameter.newCustomerMost)',
  ),
  incentive(
    'loyal-customer',
    'deal-closed',
    [paying, equal('gate.registered', true), atLeast('measure.customerYtd', 'loyalFrom')],
    'deal.amount * parameter.loyalRate',
    { cap: { amount: 'measure.customerYtd * parameter.loyalCap' } },
  ),
  incentive('momentum', 'deal-closed', [paying], 'deal.amount * bandRate(parameter.momentumBands, measure.revenue90Days)'),
  incentive('volume', 'deal-closed', [paying], 'marginal(parameter.volumeBands, before.revenueYtd, measure.revenueYtd)'),
  incentive('growth', 'deal-closed', [paying], 'retrospective(parameter.growthBands, measure.revenueYtd, measure.growthYtd)'),
  incentive('renewal-commission', 'renewal', [paying, equal('renewal.kept', true)], 'renewal.amount * parameter.renewalRate'),
];

const campaignRules = campaigns.map(({ name, all }, index) =>
  incentive(name, 'deal-closed', [paying, ...all.map(condition)], `parameter.campaign${index}`),
);

const fiscalYear = { of: ['deal-closed'], window: 'fiscal-year' };
const measures = {
  revenueYtd: { sum: 'deal.amount', ...fiscalYear },
  revenue12Months: { sum: 'deal.amount', of: ['deal-closed'], window: 'trailing-12-months' },
  revenue90Days: { sum: 'deal.amount', of: ['deal-closed'], window: 'trailing-90-days' },
  customers12Months: { countDistinct: 'customer.id', of: ['deal-closed'], window: 'trailing-12-months' },
  customerYtd: { sum: 'deal.amount', ...fiscalYear, by: ['customer.id'] },
  growthYtd: { sum: 'line.amount', of: ['line:growth'], window: 'fiscal-year' },
};

const best = campaigns.slice(0, BEST_CAMPAIGNS).map(({ name }) => name);
const parametersOfAll = {
  commission: {
    type: 'table' as const,
    keys: ['partner.tier', 'deal.productLine'],
    unit: 'rate' as const,
    value: Object.fromEntries(
      LEVELS.map((level) => [level, Object.fromEntries(LINES.map((line, at) => [line, rate(PLAN.commissionBasisPoints[level][at] ?? 0)]))]),
    ),
  },
  renewalRate: {
    type: 'table' as const,
    keys: ['partner.tier'],
    unit: 'rate' as const,
    value: Object.fromEntries(LEVELS.map((level) => [level, rate(PLAN.renewalBasisPoints[level])])),
  },
  silver: ofMoney(PLAN.silverMinor),
  gold: ofMoney(PLAN.goldMinor),
  platinum: ofMoney(PLAN.platinumMinor),
  goldCustomers: { type: 'count' as const, value: PLAN.goldCustomers, min: 0, max: 1000 },
  platinumCustomers: { type: 'count' as const, value: PLAN.platinumCustomers, min: 0, max: 1000 },
  goldPace: ofRate(PLAN.goldPaceTenths * 1000),
  mostDiscount: ofRate(PLAN.mostDiscountBasisPoints),
  tenderDiscount: ofRate(PLAN.tenderDiscountBasisPoints),
  volumeBands: bands(PLAN.volumeBands),
  growthBands: bands(PLAN.growthBands),
  momentumBands: bands(PLAN.momentumBands),
  newCustomerRate: ofRate(PLAN.newCustomerBasisPoints),
  newCustomerMost: ofMoney(PLAN.newCustomerMostMinor),
  loyalFrom: ofMoney(PLAN.loyalFromMinor),
  loyalRate: ofRate(PLAN.loyalBasisPoints),
  loyalCap: ofRate(PLAN.loyalCapBasisPoints),
  dealCap: ofRate(PLAN.dealCapBasisPoints),
  ...Object.fromEntries(campaigns.map(({ sumMinor }, index) => [`campaign${index}`, ofMoney(sumMinor)])),
};

/** All of it. */
export function replayProgram(): ProgramDocument {
  return {
    id: 'replay',
    name: 'The replay workload',
    currency: 'USD',
    rounding: 'half-up',
    calendar: { fiscalYearStart: '02-01', timeZone: 'UTC' },
    partnerTypes: {
      reseller: {
        objective: 'Be replayed.',
        judgedBy: 'incremental-revenue',
        produces: ['deal-closed', 'renewal', 'profile-changed'],
        tiers: { levels: [...LEVELS], upgrade: 'at-once', downgrade: 'at-review', review: 'fiscal-quarter', graceDays: PLAN.graceDays },
      },
    },
    parameters: parametersOfAll,
    measures,
    derived: { pace: { type: 'rate', formula: 'measure.revenue90Days / measure.revenue12Months' } },
    conditions: { paying: equal('gate.paying', true) },
    rules: [...tierRules, ...gateRules, ...formulaRules, ...campaignRules],
    stacks: {
      campaigns: { combine: 'best', of: best },
      deal: {
        combine: 'sum',
        of: ['commission', 'new-customer', 'loyal-customer', 'momentum', 'campaigns'],
        cap: 'deal.amount * parameter.dealCap',
      },
    },
    excludes: [[`campaign-${BEST_CAMPAIGNS}`, `campaign-${BEST_CAMPAIGNS + 1}`]],
  } as ProgramDocument;
}
