import { SLICES } from '../../store/analytics/asked.ts';
import { all, leaving, rate } from './figures.ts';
import type { Measure } from './measure.ts';

export const partnerSourcedNewCustomerRate: Measure = {
  id: 'partner-sourced-new-customer-rate',
  name: 'Partner-sourced new-customer rate',
  group: 'commercial-contribution',
  definition: 'The share of new customers that a partner sourced, shown by an approved registration.',
  numerator: 'Of these, sourced ones',
  denominator: 'Deals won in the quarter with customers that were new',
  reckoned: 'Whether a customer is new, the deal says.',
  unit: 'rate',
  parts: { numerator: 'count', denominator: 'count' },
  better: 'higher',
  sources: ['closed'],
  slices: SLICES,
  beside: {},
  leaves: { 'new-unknown': 'It isn’t said whether the customer was new.' },
  reckon: ({ closed }) => ({
    ...rate(closed.sourced?.new_customers ?? 0, all(closed, 'new_customers'), 'No new customer was won.'),
    leftOut: leaving({ reason: 'new-unknown', count: all(closed, 'won') - all(closed, 'new_known') }),
  }),
  behind: {
    value: { numerator: { of: 'closed', which: 'new-customers-sourced' }, denominator: { of: 'closed', which: 'new-customers' } },
  },
  behindLeftOut: { 'new-unknown': { of: 'closed', which: 'new-unknown' } },
};
