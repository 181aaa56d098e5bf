import { compare, incentive, type JsonObject, money, rate, there, type Way } from './model.ts';

/* What ISVs earn: on a certified integration, always. */

const CERTIFIED = compare('measure.thisIntegration', 'greaterThanInclusive', 1);
const thisIntegration: JsonObject = {
  count: true,
  of: ['integration-milestone'],
  where: {
    all: [
      compare('integration.milestone', 'equal', 'certified'),
      compare('integration.level', 'in', ['certified', 'deep']),
      there('integration.testedVersion'),
    ],
  },
  by: ['integration.id'],
  window: 'valid',
  description: 'Valid certifications of the integration at hand.',
};
export const WON: readonly JsonObject[] = [compare('opportunity.stage', 'equal', 'won'), compare('deal.amount', 'greaterThan', '0')];

export const isvWays: readonly Way[] = [
  {
    id: 'marketplace-share',
    label: 'Marketplace revenue share',
    about: 'The share of a sale, fixed when its offer was published, and kept for every instalment.',
    partnerType: 'isv',
    produces: ['marketplace-offer', 'marketplace-sale', 'integration-milestone'],
    rules: [
      incentive(
        {
          name: 'marketplace-share',
          about: 'Share of a marketplace sale, at the rate fixed when the offer was published.',
          on: 'marketplace-sale',
          moves: 'incremental-revenue',
          when: [CERTIFIED, there('promise.marketplaceShare')],
        },
        { payee: 'partner', amount: 'sale.amount * promise.marketplaceShare' },
      ),
    ],
    needs: {
      parameters: {
        marketplaceShareBands: {
          type: 'bands',
          over: 'money',
          unit: 'rate',
          value: [
            { from: '0', rate: '0.80' },
            { from: '1000000.00', rate: '0.85' },
          ],
          description: 'Share of an offer, by its total contract value.',
        },
      },
      measures: { thisIntegration },
      promises: {
        marketplaceShare: {
          type: 'rate',
          by: ['offer.id'],
          on: ['marketplace-offer'],
          where: there('offer.totalContractValue'),
          formula: 'bandRate(parameter.marketplaceShareBands, offer.totalContractValue)',
          description: 'Share of a marketplace offer, fixed on the day on which it is published.',
        },
      },
    },
  },
  {
    id: 'new-platform-customer',
    label: 'Bonus for new platform customers',
    about: 'A sum for each marketplace customer that is new to the platform, up to a yearly sum.',
    partnerType: 'isv',
    produces: ['marketplace-sale', 'integration-milestone'],
    rules: [
      incentive(
        {
          name: 'new-platform-customer',
          about: 'Bonus for a customer that is new to the platform.',
          on: 'marketplace-sale',
          moves: 'partner-sourced-new-customer-rate',
          when: [CERTIFIED, compare('sale.newToPlatform', 'equal', true)],
        },
        {
          payee: 'partner',
          amount: 'parameter.platformBonus',
          cap: { amount: 'parameter.platformBonusCap', used: 'measure.platformBonusYtd' },
        },
      ),
    ],
    needs: {
      parameters: {
        platformBonus: money('2000.00', 'Bonus for a customer that is new to the platform.'),
        platformBonusCap: money('20000.00', 'Such bonuses of one partner in a fiscal year, at most.'),
      },
      measures: {
        thisIntegration,
        platformBonusYtd: {
          sum: 'line.amount',
          of: ['line:new-platform-customer'],
          window: 'fiscal-year',
          description: 'Platform bonuses of the fiscal year.',
        },
      },
    },
  },
  {
    id: 'co-sell-pipeline-bonus',
    label: 'Co-sell pipeline bonus',
    about: 'A share of an opportunity won together, by the partner’s share in it.',
    partnerType: 'isv',
    produces: ['opportunity-closed', 'integration-milestone'],
    rules: [
      incentive(
        {
          name: 'co-sell-pipeline-bonus',
          about: 'Bonus on an opportunity won together, by the share in it; small ones earn a least sum.',
          on: 'opportunity-closed',
          moves: 'influenced-pipeline-share',
          when: [...WON, CERTIFIED],
        },
        { payee: 'partner', amount: 'deal.amount * parameter.coSellRate * party.share', floor: 'parameter.coSellFloor' },
      ),
    ],
    needs: {
      parameters: {
        coSellRate: rate('0.03', 'Bonus on a deal that was won together.'),
        coSellFloor: money('250.00', 'The least for an opportunity won together.'),
      },
      measures: { thisIntegration },
    },
  },
  {
    id: 'milestone-reward',
    label: 'Milestone of an integration',
    about: 'A sum for each milestone of an integration, once.',
    partnerType: 'isv',
    produces: ['integration-milestone'],
    rules: [
      incentive(
        {
          name: 'milestone-reward',
          about: 'Reward for a milestone of an integration, once.',
          on: 'integration-milestone',
          moves: 'integration-adoption-rate',
          when: [compare('integration.milestone', 'in', ['certified', 'launched']), compare('measure.milestonePaid', 'equal', '0')],
        },
        { payee: 'partner', amount: 'parameter.milestoneSum' },
      ),
    ],
    needs: {
      parameters: { milestoneSum: money('2500.00', 'Reward for a milestone of an integration.') },
      measures: {
        milestonePaid: {
          sum: 'line.amount',
          of: ['line:milestone-reward'],
          by: ['integration.id', 'integration.milestone'],
          window: 'lifetime',
          description: 'What was paid for this milestone of the integration at hand.',
        },
      },
    },
  },
  {
    id: 'adoption-reward',
    label: 'Adoption reward',
    about: 'A sum each time that so many joint customers use an integration.',
    partnerType: 'isv',
    produces: ['integration-adoption', 'integration-milestone'],
    rules: [
      incentive(
        {
          name: 'adoption-reward',
          about: 'Reward for joint customers that use a certified integration, by their number.',
          on: 'integration-adoption',
          moves: 'integration-adoption-rate',
          when: [compare('usage.adopted', 'equal', true), CERTIFIED, there('customer.id')],
        },
        { payee: 'partner', amount: 'marginal(parameter.adoptionBands, before.adopters, measure.adopters)' },
      ),
    ],
    needs: {
      parameters: {
        adoptionBands: {
          type: 'bands',
          over: 'count',
          unit: 'money',
          value: [
            { from: 1, rate: '0' },
            { from: 3, rate: '1500.00' },
            { from: 10, rate: '5000.00' },
          ],
          description: 'Reward by the number of joint customers that use an integration.',
        },
      },
      measures: {
        thisIntegration,
        adopters: {
          countDistinct: 'customer.id',
          of: ['integration-adoption'],
          where: compare('usage.adopted', 'equal', true),
          by: ['integration.id'],
          window: 'lifetime',
          description: 'Joint customers that use the integration at hand.',
        },
      },
    },
  },
];
