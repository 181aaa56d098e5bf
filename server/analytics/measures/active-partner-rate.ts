import { COMMERCIAL } from '../../store/analytics/making/take-history.ts';
import { ENROLLMENT_SLICES } from '../../store/analytics/read-enrollments.ts';
import { leaving, rate } from './figures.ts';
import type { Measure } from './measure.ts';

export const activePartnerRate: Measure = {
  id: 'active-partner-rate',
  name: 'Active partner rate',
  group: 'ecosystem-health',
  definition: 'The share of partners, enrolled for the whole quarter, that sold or tried to sell something in it.',
  numerator: 'Of these, those with at least one commercial activity in the quarter',
  denominator: 'Partners, each in each of its partner types, enrolled from the first to the last day of the quarter, or to today',
  reckoned: `Commercial activities are ${COMMERCIAL.join(', ')}. Region, segment and tier are the partner’s, as they stand today.`,
  unit: 'rate',
  parts: { numerator: 'count', denominator: 'count' },
  better: 'higher',
  sources: ['enrollments'],
  slices: ENROLLMENT_SLICES,
  beside: {},
  leaves: {
    joined: 'They enrolled during the quarter, and had less time than others.',
    left: 'Their enrollment ended during the quarter.',
  },
  reckon: ({ enrollments: e }) => ({
    ...rate(e?.active ?? 0, e?.whole ?? 0, 'No partner was enrolled for the whole of it.'),
    leftOut: leaving({ reason: 'joined', count: e?.joined ?? 0 }, { reason: 'left', count: e?.left ?? 0 }),
  }),
  behind: { value: { numerator: { of: 'enrollments', which: 'active' }, denominator: { of: 'enrollments', which: 'whole' } } },
  behindLeftOut: { joined: { of: 'enrollments', which: 'joined' }, left: { of: 'enrollments', which: 'left' } },
};
