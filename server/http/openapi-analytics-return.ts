/** Comparisons, incentives, the portfolio and what-if, as they go in and out. */
import { MEASURE_IDS } from '../analytics/measures/index.ts';
import { SLICES } from '../store/analytics/asked.ts';
import { MOVE_SHAPE, VIEW_SHAPE, WORTH_SHAPE } from './analytics-shapes.ts';
import { object, reference, type Schema } from './openapi-components.ts';

const TIME = { type: 'string', format: 'date-time' } as const;
const DAY = { type: 'string', format: 'date' } as const;
const TEXT = { type: 'string' } as const;
const MONEY = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$', description: 'Decimal text.' } as const;
const MAYBE = { type: ['string', 'null'], description: 'Decimal text; null: there is none.' } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;
const METHOD = { ...TEXT, description: 'By which incremental revenue is estimated.' } as const;
const MEASURE = { type: 'string', enum: [...MEASURE_IDS] } as const;
const PERIOD = object({ from: DAY, to: DAY });
const NEXT = { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' };
const FIGURE_OR_NONE = { oneOf: [reference('MeasureFigure'), { type: 'null' }] } as const;

const CHANGE = {
  before: FIGURE_OR_NONE,
  after: FIGURE_OR_NONE,
  change: {
    oneOf: [object({ value: TEXT, low: TEXT, high: TEXT, method: TEXT }, ['value']), { type: 'null' }],
    description: 'After less before; of a rate with its interval.',
  },
  maybeChance: { type: 'boolean', description: 'The interval of the change holds 0.' },
};

const RETURN = object({ investment: MONEY, incremental: MAYBE, return: MAYBE });
const WORTH = { revenue: MONEY, cost: MONEY, costRatio: MAYBE, incremental: MAYBE, return: MAYBE };
const LABELLED = object({ says: TEXT, ...WORTH });

const VIEW = {
  id: '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4',
  program: 'northwind',
  name: 'Board, by region',
  view: { by: 'region', measures: 'win-rate,program-cost-ratio' },
  revision: 1,
  by: { id: 'ada', name: 'Ada' },
  createdAt: '2026-08-03T09:00:00.000Z',
  changedAt: '2026-08-03T09:00:00.000Z',
};

export const analyticsReturnComponents: Record<string, Schema> = {
  Comparison: object(
    {
      program: TEXT,
      currency: TEXT,
      before: PERIOD,
      after: PERIOD,
      by: { type: 'string', enum: [...SLICES] },
      filter: { type: 'object', additionalProperties: TEXT },
      method: METHOD,
      measures: {
        type: 'array',
        items: object(
          {
            id: MEASURE,
            unsliced: TEXT,
            figures: { type: 'array', items: object({ slice: { type: ['string', 'null'] }, ...CHANGE }, ['before', 'after', 'change']) },
          },
          ['id', 'figures'],
        ),
      },
    },
    ['program', 'currency', 'before', 'after', 'filter', 'method', 'measures'],
  ),
  IncentiveList: object({
    program: TEXT,
    currency: TEXT,
    period: PERIOD,
    before: { ...PERIOD, description: 'As long a time before.' },
    incentives: {
      type: 'array',
      items: object(
        {
          incentive: TEXT,
          rules: { type: 'array', items: TEXT },
          partnerTypes: { type: 'array', items: TEXT },
          paid: MONEY,
          moves: MEASURE,
          moved: {
            type: 'array',
            items: object({ of: object({ incentive: TEXT, partnerType: TEXT }, []), ...CHANGE }, ['of', 'before', 'after', 'change']),
            description: 'The measure that it claims to move, of what it paid for and of the partner types that can earn it.',
          },
          return: { ...FIGURE_OR_NONE, description: 'Return on what it paid, estimated against deals that it paid for a year before.' },
        },
        ['incentive', 'rules', 'partnerTypes', 'paid', 'moved', 'return'],
      ),
    },
  }),
  Portfolio: object({
    program: TEXT,
    currency: TEXT,
    from: DAY,
    to: DAY,
    by: { type: 'string', enum: ['partner', 'integration'] },
    total: { ...MONEY, description: 'Won with partners.' },
    members: { ...COUNT, description: 'Those who brought something.' },
    rows: {
      type: 'array',
      items: object({
        rank: COUNT,
        name: { type: ['string', 'null'], description: 'null: won or spent without one.' },
        deals: COUNT,
        contribution: MONEY,
        share: MAYBE,
        cumulative: { ...MAYBE, description: 'All up to this one together.' },
        cost: MONEY,
        costRatio: MAYBE,
      }),
      description: 'The largest contribution first.',
    },
    rest: object({ members: COUNT, contribution: MONEY, cost: MONEY }),
    concentration: {
      type: 'array',
      items: object({ share: TEXT, members: COUNT }),
      description: 'How many, the largest first, bring so much of all.',
    },
  }),
  Move: { ...MOVE_SHAPE, examples: [{ amount: '50000.00', fromType: 'reseller', toType: 'isv', from: '2025-08-01', to: '2026-07-31' }] },
  MoveTried: object(
    {
      program: TEXT,
      currency: TEXT,
      from: DAY,
      to: DAY,
      moved: MONEY,
      method: METHOD,
      assumption: { ...TEXT, description: 'What it supposes; to be shown with the figures.' },
      types: { type: 'array', items: object({ partnerType: TEXT, before: RETURN, after: RETURN }) },
      change: { ...MAYBE, description: 'Of the incremental revenue of both.' },
      why: TEXT,
      estimate: { const: true },
    },
    ['program', 'currency', 'from', 'to', 'moved', 'method', 'assumption', 'types', 'change', 'estimate'],
  ),
  WorthQuestion: {
    ...WORTH_SHAPE,
    examples: [{ simulation: '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4', response: [{ partnerType: 'reseller', change: '0.03' }] }],
  },
  WorthOfSimulation: object(
    {
      program: TEXT,
      currency: TEXT,
      from: DAY,
      to: DAY,
      method: METHOD,
      simulation: object({ request: TEXT, candidate: TEXT, until: TEXT }),
      paid: {
        ...object({ baseline: MONEY, candidate: MONEY, difference: MONEY }),
        description: 'By the simulation, over all that it counts.',
      },
      before: object(WORTH),
      unchanged: { ...LABELLED, description: 'At unchanged behaviour.' },
      assumed: {
        ...object({ says: TEXT, response: { type: 'array', items: object({ partnerType: TEXT, change: TEXT }) }, ...WORTH }),
        description: 'Under the response that was set; to be labelled as such.',
      },
      types: {
        type: 'array',
        items: object(
          { partnerType: { type: ['string', 'null'] }, before: object(WORTH), unchanged: object(WORTH), assumed: object(WORTH) },
          ['partnerType', 'before', 'unchanged'],
        ),
      },
      estimate: { const: true },
    },
    ['program', 'currency', 'from', 'to', 'method', 'simulation', 'paid', 'before', 'unchanged', 'types', 'estimate'],
  ),
  NewView: { ...VIEW_SHAPE, examples: [{ name: VIEW.name, view: VIEW.view }] },
  View: {
    ...object({
      id: TEXT,
      program: TEXT,
      name: TEXT,
      view: VIEW_SHAPE.properties.view,
      revision: { type: 'integer' },
      by: object({ id: TEXT, name: TEXT }),
      createdAt: TIME,
      changedAt: TIME,
    }),
    examples: [VIEW],
  },
  ViewPage: { ...object({ views: { type: 'array', items: reference('View') }, next: NEXT }, ['views']), examples: [{ views: [VIEW] }] },
};
