/** Components of what-if that are not documents of the house: what is kept, and how it stands. */
import { object, reference, type Schema } from './openapi-components.ts';
import { IMPACT_ACTIVITY_SHAPE, IMPACT_SHAPE } from './tries.ts';

const TIME = { type: 'string', format: 'date-time' };
const ID = { type: 'string', format: 'uuid' };
const HASH = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const NEXT = { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' };
const COUNT = { type: 'integer', minimum: 0 };

const VALUE: Schema = { type: ['string', 'integer', 'boolean'] };
const FIGURES: Schema = { type: 'array', items: { type: 'string' } };
const PROBE = object({ value: VALUE, measure: { type: 'string' }, difference: { type: 'string', description: 'From the target.' } });

const page = (name: string, item: string): Schema => object({ [name]: { type: 'array', items: reference(item) }, next: NEXT }, [name]);

/** What a shape takes as any object is a simulation. */
const ofSimulation = (shape: { readonly properties: object }): Schema => ({
  ...shape,
  properties: { ...shape.properties, simulation: reference('SimulationRequest') },
});

export const whatIfComponents: Record<string, Schema> = {
  History: object({
    id: ID,
    name: { type: 'string' },
    currency: { type: 'string', description: 'Amounts are in it.' },
    timeZone: { type: 'string' },
    attributes: { type: 'object', description: 'Facts that the base catalogue does not have, with type and choices.' },
    contentHash: {
      ...HASH,
      description: 'Of all that was recorded, each revision; results name its columns, which have a hash of their own.',
    },
    enrollments: { ...COUNT, description: 'That were recorded; whom nobody enrolled is so by the first activity, and counted in results.' },
    activities: { ...COUNT, description: 'Each revision counts.' },
    createdAt: TIME,
    changedAt: TIME,
  }),
  HistoryPage: page('histories', 'History'),
  LivedActivities: object({
    partner: reference('Partner'),
    earlier: { ...COUNT, description: 'Activities of the enrollment before the first one shown.' },
    later: { ...COUNT, description: 'And after the last one shown.' },
    activities: { type: 'array', items: reference('Activity') },
  }),
  HistoryFacts: {
    type: 'object',
    required: ['history', 'hash'],
    properties: { history: ID, hash: { ...HASH, description: 'Of the history in columns, as results name it.' } },
    description: 'By kind of activity, what values each fact has: how many are present, the least and the greatest, the commonest.',
  },
  Import: object(
    {
      id: ID,
      history: ID,
      files: { type: 'string' },
      state: { type: 'string', enum: ['running', 'done', 'failed'], description: 'A failed one has changed nothing.' },
      rows: object({
        read: { ...COUNT, description: 'Always accepted + rejected.' },
        accepted: COUNT,
        known: { ...COUNT, description: 'Of the accepted, those that stood in the history already.' },
        rejected: COUNT,
      }),
      error: { type: 'string' },
      createdAt: TIME,
      finishedAt: TIME,
    },
    ['id', 'history', 'files', 'state', 'rows', 'createdAt'],
  ),
  ImportPage: page('imports', 'Import'),
  ImportPreview: {
    type: 'object',
    required: ['files', 'findings', 'rows', 'documents'],
    properties: {
      files: { type: 'array', items: { type: 'object' }, description: 'What each file is read as, its columns and samples of them.' },
      findings: { type: 'array', items: { type: 'object' }, description: 'What is wrong with the mapping.' },
      rows: { type: 'array', items: { type: 'object' }, description: 'What becomes of each row, or why it is refused.' },
      documents: {
        type: 'array',
        items: { type: 'object' },
        description: 'The partners and activities made, with the lines they came from.',
      },
    },
  },
  Simulation: object(
    {
      id: ID,
      history: ID,
      hashes: object({
        history: { ...HASH, description: 'Of the history in columns, as it was folded.' },
        request: { ...HASH, description: 'Of what is meant: the same question has the same answer.' },
      }),
      sides: {
        type: 'array',
        description:
          'Programs that it is of: the baseline, then the candidates, as in the result. Missing: it was asked before these were kept.',
        items: object({
          name: { type: 'string', description: '`baseline`, or the candidate’s name.' },
          program: { type: 'string', description: 'Id of the program.' },
          rival: { type: 'boolean' },
          versions: {
            type: 'array',
            description: 'As folded.',
            items: object({ hash: HASH, effectiveFrom: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] } }),
          },
        }),
      },
      state: { type: 'string', enum: ['queued', 'running', 'done', 'failed', 'cancelled'] },
      progress: object({ done: { ...COUNT, description: 'Rows folded.' }, all: { ...COUNT, description: 'Rows that are to be folded.' } }),
      error: { type: 'string' },
      createdAt: TIME,
      finishedAt: TIME,
      result: reference('SimulationRequest.Result'),
    },
    ['id', 'history', 'hashes', 'state', 'progress', 'createdAt'],
  ),
  ImpactRequest: ofSimulation(IMPACT_SHAPE),
  ImpactActivityRequest: ofSimulation(IMPACT_ACTIVITY_SHAPE),
  ActivityPair: object({
    activity: object({
      source: { type: 'string' },
      id: { type: 'string' },
      on: { type: 'string', format: 'date' },
      generated: { type: 'boolean' },
    }),
    baseline: { anyOf: [reference('Decision'), { type: 'null' }], description: 'null: the program says nothing of it.' },
    candidates: {
      type: 'array',
      items: object({
        name: { type: 'string' },
        decision: { anyOf: [reference('Decision'), { type: 'null' }] },
        parting: {
          type: 'object',
          description: 'The first condition that came out otherwise than under the baseline, or what a formula read.',
        },
        text: { type: 'string', description: 'The same in words.' },
      }),
    },
  }),
  Sweep: object({
    candidate: { type: 'string' },
    currency: { type: 'string' },
    axes: {
      type: 'array',
      items: object({ parameter: { type: 'string' }, type: { type: 'string' }, values: { type: 'array', items: VALUE } }),
    },
    measures: { type: 'array', items: object({ name: { type: 'string' }, unit: { type: 'string', enum: ['money', 'count'] } }) },
    baseline: { ...FIGURES, description: 'By measure.' },
    points: {
      type: 'array',
      description: 'The last axis changes fastest.',
      items: object({
        values: { type: 'array', items: VALUE },
        measures: FIGURES,
        differences: { ...FIGURES, description: 'From the baseline.' },
      }),
    },
  }),
  Goal: object({
    candidate: { type: 'string' },
    measure: object({ name: { type: 'string' }, unit: { type: 'string', enum: ['money', 'count'] } }),
    target: { type: 'string' },
    currency: { type: 'string' },
    by: object({ parameter: { type: 'string' }, type: { type: 'string' }, from: VALUE, to: VALUE, step: VALUE }),
    baseline: { type: 'string' },
    status: {
      type: 'string',
      enum: ['met', 'crossed', 'out-of-reach', 'unmoved', 'not-monotone', 'unfinished'],
      description:
        'crossed: between two neighbouring values the measure jumps past the target. unfinished: time was up before; the brackets are as narrow as they came to be.',
    },
    monotone: { type: 'boolean', description: 'Whether the measure goes one way only, as far as it was folded.' },
    nearest: PROBE,
    brackets: {
      type: 'array',
      items: object({ low: PROBE, high: PROBE }),
      description: 'Neighbouring values with the target between them; of what is unfinished, values that yet lie apart.',
    },
    probes: { type: 'array', items: PROBE, description: 'All that was folded, in order.' },
  }),
  SimulationPage: page('simulations', 'Simulation'),
};
