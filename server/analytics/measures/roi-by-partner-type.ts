import { COST_SLICES } from '../../store/analytics/read-others.ts';
import { withPartner } from './figures.ts';
import { type Cell, type Figure, type Measure, SMALL } from './measure.ts';
import { costOf } from './program-cost-ratio.ts';

export const roiByPartnerType: Measure = {
  id: 'roi-by-partner-type',
  name: 'Return on investment',
  group: 'return',
  definition:
    'An estimate of what comes back for each unit that the program costs, less that unit: on revenue, and beside it on gross margin.',
  numerator: 'Incremental revenue less investment',
  denominator: 'Investment: all that the program costs in the quarter',
  reckoned:
    'Incremental revenue as in the measure of that name. On margin it is taken times the margin rate of the deals won with partners whose margin is known. The interval is that of the incremental revenue.',
  unit: 'ratio',
  parts: { numerator: 'money', denominator: 'money' },
  better: 'higher',
  estimate: true,
  sources: ['incremental', 'costs', 'closed'],
  slices: COST_SLICES,
  beside: { margin: { says: 'Return on gross margin' } },
  leaves: { 'nothing-comparable': 'There are too few direct deals of the same region and segment to compare them with.' },
  reckon: (cell) => {
    const { incremental } = cell;
    const investment = costOf(cell.costs);
    const none = (why: string, numerator = 0): Figure => ({ value: undefined, why, numerator, denominator: investment, small: true });
    if (incremental?.value === undefined) {
      const why = incremental?.why ?? 'Nothing that it was spent on was won, now or before.';
      return { ...none(why), beside: { margin: none(why) }, leftOut: [] };
    }
    if (investment === 0) {
      const why = 'Nothing was spent.';
      return { ...none(why, incremental.value), beside: { margin: none(why) }, leftOut: [] };
    }
    const small = withPartner(cell.closed, 'won') < SMALL;
    const { low, high, method: how } = incremental.interval;
    const returned = (gain: number): number => (gain - investment) / investment;
    return {
      value: returned(incremental.value),
      numerator: incremental.value - investment,
      denominator: investment,
      interval: { low: returned(low), high: returned(high), method: how },
      small,
      beside: { margin: onMargin(cell, incremental.value, investment, small) },
      leftOut: incremental.leftOut.count > 0 ? [{ reason: 'nothing-comparable', ...incremental.leftOut }] : [],
      method: incremental.method,
    };
  },
  behind: { value: { numerator: { of: 'closed', which: 'won-with' }, denominator: { of: 'costs', which: 'counted' } } },
};

function onMargin({ closed }: Cell, incremental: number, investment: number, small: boolean): Figure {
  const known = withPartner(closed, 'margin_revenue');
  if (known === 0) {
    return { value: undefined, why: 'No margin is known of deals won with a partner.', numerator: 0, denominator: investment, small: true };
  }
  const gain = incremental * (withPartner(closed, 'margin') / known);
  return { value: (gain - investment) / investment, numerator: gain - investment, denominator: investment, small };
}
