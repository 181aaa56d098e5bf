import { isvWays } from './isv.ts';
import { compare, type JsonObject, money, rate, there, type Way } from './model.ts';
import { oemWays } from './oem.ts';
import { resellerWays } from './reseller.ts';
import { siWays } from './si.ts';

const mdf = (name: string, about: string, on: string, when: readonly JsonObject[], params: JsonObject, moves?: string): JsonObject => ({
  ...{ name, description: about, decides: 'mdf', for: [], on: [on] },
  ...(moves !== undefined && { moves }),
  ...{ conditions: { all: when }, event: { type: 'mdf', params: { outcome: 'approve', ...params } } },
});

const ofAllTypes: readonly Way[] = [
  {
    id: 'mdf-payment',
    label: 'Market development funds',
    about: 'A share of a campaign’s cost: granted on request, paid on a claim in time, up to the grant.',
    partnerType: 'reseller',
    produces: ['mdf-request', 'mdf-claim'],
    rules: [
      mdf(
        'mdf-request-granted',
        'A share of the cost, at most what is asked for.',
        'mdf-request',
        [compare('mdf.asked', 'greaterThanInclusive', { fact: 'parameter.mdfMinimum' }), there('mdf.cost'), there('mdf.endsOn')],
        { amount: 'min(mdf.asked, mdf.cost * parameter.mdfShare)' },
      ),
      mdf(
        'mdf-claim-paid',
        'A share of the proven cost, at most what is left of the grant.',
        'mdf-claim',
        [there('promise.mdfAllocation'), there('mdf.cost'), compare('activity.date', 'lessThanInclusive', { fact: 'promise.mdfClaimBy' })],
        { incentive: 'mdf-payment', amount: 'min(mdf.cost * parameter.mdfShare, promise.mdfAllocation - measure.mdfPaid)' },
        'incremental-revenue',
      ),
    ],
    needs: {
      parameters: {
        mdfShare: rate('0.5', 'Share of a campaign’s cost that is paid.'),
        mdfMinimum: money('1000.00', 'The smallest sum that can be asked for.'),
        mdfClaimDays: { type: 'days', value: 30, min: 1, max: 365, description: 'Days after the campaign in which it must be claimed.' },
      },
      measures: {
        mdfPaid: {
          sum: 'line.amount',
          of: ['line:mdf-payment'],
          by: ['mdf.id'],
          window: 'lifetime',
          description: 'What was paid for the campaign.',
        },
      },
      promises: {
        mdfAllocation: {
          type: 'money',
          by: ['partner.id', 'mdf.id'],
          on: ['mdf-request'],
          where: { all: [compare('outcome.mdf', 'equal', 'approved'), there('outcome.mdfAmount')] },
          formula: 'outcome.mdfAmount',
          description: 'What is set aside for a campaign.',
        },
        mdfClaimBy: {
          type: 'date',
          by: ['partner.id', 'mdf.id'],
          on: ['mdf-request'],
          where: { all: [compare('outcome.mdf', 'equal', 'approved'), there('mdf.endsOn')] },
          formula: 'addDays(mdf.endsOn, parameter.mdfClaimDays)',
          description: 'The last day on which the campaign may be claimed.',
        },
      },
    },
  },
  {
    id: 'clawback',
    label: 'Clawback',
    about: 'A sale cancelled in time takes its share of what it earned with it.',
    partnerType: 'reseller',
    produces: ['cancellation'],
    rules: [
      {
        ...{ name: 'clawback', description: 'A sale cancelled in time takes its share of what it earned with it.', decides: 'incentive' },
        ...{ for: [], on: ['cancellation'], moves: 'customer-retention' },
        conditions: { all: [compare('cancelled.daysSince', 'lessThanInclusive', { fact: 'parameter.clawbackDays' })] },
        event: { type: 'incentive', params: { reverses: [], share: 'cancelled.?share.orValue(1)' } },
      },
    ],
    needs: {
      parameters: {
        clawbackDays: {
          type: 'days',
          value: 365,
          min: 1,
          max: 1095,
          description: 'Days in which a cancelled sale takes back what it earned.',
        },
      },
    },
  },
];

/** Every way of paying that the trade knows, in the order in which they are offered. */
export const ways: readonly Way[] = [...resellerWays, ...isvWays, ...siWays, ...oemWays, ...ofAllTypes];
