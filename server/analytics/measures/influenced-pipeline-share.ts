import { SLICES } from '../../store/analytics/asked.ts';
import { all, leaving, ratio, withPartner } from './figures.ts';
import type { Measure } from './measure.ts';

export const influencedPipelineShare: Measure = {
  id: 'influenced-pipeline-share',
  name: 'Influenced pipeline share',
  group: 'commercial-contribution',
  definition: 'The share of the open pipeline, by value, that partners sourced or influenced.',
  numerator: 'Of this, what is sourced or influenced',
  denominator: 'Expected amount of all opportunities open at the end of the quarter, or today',
  reckoned:
    'An opportunity counts in each quarter at whose end it is open. One that only activities of partners tell of is open for 180 days after the last of them.',
  unit: 'ratio',
  parts: { numerator: 'money', denominator: 'money' },
  better: 'higher',
  sources: ['open'],
  slices: SLICES,
  beside: { sourced: { says: 'Share that is sourced' }, influenced: { says: 'Share that is influenced' } },
  leaves: { 'amount-unknown': 'What is expected of them isn’t known.' },
  reckon: ({ open }) => {
    const [total, cases] = [all(open, 'amount'), all(open, 'opportunities')];
    const why = 'No opportunity of a known amount is open.';
    return {
      ...ratio(withPartner(open, 'amount'), total, cases, why),
      beside: {
        sourced: ratio(open.sourced?.amount ?? 0, total, cases, why),
        influenced: ratio(open.influenced?.amount ?? 0, total, cases, why),
      },
      leftOut: leaving({ reason: 'amount-unknown', count: all(open, 'unknown') }),
    };
  },
  behind: {
    value: { numerator: { of: 'open', which: 'open-with' }, denominator: { of: 'open', which: 'open' } },
    sourced: { numerator: { of: 'open', which: 'open-sourced' }, denominator: { of: 'open', which: 'open' } },
    influenced: { numerator: { of: 'open', which: 'open-influenced' }, denominator: { of: 'open', which: 'open' } },
  },
  behindLeftOut: { 'amount-unknown': { of: 'open', which: 'open-unknown' } },
};
