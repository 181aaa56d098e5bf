/** What the program is worth, as it goes in and out. */
import { METHODS } from '../analytics/incremental.ts';
import { MEASURE_IDS } from '../analytics/measures/index.ts';
import { SLICES } from '../store/analytics/asked.ts';
import { HISTORY_CHOICE_SHAPE } from './analytics-shapes.ts';
import { object, reference, type Schema } from './openapi-components.ts';

const TIME = { type: 'string', format: 'date-time' } as const;
const DAY = { type: 'string', format: 'date' } as const;
const DECIMAL = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?(e-\\d+)?$' } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;
const TEXT = { type: 'string' } as const;
const NEXT = { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' };
const MEASURE = { type: 'string', enum: [...MEASURE_IDS] } as const;
const SLICE = { type: 'string', enum: [...SLICES] } as const;
const UNIT = {
  type: 'string',
  enum: ['rate', 'money', 'days', 'ratio', 'count'],
  description: 'Rate: of cases, 0 to 1. Ratio: of amounts.',
} as const;
const PART = { type: 'string', enum: ['count', 'money'] } as const;

const figure = {
  value: {
    type: ['string', 'null'],
    description: 'Decimal text in the unit of the measure. null: there is none; `why` says why. An empty denominator gives none, never 0.',
  },
  why: TEXT,
  numerator: { ...DECIMAL, description: 'A number, or an amount.' },
  denominator: DECIMAL,
  interval: {
    ...object({ low: { type: ['string', 'null'] }, high: { type: ['string', 'null'] }, method: TEXT }),
    description: 'Holds the true value with a probability of 95 %. null: that end isn’t reached.',
  },
  small: { type: 'boolean', description: 'So few cases (below 30) that chance may have made it.' },
};
const FIGURE = ['value', 'numerator', 'denominator', 'small'] as const;

const definition = object(
  {
    id: MEASURE,
    name: TEXT,
    group: { type: 'string', enum: ['ecosystem-health', 'commercial-contribution', 'return'] },
    definition: { ...TEXT, description: 'A sentence, for whoever reads the figure.' },
    numerator: TEXT,
    denominator: TEXT,
    reckoned: { ...TEXT, description: 'How, with what has to be known to reckon it again.' },
    unit: UNIT,
    parts: object({ numerator: PART, denominator: PART }),
    better: { type: 'string', enum: ['higher', 'lower', 'neither'] },
    estimate: { const: true, description: 'It is an estimate, and has to be labelled so.' },
    slices: { type: 'array', items: SLICE },
    beside: {
      type: 'array',
      items: object({ name: TEXT, says: TEXT, unit: UNIT, numerator: PART, denominator: PART }, ['name', 'says']),
      description: 'Figures beside the first; unit and parts are those of the measure where they don’t say.',
    },
    difference: { ...TEXT, description: 'Of which two of them a difference is told. Missing: there is none.' },
    leftOut: {
      type: 'array',
      items: object({ reason: TEXT, why: TEXT, opens: { type: 'boolean', description: 'Into the records that were left out.' } }),
    },
    records: {
      type: 'array',
      items: object({ figure: TEXT, parts: { type: 'array', items: TEXT } }),
      description: 'Figures that open into their records, and which parts of them do.',
    },
  },
  [
    'id',
    'name',
    'group',
    'definition',
    'numerator',
    'denominator',
    'reckoned',
    'unit',
    'parts',
    'better',
    'slices',
    'beside',
    'leftOut',
    'records',
  ],
);

const WIN_RATE = {
  quarter: '2026-05-01',
  value: '0.531915',
  numerator: '25',
  denominator: '47',
  interval: { low: '0.391935', high: '0.667083', method: 'Wilson score' },
  small: false,
  beside: { 'without-partner': { value: '0.4', numerator: '40', denominator: '100', small: false } },
  difference: { value: '0.131915', low: '-0.038716', high: '0.294061', method: 'Newcombe, from Wilson scores' },
  leftOut: [],
};
const OPPORTUNITY = {
  quarter: '2026-05-01',
  id: 'OPP-7731',
  customer: 'acme',
  createdOn: '2026-03-02',
  outcome: 'won',
  closedOn: '2026-05-20',
  amount: '48000.00',
  attribution: 'sourced',
  evidence: 'registration REG-1',
  partner: 'bluewater',
  partnerType: 'reseller',
};

export const analyticsComponents: Record<string, Schema> = {
  MeasureList: object({
    measures: { type: 'array', items: reference('Measure') },
    methods: {
      type: 'array',
      items: object({ id: { type: 'string', enum: Object.keys(METHODS) }, says: TEXT }),
      description: 'Baselines of incremental revenue.',
    },
  }),
  Measure: definition,
  Figure: object(figure, FIGURE),
  Figures: {
    ...object(
      {
        program: TEXT,
        currency: TEXT,
        asOf: { ...DAY, description: 'The day that counts as today.' },
        madeAt: { ...TIME, description: 'When sums were made; what changed since is not in them yet.' },
        from: DAY,
        to: { ...DAY, description: 'Last day of the last quarter.' },
        per: { type: 'string', enum: ['quarter', 'range'] },
        by: SLICE,
        filter: { type: 'object', additionalProperties: TEXT, propertyNames: SLICE },
        method: { type: 'string', enum: Object.keys(METHODS) },
        quarters: {
          type: 'array',
          items: object(
            {
              from: DAY,
              to: DAY,
              name: { type: 'string', examples: ['FY2027 Q2'] },
              running: { const: true, description: 'It isn’t over.' },
            },
            ['from', 'to', 'name'],
          ),
        },
        measures: {
          type: 'array',
          items: object(
            {
              id: MEASURE,
              unsliced: { ...TEXT, description: 'Why it isn’t told by this slice or filter.' },
              moreSlices: {
                ...COUNT,
                description: 'Values of the slice beyond the 50 that are told: those with the most to tell, the same in all measures.',
              },
              figures: { type: 'array', items: reference('MeasureFigure') },
            },
            ['id', 'figures'],
          ),
        },
      },
      ['program', 'currency', 'asOf', 'madeAt', 'from', 'to', 'per', 'filter', 'method', 'quarters', 'measures'],
    ),
    examples: [
      {
        program: 'northwind',
        currency: 'USD',
        asOf: '2026-07-31',
        madeAt: '2026-07-31T08:00:00.000Z',
        from: '2026-05-01',
        to: '2026-07-31',
        per: 'quarter',
        filter: { region: 'EMEA' },
        method: 'prior-period',
        quarters: [{ from: '2026-05-01', to: '2026-07-31', name: 'FY2027 Q2' }],
        measures: [{ id: 'win-rate', figures: [WIN_RATE] }],
      },
    ],
  },
  MeasureFigure: {
    ...object(
      {
        quarter: { ...DAY, description: 'First day of the quarter; of a range, of its first.' },
        slice: { type: ['string', 'null'], description: 'Value of the slice; null: none.' },
        ...figure,
        beside: { type: 'object', additionalProperties: reference('Figure'), description: 'By name, as the measure lists them.' },
        difference: {
          ...object({ value: DECIMAL, low: DECIMAL, high: DECIMAL, method: TEXT }),
          description: 'Of the figure and the one beside it. Where the interval holds 0, chance may have made it.',
        },
        leftOut: { type: 'array', items: object({ reason: TEXT, why: TEXT, count: COUNT, amount: DECIMAL }, ['reason', 'why', 'count']) },
        estimate: { const: true },
        method: TEXT,
      },
      ['quarter', ...FIGURE, 'leftOut'],
    ),
    examples: [WIN_RATE],
  },
  RecordPage: {
    ...object(
      {
        kind: { type: 'string', enum: ['opportunities', 'enrollments', 'uses', 'renewals', 'costs'] },
        records: {
          type: 'array',
          items: { type: 'object' },
          description: 'What isn’t known of a record is missing; amounts are decimal text.',
        },
        next: NEXT,
      },
      ['kind', 'records'],
    ),
    examples: [{ kind: 'opportunities', records: [OPPORTUNITY] }],
  },
  Reckoning: object({ program: TEXT, currency: TEXT, asOf: DAY, madeAt: TIME, history: { type: ['string', 'null'] } }, ['program', 'asOf']),
  HistoryChoice: HISTORY_CHOICE_SHAPE,
  Told: object({
    read: { ...COUNT, description: 'Rows: accepted + rejected + leftOut.' },
    accepted: { type: 'object', additionalProperties: COUNT, description: 'By kind of record.' },
    rejected: COUNT,
    leftOut: { ...COUNT, description: 'By the mapping.' },
    rejects: {
      type: 'array',
      items: object({ file: TEXT, line: { type: 'integer' }, reason: TEXT, row: TEXT }),
      description: 'The first 200 of the refused rows.',
    },
  }),
};
