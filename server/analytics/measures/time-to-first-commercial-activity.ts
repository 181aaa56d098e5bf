import { ENROLLMENT_SLICES } from '../../store/analytics/read-enrollments.ts';
import { kaplanMeier } from '../statistics/kaplan-meier.ts';
import { leaving } from './figures.ts';
import { type Measure, SMALL } from './measure.ts';

export const timeToFirstCommercialActivity: Measure = {
  id: 'time-to-first-commercial-activity',
  name: 'Time to first commercial activity',
  group: 'ecosystem-health',
  definition: 'Days from enrollment by which half of the partners that enrolled in the quarter had sold or tried to sell something.',
  numerator: 'Of these, those that have had a commercial activity',
  denominator: 'Partners, each in each of its partner types, that enrolled in the quarter',
  reckoned:
    'Kaplan–Meier: those never active count for as long as they were enrolled (censored), and are neither left out nor taken for active. There is no value while fewer than half have been active.',
  unit: 'days',
  parts: { numerator: 'count', denominator: 'count' },
  better: 'lower',
  sources: ['firsts'],
  slices: ENROLLMENT_SLICES,
  beside: { 'never-active': { says: 'Partners that enrolled in the quarter and have not been active', unit: 'count' } },
  leaves: { 'before-the-record': 'They enrolled before the record begins; what they did first isn’t known.' },
  reckon: ({ firsts }) => {
    const rows = firsts.filter(({ enrollments }) => enrollments > 0);
    const { median, interval, happened, followed } = kaplanMeier(
      rows.map(({ days, acted, enrollments }) => ({ days, happened: acted, count: enrollments })),
    );
    const why = followed === 0 ? 'No partner enrolled in it.' : 'Fewer than half have been active.';
    return {
      value: median,
      ...(median === undefined && { why }),
      numerator: happened,
      denominator: followed,
      ...(followed > 0 && { interval }),
      small: followed < SMALL,
      beside: {
        'never-active': { value: followed - happened, numerator: followed - happened, denominator: followed, small: followed < SMALL },
      },
      leftOut: leaving({ reason: 'before-the-record', count: firsts.reduce((sum, { unknown }) => sum + unknown, 0) }),
    };
  },
  behind: {
    value: { numerator: { of: 'enrollments', which: 'acted' }, denominator: { of: 'enrollments', which: 'cohort' } },
  },
  behindLeftOut: { 'before-the-record': { of: 'enrollments', which: 'cohort-unknown' } },
};
