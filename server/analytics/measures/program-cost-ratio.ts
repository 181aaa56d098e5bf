import { COST_SLICES } from '../../store/analytics/read-others.ts';
import { leaving, ratio, withPartner } from './figures.ts';
import type { Cell, Measure } from './measure.ts';

export const programCostRatio: Measure = {
  id: 'program-cost-ratio',
  name: 'Program cost ratio',
  group: 'return',
  definition: 'What the program costs for each unit of revenue won with a partner.',
  numerator: 'Integration, enablement, MDF, co-sell, incentives and administration of the quarter',
  denominator: 'Amount of deals won in the quarter that partners sourced or influenced',
  reckoned:
    'Incentives and claimed MDF are those of the ledger, by the day of their activity; what is paid to the vendor’s own field counts as co-sell. The rest are investments as they were told, by the day on which they were spent. What isn’t spent on a partner has no slice. Region, segment and tier of a cost are the partner’s, of a deal the customer’s region and segment.',
  unit: 'ratio',
  parts: { numerator: 'money', denominator: 'money' },
  better: 'lower',
  sources: ['costs', 'closed'],
  slices: COST_SLICES,
  beside: {
    integration: { says: 'Integration ÷ the same revenue' },
    enablement: { says: 'Enablement ÷ the same revenue' },
    mdf: { says: 'MDF ÷ the same revenue' },
    'co-sell': { says: 'Co-sell ÷ the same revenue' },
    incentives: { says: 'Incentives ÷ the same revenue' },
    administration: { says: 'Administration ÷ the same revenue' },
  },
  leaves: { 'in-ledger': 'Incentives or MDF told as investments, of days that the ledger has: counted from there.' },
  reckon: ({ costs, closed }) => {
    const [revenue, deals] = [withPartner(closed, 'won_amount'), withPartner(closed, 'won')];
    const why = 'No revenue was won with a partner.';
    const of = (kind: string) =>
      ratio(
        costs.reduce((sum, row) => sum + (row.kind === kind ? row.amount : 0), 0),
        revenue,
        deals,
        why,
      );
    return {
      ...ratio(costOf(costs), revenue, deals, why),
      beside: {
        integration: of('integration'),
        enablement: of('enablement'),
        mdf: of('mdf'),
        'co-sell': of('co-sell'),
        incentives: of('incentives'),
        administration: of('administration'),
      },
      leftOut: leaving({
        reason: 'in-ledger',
        count: costs.reduce((sum, row) => sum + row.left_out, 0),
        amount: costs.reduce((sum, row) => sum + row.left_out_amount, 0),
      }),
    };
  },
  behind: { value: { numerator: { of: 'costs', which: 'counted' }, denominator: { of: 'closed', which: 'won-with' } } },
  behindLeftOut: { 'in-ledger': { of: 'costs', which: 'in-ledger' } },
};

/** All that was spent. */
export const costOf = (costs: Cell['costs']): number => costs.reduce((sum, { amount }) => sum + amount, 0);
