import { SLICES } from '../../store/analytics/asked.ts';
import { newcombe } from '../statistics/newcombe.ts';
import { rate, without, withPartner } from './figures.ts';
import type { Measure } from './measure.ts';

export const winRate: Measure = {
  id: 'win-rate',
  name: 'Win rate',
  group: 'commercial-contribution',
  definition: 'Of the opportunities closed with a partner, sourced or influenced, the share that was won; beside it the same without one.',
  numerator: 'Of these, the won ones',
  denominator: 'Opportunities won or lost in the quarter, by the day of closing',
  reckoned:
    'Intervals of rates are Wilson’s, that of the difference Newcombe’s: where it holds 0, the two may be as good as each other. Other things may differ between the two kinds of deals than the partner.',
  unit: 'rate',
  parts: { numerator: 'count', denominator: 'count' },
  better: 'higher',
  sources: ['closed'],
  slices: SLICES,
  beside: {
    'without-partner': { says: 'Win rate without a partner' },
    sourced: { says: 'Of the sourced' },
    influenced: { says: 'Of the influenced' },
  },
  difference: 'With a partner less without',
  leaves: {},
  reckon: ({ closed }) => {
    const [wonWith, withAll] = [withPartner(closed, 'won'), withPartner(closed, 'opportunities')];
    const [wonWithout, withoutAll] = [without(closed, 'won'), without(closed, 'opportunities')];
    const difference = newcombe({ successes: wonWith, of: withAll }, { successes: wonWithout, of: withoutAll });
    return {
      ...rate(wonWith, withAll, 'None was closed with a partner.'),
      beside: {
        'without-partner': rate(wonWithout, withoutAll, 'None was closed without a partner.'),
        sourced: rate(closed.sourced?.won ?? 0, closed.sourced?.opportunities ?? 0, 'No sourced one was closed.'),
        influenced: rate(closed.influenced?.won ?? 0, closed.influenced?.opportunities ?? 0, 'No influenced one was closed.'),
      },
      ...(difference && { difference }),
      leftOut: [],
    };
  },
  behind: {
    value: { numerator: { of: 'closed', which: 'won-with' }, denominator: { of: 'closed', which: 'closed-with' } },
    'without-partner': { numerator: { of: 'closed', which: 'won-without' }, denominator: { of: 'closed', which: 'closed-without' } },
    sourced: { numerator: { of: 'closed', which: 'won-sourced' }, denominator: { of: 'closed', which: 'closed-sourced' } },
    influenced: { numerator: { of: 'closed', which: 'won-influenced' }, denominator: { of: 'closed', which: 'closed-influenced' } },
  },
};
