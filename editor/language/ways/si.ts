import { WON } from './isv.ts';
import { compare, incentive, type JsonObject, money, rate, there, type Way } from './model.ts';

/* What systems integrators earn, and the field that calls them. */

const sourcedRate: JsonObject = {
  type: 'rate',
  by: ['partner.id', 'opportunity.id'],
  on: ['registration-submitted', 'registration-reconsidered'],
  where: compare('outcome.registration', 'equal', 'approved'),
  formula: 'parameter.sourcedBonus',
  description: 'Bonus for an opportunity that the partner brought, shown by its approved registration.',
};
const sourced = {
  parameters: { sourcedBonus: rate('0.05', 'Bonus for an opportunity that a partner brought.') },
  promises: { sourcedRate },
};

export const siWays: readonly Way[] = [
  {
    id: 'sourced-pipeline-bonus',
    label: 'Sourced pipeline bonus',
    about: 'A share of a won opportunity that the partner brought.',
    partnerType: 'si',
    produces: ['opportunity-closed', 'registration-submitted'],
    rules: [
      incentive(
        {
          name: 'sourced-pipeline-bonus',
          about: 'Bonus on a won opportunity that the partner brought, by its share in it.',
          on: 'opportunity-closed',
          moves: 'influenced-pipeline-share',
          when: [...WON, there('promise.sourcedRate')],
        },
        { payee: 'partner', amount: 'deal.amount * promise.sourcedRate * party.share' },
      ),
    ],
    needs: sourced,
  },
  {
    id: 'field-co-sell-accelerator',
    label: 'Co-sell accelerator for the field',
    about: 'The vendor’s own field is credited more where the partner’s relation opened the door.',
    partnerType: 'si',
    produces: ['opportunity-closed', 'registration-submitted'],
    rules: [
      incentive(
        {
          name: 'field-co-sell-accelerator',
          about: 'The field is credited more where the partner’s relation opened the door.',
          on: 'opportunity-closed',
          moves: 'win-rate',
          when: [...WON, there('promise.sourcedRate'), compare('opportunity.openedDoor', 'equal', true)],
        },
        { payee: 'vendor-field', amount: 'deal.amount * parameter.fieldCredit' },
      ),
    ],
    needs: { ...sourced, parameters: { ...sourced.parameters, fieldCredit: rate('0.01', 'What is added to the credit of the field.') } },
  },
  {
    id: 'services-attach',
    label: 'Services-attach incentive',
    about: 'For each independent engagement a share of the customer’s latest product sale, up to a cap.',
    partnerType: 'si',
    produces: ['service-engagement'],
    rules: [
      incentive(
        {
          name: 'services-attach',
          about: 'For each independent engagement a share of the customer’s latest product sale, up to a cap for the customer.',
          on: 'service-engagement',
          moves: 'customer-retention',
          when: [compare('engagement.independent', 'equal', true), there('customer.id'), compare('measure.latestSale', 'greaterThan', '0')],
        },
        {
          payee: 'partner',
          amount: 'measure.latestSale * parameter.attachRate',
          cap: { amount: 'measure.latestSale * parameter.attachCap', used: 'measure.attachPaid' },
        },
      ),
    ],
    needs: {
      parameters: {
        attachRate: rate('0.025', 'For each engagement, on the customer’s latest product sale.'),
        attachCap: rate('0.075', 'For one customer in 12 months, at most.'),
      },
      measures: {
        latestSale: {
          latest: 'deal.amount',
          of: ['deal-closed'],
          scope: 'customer',
          window: 'trailing-12-months',
          description: 'The customer’s latest product sale in 12 months, whoever made it.',
        },
        attachPaid: {
          sum: 'line.amount',
          of: ['line:services-attach'],
          scope: 'customer',
          window: 'trailing-12-months',
          description: 'Services-attach incentives paid for the customer in 12 months.',
        },
      },
    },
  },
  {
    id: 'competency-reward',
    label: 'Competency reward',
    about: 'A sum on the day on which the partner has people enough for a competency, once.',
    partnerType: 'si',
    produces: ['certificate-earned'],
    rules: [
      incentive(
        {
          name: 'competency-reward',
          about: 'Reward for people enough in a competency, once.',
          on: 'certificate-earned',
          moves: 'time-to-first-commercial-activity',
          when: [
            there('certificate.competency'),
            compare('measure.competencyHolders', 'greaterThanInclusive', { fact: 'parameter.competencyPeople' }),
            compare('measure.competencyPaid', 'equal', '0'),
          ],
        },
        { payee: 'partner', amount: 'parameter.competencySum' },
      ),
    ],
    needs: {
      parameters: {
        competencyPeople: { type: 'count', value: 2, min: 1, max: 50, description: 'Certified people that make a competency.' },
        competencySum: money('4000.00', 'Reward for a competency, once.'),
      },
      measures: {
        competencyHolders: {
          countDistinct: 'certificate.person',
          of: ['certificate-earned'],
          by: ['certificate.competency'],
          window: 'valid',
          description: 'People certified in the competency at hand.',
        },
        competencyPaid: {
          sum: 'line.amount',
          of: ['line:competency-reward'],
          by: ['certificate.competency'],
          window: 'lifetime',
          description: 'What was paid for this competency.',
        },
      },
    },
  },
];
