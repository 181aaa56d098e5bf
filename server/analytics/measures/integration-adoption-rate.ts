import { USE_SLICES } from '../../store/analytics/read-others.ts';
import { rate } from './figures.ts';
import type { Measure } from './measure.ts';

export const integrationAdoptionRate: Measure = {
  id: 'integration-adoption-rate',
  name: 'Integration adoption rate',
  group: 'ecosystem-health',
  definition: 'The share of joint customers, who have both the vendor’s product and the partner’s, that use the integration of the two.',
  numerator: 'Of these, those that use it on that day',
  denominator:
    'Joint customers of an integration on the last day of the quarter, or today; a customer of two integrations counts with each',
  reckoned:
    'A customer is a joint customer from the first report on it (integration-adoption, or an import) until it is told to have ended, and uses the integration from the first report that says so. Region and segment are the customer’s.',
  unit: 'rate',
  parts: { numerator: 'count', denominator: 'count' },
  better: 'higher',
  sources: ['uses'],
  slices: USE_SLICES,
  beside: {},
  leaves: {},
  reckon: ({ uses }) => ({ ...rate(uses?.using ?? 0, uses?.joint ?? 0, 'There is no joint customer.'), leftOut: [] }),
  behind: { value: { numerator: { of: 'uses', which: 'using' }, denominator: { of: 'uses', which: 'joint' } } },
};
