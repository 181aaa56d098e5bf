import { SLICES } from '../../store/analytics/asked.ts';
import { withPartner } from './figures.ts';
import { type Measure, SMALL } from './measure.ts';

export const incrementalRevenue: Measure = {
  id: 'incremental-revenue',
  name: 'Incremental revenue',
  group: 'return',
  definition:
    'An estimate of the revenue won with partners that would not have been won without the program: actual less a stated baseline.',
  numerator: 'Amount of deals won in the quarter that partners sourced or influenced, so far as there is something to compare them with',
  denominator: 'The baseline, an amount',
  reckoned:
    'By prior period: the same partners’ revenue of the same quarter a year before, grown as direct revenue of the same region and segment grew. By matched accounts: what direct opportunities of the same region and segment brought on average, lost ones with nothing, times those closed with a partner. The interval takes deals to come independently of each other (compound Poisson, delta method); it says nothing of other things that differ. The baseline opens into what it is made of, before growth and averages: deals of a year before, or direct opportunities.',
  unit: 'money',
  parts: { numerator: 'money', denominator: 'money' },
  better: 'higher',
  estimate: true,
  sources: ['incremental', 'closed'],
  slices: SLICES,
  beside: { actual: { says: 'All revenue won with partners', denominator: 'count' } },
  leaves: { 'nothing-comparable': 'There are too few direct deals of the same region and segment to compare them with.' },
  reckon: ({ incremental, closed }) => {
    const [actual, deals] = [withPartner(closed, 'won_amount'), withPartner(closed, 'won')];
    const beside = { actual: { value: actual, numerator: actual, denominator: deals, small: deals < SMALL } };
    if (incremental === undefined || incremental.value === undefined) {
      const why = incremental?.why ?? 'No deal was won with a partner, now or in the period it is compared with.';
      return { value: undefined, why, numerator: actual, denominator: 0, small: true, beside, leftOut: [] };
    }
    const { value, baseline, interval, leftOut, method } = incremental;
    return {
      value,
      numerator: incremental.actual,
      denominator: baseline,
      interval,
      small: deals < SMALL,
      beside,
      leftOut: leftOut.count > 0 ? [{ reason: 'nothing-comparable', ...leftOut }] : [],
      method,
    };
  },
  behind: {
    value: {
      numerator: { of: 'closed', which: 'won-with' },
      denominator: {
        'prior-period': { of: 'closed', which: 'won-with', yearBefore: true },
        'matched-accounts': { of: 'closed', which: 'closed-without', direct: true },
      },
    },
    actual: { numerator: { of: 'closed', which: 'won-with' } },
  },
};
