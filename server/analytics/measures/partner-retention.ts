import { ENROLLMENT_SLICES } from '../../store/analytics/read-enrollments.ts';
import { leaving, rate } from './figures.ts';
import type { Measure } from './measure.ts';

export const partnerRetention: Measure = {
  id: 'partner-retention',
  name: 'Partner retention',
  group: 'ecosystem-health',
  definition: 'The share of partners enrolled at the start of the quarter that are still enrolled at its end.',
  numerator: 'Of these, those still enrolled after its last day, or today',
  denominator: 'Partners, each in each of its partner types, enrolled on the first day of the quarter',
  reckoned: 'Of several quarters together: enrolled on the first day of the first, and after the last day of the last.',
  unit: 'rate',
  parts: { numerator: 'count', denominator: 'count' },
  better: 'higher',
  sources: ['enrollments'],
  slices: ENROLLMENT_SLICES,
  beside: {},
  leaves: { joined: 'They enrolled later than on the first day.' },
  reckon: ({ enrollments: e }) => ({
    ...rate(e?.whole ?? 0, e?.started ?? 0, 'No partner was enrolled on its first day.'),
    leftOut: leaving({ reason: 'joined', count: e?.joined ?? 0 }),
  }),
  behind: { value: { numerator: { of: 'enrollments', which: 'stayed' }, denominator: { of: 'enrollments', which: 'started' } } },
  behindLeftOut: { joined: { of: 'enrollments', which: 'joined' } },
};
