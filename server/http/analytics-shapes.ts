/** What analytics is asked by; requests are held to it. */
import { METHODS } from '../analytics/incremental.ts';
import { MEASURE_IDS } from '../analytics/measures/index.ts';
import { SLICES } from '../store/analytics/asked.ts';
import { ID_PARAMETER } from './programs.ts';

const DAY = { type: 'string', format: 'date' } as const;
const VALUE = { type: 'string', minLength: 1, maxLength: 200 } as const;

/** Filters, by slice. */
const FILTERS = {
  partnerType: { ...VALUE, description: 'Of the partner that it is credited to; "-": of none.' },
  tier: { ...VALUE, description: 'Tier of that partner, as it stands today.' },
  region: { ...VALUE, description: 'Of the customer; of enrollments and costs the partner’s.' },
  segment: { ...VALUE, description: 'Likewise.' },
  partner: { ...VALUE, description: 'Id of the partner.' },
  incentive: { ...VALUE, description: 'That paid for it.' },
  integration: { ...VALUE, description: 'That it is about.' },
  competitor: { type: 'string', enum: ['yes', 'no', '-'], description: 'Whether a rival took part; "-": it isn’t known.' },
} as const;

const METHOD = {
  type: 'string',
  enum: Object.keys(METHODS),
  description: 'By which baseline incremental revenue is estimated. Missing: prior-period.',
} as const;

export const ANALYTICS_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    from: { ...DAY, description: 'A day of the first fiscal quarter. Missing: seven before the last.' },
    to: { ...DAY, description: 'A day of the last fiscal quarter. Missing: the last of which anything is known.' },
    per: { type: 'string', enum: ['quarter', 'range'], description: 'A figure a quarter, or one for all of them. Missing: quarter.' },
    by: { type: 'string', enum: [...SLICES], description: 'A figure for each value of it, the 50 largest.' },
    measures: {
      type: 'string',
      maxLength: 1000,
      description: `Some of them, with commas between: ${MEASURE_IDS.join(', ')}. Missing: all.`,
    },
    method: METHOD,
    ...FILTERS,
  },
} as const;

export const RECORDS_QUERY = {
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'measure'],
    properties: {
      ...ID_PARAMETER.properties,
      measure: { type: 'string', maxLength: 100, description: 'Id of the measure.', examples: ['win-rate'] },
    },
  },
  query: {
    type: 'object',
    additionalProperties: false,
    required: ['quarter'],
    properties: {
      quarter: { ...DAY, description: 'A day of the fiscal quarter.' },
      figure: { type: 'string', maxLength: 60, description: 'value, or the name of a figure beside it. Missing: value.' },
      part: { type: 'string', enum: ['numerator', 'denominator', 'left-out'], description: 'Missing: numerator.' },
      reason: { type: 'string', maxLength: 60, description: 'Of those left out: why.' },
      limit: { type: 'string', pattern: '^(?:[1-9]\\d?|1\\d\\d|200)$', description: 'How many at most, 1 to 200. Missing: 50.' },
      after: { type: 'string', maxLength: 700, description: '`next` of the page before.' },
      ...FILTERS,
    },
  },
} as const;

export const HISTORY_CHOICE_SHAPE = {
  title: 'HistoryChoice',
  type: 'object',
  additionalProperties: false,
  required: ['history'],
  properties: { history: { type: ['string', 'null'], format: 'uuid', description: 'Id of the history; null: none.' } },
} as const;
