import { SLICES } from '../../store/analytics/asked.ts';
import type { SizeRow } from '../../store/analytics/read-opportunities.ts';
import { all, leaving } from './figures.ts';
import { type Figure, type Measure, SMALL } from './measure.ts';

export const dealSize: Measure = {
  id: 'deal-size',
  name: 'Deal size',
  group: 'commercial-contribution',
  definition: 'The median amount of deals won with a partner, sourced or influenced; beside it the mean, and both of direct deals.',
  numerator: 'Their amounts together',
  denominator: 'Deals won in the quarter with a partner, of a known amount',
  reckoned:
    'The mean is numerator ÷ denominator. The interval of a median holds it with a probability of 95 % whatever amounts are distributed by (ranks n/2 ∓ 1.96·√n/2); below six deals there is none.',
  unit: 'money',
  parts: { numerator: 'money', denominator: 'count' },
  better: 'neither',
  sources: ['sizes', 'closed'],
  slices: SLICES,
  beside: {
    mean: { says: 'Mean with a partner' },
    direct: { says: 'Median of direct deals' },
    'direct-mean': { says: 'Mean of direct deals' },
  },
  leaves: { 'amount-unknown': 'Their amount isn’t known.' },
  reckon: ({ sizes, closed }) => {
    const [partnered, direct] = [sizes.find((row) => row.partnered), sizes.find((row) => !row.partnered)];
    return {
      ...median(partnered, 'No deal was won with a partner.'),
      beside: {
        mean: mean(partnered, 'No deal was won with a partner.'),
        direct: median(direct, 'No deal was won without a partner.'),
        'direct-mean': mean(direct, 'No deal was won without a partner.'),
      },
      leftOut: leaving({ reason: 'amount-unknown', count: all(closed, 'unknown') }),
    };
  },
  behind: {
    value: { numerator: { of: 'closed', which: 'sized-with' }, denominator: { of: 'closed', which: 'sized-with' } },
    mean: { numerator: { of: 'closed', which: 'sized-with' }, denominator: { of: 'closed', which: 'sized-with' } },
    direct: { numerator: { of: 'closed', which: 'sized-without' }, denominator: { of: 'closed', which: 'sized-without' } },
    'direct-mean': { numerator: { of: 'closed', which: 'sized-without' }, denominator: { of: 'closed', which: 'sized-without' } },
  },
  behindLeftOut: { 'amount-unknown': { of: 'closed', which: 'amount-unknown' } },
};

const parts = (row: SizeRow | undefined) => ({
  numerator: row?.total ?? 0,
  denominator: row?.deals ?? 0,
  small: (row?.deals ?? 0) < SMALL,
});

function median(row: SizeRow | undefined, why: string): Figure {
  if (row === undefined) return { value: undefined, why, ...parts(row) };
  const { low, high } = row;
  const interval = low === null || high === null ? undefined : { low, high, method: 'order statistics' };
  return { value: row.median, ...parts(row), ...(interval && { interval }) };
}

const mean = (row: SizeRow | undefined, why: string): Figure =>
  row === undefined ? { value: undefined, why, ...parts(row) } : { value: row.total / row.deals, ...parts(row) };
