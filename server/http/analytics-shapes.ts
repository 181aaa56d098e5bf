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
  tier: { ...VALUE, description: 'Tier of that partner on the day of the record: when it was closed, due or spent.' },
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
      to: { ...DAY, description: 'A day of the last, of several quarters together. Missing: that one alone.' },
      figure: { type: 'string', maxLength: 60, description: 'value, or the name of a figure beside it. Missing: value.' },
      part: { type: 'string', enum: ['numerator', 'denominator', 'left-out'], description: 'Missing: numerator.' },
      method: { ...METHOD, description: 'Of a baseline, by which it is estimated: what it is made of. Missing: prior-period.' },
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

const { per: _per, ...WITHOUT_PER } = ANALYTICS_QUERY.properties;
const RANGE = { from: WITHOUT_PER.from, to: WITHOUT_PER.to } as const;
const HASH = { type: 'string', pattern: '^[0-9a-f]{8,64}$' } as const;

/** What figures are compared with. */
const COMPARED = {
  beforeFrom: { ...DAY, description: 'A day of the first quarter of the period before.' },
  beforeTo: { ...DAY, description: 'A day of its last quarter. Missing: that one.' },
  version: { ...HASH, description: 'Instead of days: a version of the program, by its hash, and' },
  beforeVersion: { ...HASH, description: 'another one.' },
} as const;

export const COMPARISON_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: { ...WITHOUT_PER, ...COMPARED },
} as const;

const { measures: _measures, ...OF_REPORT } = WITHOUT_PER;

export const REPORT_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: { ...OF_REPORT, format: { type: 'string', enum: ['html', 'csv'], description: 'Missing: html.' } },
} as const;

export const INCENTIVES_QUERY = { type: 'object', additionalProperties: false, properties: RANGE } as const;

export const PORTFOLIO_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...RANGE,
    ...FILTERS,
    of: { type: 'string', enum: ['partner', 'integration'], description: 'Whose contribution. Missing: partner.' },
  },
} as const;

const DECIMAL = { type: 'string', pattern: '^-?(0|[1-9]\\d{0,14})(\\.\\d{1,9})?$' } as const;
const TYPE = { type: 'string', minLength: 1, maxLength: 80 } as const;

export const MOVE_SHAPE = {
  title: 'Move',
  type: 'object',
  additionalProperties: false,
  required: ['amount', 'fromType', 'toType'],
  properties: {
    ...RANGE,
    method: METHOD,
    amount: { ...DECIMAL, description: 'At most what was spent on the first type in the period.' },
    fromType: { ...TYPE, description: 'Partner type that has less.' },
    toType: { ...TYPE, description: 'Partner type that has more.' },
    marginalReturn: { ...DECIMAL, description: 'Incremental revenue that a unit more brings. Missing: what one brought on average.' },
  },
} as const;

export const WORTH_SHAPE = {
  title: 'WorthQuestion',
  type: 'object',
  additionalProperties: false,
  required: ['simulation'],
  properties: {
    ...RANGE,
    method: METHOD,
    simulation: { type: 'string', minLength: 1, maxLength: 100, description: 'Id of a simulation that is done.' },
    candidate: { type: 'integer', minimum: 0, maximum: 7, description: 'Which of its candidates. Missing: the first, 0.' },
    response: {
      type: 'array',
      maxItems: 30,
      description: 'How partners are supposed to respond. Missing: not at all.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['partnerType', 'change'],
        properties: {
          partnerType: TYPE,
          change: {
            type: 'string',
            pattern: '^-?(0|[1-9]\\d?)(\\.\\d{1,6})?$',
            description: 'Of the revenue with them: 0.05, five per cent more.',
          },
        },
      },
    },
  },
} as const;

export const VIEW_SHAPE = {
  title: 'NewView',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'view'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200 },
    view: {
      type: 'object',
      additionalProperties: false,
      description: 'The question: as the queries of figures and of comparisons have it.',
      properties: { ...ANALYTICS_QUERY.properties, ...COMPARED },
    },
  },
} as const;
