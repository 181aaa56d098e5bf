import { compare, incentive, type JsonObject, money, obligation, rate, there, type Way } from './model.ts';

/* What resellers and distributors earn and owe. */

const NEW_BUSINESS = compare('deal.kind', 'in', ['new', 'expansion']);
const SOLD: JsonObject = { sum: 'deal.amount', of: ['deal-closed'], where: NEW_BUSINESS };

const revenueYtd: JsonObject = { ...SOLD, window: 'fiscal-year', description: 'New business of the fiscal year.' };
const volumeBands: JsonObject = {
  type: 'bands',
  over: 'money',
  unit: 'rate',
  value: [
    { from: '0', rate: '0.01' },
    { from: '250000.00', rate: '0.02' },
    { from: '1000000.00', rate: '0.03' },
  ],
  description: 'Rebate on the volume of the fiscal year.',
};
const earned = (name: string): JsonObject => ({
  sum: 'line.amount',
  of: [`line:${name}`],
  window: 'fiscal-year',
  description: 'What was earned of it in the fiscal year so far.',
});

export const resellerWays: readonly Way[] = [
  {
    id: 'margin',
    label: 'Margin',
    about: 'A share of each deal of new business.',
    partnerType: 'reseller',
    produces: ['deal-closed'],
    rules: [
      incentive(
        { name: 'margin', about: 'Margin on new business.', on: 'deal-closed', moves: 'incremental-revenue', when: [NEW_BUSINESS] },
        { payee: 'partner', amount: 'deal.amount * parameter.marginRate' },
      ),
    ],
    needs: { parameters: { marginRate: rate('0.10', 'Margin on new business.') } },
  },
  {
    id: 'deal-registration',
    label: 'Registration commission',
    about: 'A share of a deal that the partner registered and that is still protected.',
    partnerType: 'reseller',
    produces: ['deal-closed', 'registration-submitted'],
    rules: [
      incentive(
        {
          name: 'deal-registration',
          about: 'Commission on a deal that was registered and is still protected.',
          on: 'deal-closed',
          moves: 'win-rate',
          when: [NEW_BUSINESS, there('deal.registration'), compare('protection.deal', 'equal', 'own')],
        },
        { payee: 'partner', amount: 'deal.amount * parameter.registrationRate' },
      ),
    ],
    needs: {
      parameters: {
        registrationRate: rate('0.05', 'Commission on a registered deal.'),
        protectionDays: { type: 'days', value: 90, min: 0, max: 365, description: 'Days for which a registered deal is protected.' },
      },
      protections: {
        deal: { scope: ['customer.id', 'deal.productLine'], days: 'parameter.protectionDays', description: 'A registered deal.' },
      },
    },
  },
  {
    id: 'renewal-commission',
    label: 'Renewal commission',
    about: 'A share of each renewal, so that keeping a customer pays as winning one does.',
    partnerType: 'reseller',
    produces: ['renewal'],
    rules: [
      incentive(
        {
          name: 'renewal-commission',
          about: 'Commission on a renewal that was kept.',
          on: 'renewal',
          moves: 'customer-retention',
          when: [compare('renewal.kept', 'equal', true)],
        },
        { payee: 'partner', amount: 'renewal.amount * parameter.renewalRate' },
      ),
    ],
    needs: { parameters: { renewalRate: rate('0.04', 'Commission on a renewal.') } },
  },
  {
    id: 'volume-rebate',
    label: 'Volume rebate, marginal',
    about: 'Each slice of the year’s volume at the rate of its own band.',
    partnerType: 'reseller',
    produces: ['deal-closed'],
    rules: [
      incentive(
        {
          name: 'volume-rebate',
          about: 'Rebate on new business of the fiscal year, each slice at its own rate.',
          on: 'deal-closed',
          moves: 'incremental-revenue',
          when: [NEW_BUSINESS],
        },
        { payee: 'partner', amount: 'marginal(parameter.volumeBands, before.revenueYtd, measure.revenueYtd)' },
      ),
    ],
    needs: { parameters: { volumeBands }, measures: { revenueYtd } },
  },
  {
    id: 'volume-rebate-retrospective',
    label: 'Volume rebate, retrospective',
    about: 'The whole volume at the rate of the band reached; crossing a threshold trues up what was paid.',
    partnerType: 'reseller',
    produces: ['deal-closed'],
    rules: [
      incentive(
        {
          name: 'volume-rebate-retrospective',
          about: 'Rebate on all new business of the fiscal year at the rate reached, less what it earned already.',
          on: 'deal-closed',
          moves: 'incremental-revenue',
          when: [NEW_BUSINESS],
        },
        { payee: 'partner', amount: 'retrospective(parameter.volumeBands, measure.revenueYtd, measure.volumeRebateYtd)' },
      ),
    ],
    needs: { parameters: { volumeBands }, measures: { revenueYtd, volumeRebateYtd: earned('volume-rebate-retrospective') } },
  },
  {
    id: 'growth-rebate',
    label: 'Growth rebate',
    about: 'What exceeds last year’s business, all of it at the rate reached.',
    partnerType: 'reseller',
    produces: ['deal-closed'],
    rules: [
      incentive(
        {
          name: 'growth-rebate',
          about: 'Rebate on the growth over the fiscal year before, all of it at the rate reached.',
          on: 'deal-closed',
          moves: 'incremental-revenue',
          when: [NEW_BUSINESS, compare('measure.revenueLastYear', 'greaterThan', '0'), compare('derived.growth', 'greaterThan', '0')],
        },
        { payee: 'partner', amount: 'retrospective(parameter.growthBands, derived.growth, measure.growthRebateYtd)' },
      ),
    ],
    needs: {
      parameters: {
        growthBands: {
          type: 'bands',
          over: 'money',
          unit: 'rate',
          value: [
            { from: '0', rate: '0' },
            { from: '100000.00', rate: '0.01' },
            { from: '250000.00', rate: '0.02' },
          ],
          description: 'Rebate on growth over the fiscal year before.',
        },
      },
      measures: {
        revenueYtd,
        revenueLastYear: { ...SOLD, window: 'previous-fiscal-year', description: 'New business of the fiscal year before.' },
        growthRebateYtd: earned('growth-rebate'),
      },
      derived: {
        growth: {
          type: 'money',
          formula: 'max(measure.revenueYtd - measure.revenueLastYear, money("0"))',
          description: 'New business above that of the year before.',
        },
      },
    },
  },
  {
    id: 'new-customer-bonus',
    label: 'New-customer bonus',
    about: 'A fixed sum for a customer that hasn’t bought for a year, by the size of its first deal.',
    partnerType: 'reseller',
    produces: ['deal-closed'],
    rules: [
      incentive(
        {
          name: 'new-customer-bonus',
          about: 'A fixed sum for a new customer, by the size of its first deal.',
          on: 'deal-closed',
          moves: 'partner-sourced-new-customer-rate',
          when: [compare('deal.kind', 'equal', 'new'), compare('before.customerPurchases', 'equal', 0)],
        },
        { payee: 'partner', amount: 'bandRate(parameter.newCustomerBands, deal.amount)' },
      ),
    ],
    needs: {
      parameters: {
        newCustomerBands: {
          type: 'bands',
          over: 'money',
          unit: 'money',
          value: [
            { from: '0', rate: '0' },
            { from: '10000.00', rate: '500.00' },
            { from: '100000.00', rate: '2500.00' },
          ],
          description: 'Bonus for a new customer, by the size of its first deal.',
        },
      },
      measures: {
        customerPurchases: {
          count: true,
          of: ['deal-closed', 'renewal'],
          scope: 'customer',
          window: 'trailing-12-months',
          description: 'What the customer bought in 12 months, from whomever.',
        },
      },
    },
  },
  {
    id: 'product-mix-accelerator',
    label: 'Product-mix accelerator',
    about: 'A quarter in which several product lines were sold earns more.',
    partnerType: 'reseller',
    produces: ['deal-closed'],
    rules: [
      incentive(
        {
          name: 'product-mix-accelerator',
          about: 'A quarter in which several product lines were sold earns more.',
          on: 'quarter-closed',
          moves: 'deal-size',
          when: [{ fact: 'measure.linesThisQuarter', operator: 'greaterThanInclusive', value: { fact: 'parameter.mixLines' } }],
        },
        { payee: 'partner', amount: 'measure.revenueThisQuarter * parameter.mixRate' },
      ),
    ],
    needs: {
      parameters: {
        mixLines: { type: 'count', value: 3, min: 1, max: 50, description: 'Product lines that a quarter must have sold.' },
        mixRate: rate('0.01', 'Accelerator on the new business of such a quarter.'),
      },
      measures: {
        linesThisQuarter: {
          countDistinct: 'deal.productLine',
          of: ['deal-closed'],
          window: 'fiscal-quarter',
          description: 'Product lines sold in the quarter.',
        },
        revenueThisQuarter: { ...SOLD, window: 'fiscal-quarter', description: 'New business of the quarter.' },
      },
    },
  },
  {
    id: 'promotion-spiff',
    label: 'SPIFF',
    about: 'A sum for the seller, a person at the partner, for each deal of a promotion; within a budget.',
    partnerType: 'reseller',
    produces: ['deal-closed'],
    rules: [
      {
        ...incentive(
          {
            name: 'promotion-spiff',
            about: 'A SPIFF to the seller for each larger deal of the promotion.',
            on: 'deal-closed',
            moves: 'deal-size',
            when: [
              NEW_BUSINESS,
              there('deal.person'),
              compare('deal.amount', 'greaterThanInclusive', { fact: 'parameter.promotionMinimum' }),
            ],
          },
          { payee: 'person', person: 'deal.person', amount: 'parameter.promotionSum' },
        ),
      },
    ],
    needs: {
      parameters: {
        promotionSum: money('250.00', 'SPIFF for each deal of the promotion.'),
        promotionMinimum: money('5000.00', 'The smallest deal that earns it.'),
        promotionBudget: money('25000.00', 'All SPIFFs of a fiscal year, of all partners together.'),
      },
      budgets: { promotion: { amount: 'parameter.promotionBudget', of: ['promotion-spiff'], window: 'fiscal-year' } },
    },
  },
  {
    id: 'renewal-target',
    label: 'Renewal target',
    about: 'A partner that keeps less of its renewals than it undertook owes a part of the shortfall.',
    partnerType: 'reseller',
    produces: ['renewal', 'agreement-signed'],
    rules: [
      obligation(
        {
          name: 'renewal-target',
          about: 'What a partner owes that kept less of its renewals than it undertook.',
          on: 'year-closed',
          moves: 'customer-retention',
          when: [compare('derived.retention', 'lessThan', { fact: 'parameter.renewalTarget' })],
        },
        { payer: 'partner', amount: '(measure.renewalsDue * parameter.renewalTarget - measure.renewalsKept) * parameter.renewalShortfall' },
      ),
    ],
    needs: {
      parameters: {
        renewalTarget: { ...rate('0', 'Share of its renewals that a partner undertakes to keep.'), perAgreement: true },
        renewalShortfall: rate('0.05', 'What it owes of those that it lost.'),
      },
      measures: {
        renewalsDue: { sum: 'renewal.due', of: ['renewal'], window: 'trailing-12-months', description: 'Renewals due in 12 months.' },
        renewalsKept: {
          sum: 'renewal.due',
          of: ['renewal'],
          where: compare('renewal.kept', 'equal', true),
          window: 'trailing-12-months',
          description: 'Those of them that were kept.',
        },
      },
      derived: {
        retention: {
          type: 'rate',
          formula: 'measure.renewalsKept / measure.renewalsDue',
          description: 'Share of the renewals due that were kept.',
        },
      },
    },
  },
  {
    id: 'sell-through-rebate',
    label: 'Sell-through rebate',
    about: 'A distributor’s rebate on what its customers bought, never twice for one sell-in.',
    partnerType: 'distributor',
    produces: ['sell-through-report'],
    rules: [
      incentive(
        {
          name: 'sell-through-rebate',
          about: 'Rebate on what was sold through.',
          on: 'sell-through-report',
          moves: 'incremental-revenue',
          when: [compare('sellThrough.amount', 'greaterThan', '0'), there('sellThrough.sellIn')],
        },
        {
          payee: 'partner',
          amount: 'sellThrough.amount * parameter.sellThroughRate',
          cap: { amount: 'parameter.sellThroughMost', used: 'measure.sellThroughPaid' },
        },
      ),
    ],
    needs: {
      parameters: {
        sellThroughRate: rate('0.03', 'Rebate on what was sold through.'),
        sellThroughMost: money('100000.00', 'The most for one sell-in.'),
      },
      measures: {
        sellThroughPaid: {
          sum: 'line.amount',
          of: ['line:sell-through-rebate'],
          by: ['sellThrough.sellIn'],
          window: 'lifetime',
          description: 'Rebate paid on the sell-in so far.',
        },
      },
    },
  },
];
