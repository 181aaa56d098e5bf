/** Deal time as it goes out. */
import { RECORD_SHAPE } from './activities.ts';
import { quoteExample } from './example.ts';
import { object, reference, type Schema } from './openapi-components.ts';
import { SHADOW_SHAPE } from './shadow.ts';

const HASH = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const ID = { type: 'string', format: 'uuid' };
const ACTIVITY = object({ source: { type: 'string' }, id: { type: 'string' }, revision: { type: 'integer', minimum: 1 } });
const NEXT = { type: 'string', description: 'Give it as `after` for what follows; missing: nothing does.' };

const receipt = {
  version: { ...HASH, description: 'The version that decided.' },
  timeline: { ...HASH, description: 'Of all versions and the days from which they held.' },
  engine: { ...HASH, description: "Of the engine's code." },
  inputs: { ...HASH, description: 'Of the activity as it was recorded: canonical JSON.' },
  state: { ...HASH, description: 'Of all that had been taken in before.' },
  decision: { ...HASH, description: 'Of the decision: canonical JSON without its reasoning.' },
};

const said = {
  activity: ACTIVITY,
  status: { enum: ['recorded', 'known', 'queued', 'waiting', 'outdated', 'conflict', 'refused'] },
  id: { ...ID, description: 'Of the decision, for GET /v1/decisions/{id}.' },
  ids: { type: 'array', items: ID, description: 'Where each party was decided by itself: of each.' },
  decision: reference('Decision'),
  provisional: { type: 'boolean', description: 'Something that it hangs on is set aside, late, or waits.' },
  receipt: object({ ...receipt, audit: object({ entry: { type: 'integer' }, hash: HASH }) }, Object.keys(receipt)),
  inbox: { ...ID, description: 'Where it waits.' },
};

const head = {
  id: ID,
  program: { type: 'string' },
  activity: ACTIVITY,
  kind: { type: 'string' },
  on: { type: 'string', format: 'date' },
  generated: { type: 'boolean', description: 'The calendar brought it about.' },
  status: { enum: ['decided', 'set-aside', 'not-in-force'] },
  parties: { type: 'array', items: { type: 'object' }, description: 'Outcomes, lines and tiers in short.' },
  provisional: { type: 'boolean' },
  cause: { enum: ['recorded', 'due', 'reconciled'], description: 'The activity was recorded, fell due, or was decided anew.' },
  supersededBy: { ...ID, description: 'A later decision on the same activity; itself: the calendar no longer brings it about.' },
  by: object({ id: { type: 'string' }, name: { type: 'string' } }),
  at: { type: 'string', format: 'date-time' },
  receipt: object({ ...receipt, explained: { ...HASH, description: 'Of the decision with its reasoning: canonical JSON.' } }),
};
const headRequired = Object.keys(head).filter((name) => name !== 'supersededBy');

const shadow = {
  program: { type: 'string' },
  version: HASH,
  draft: { ...ID, description: 'The draft that it was.' },
  since: { type: 'string', format: 'date-time', description: 'It decides what is dated from that day on.' },
  decided: { type: 'integer', description: 'Decisions that it was beside.' },
  differing: { type: 'integer', description: 'Of them those that it makes otherwise.' },
  difference: object({ currency: { type: 'string' }, amount: { type: 'string', description: 'How much more would be due.' } }),
  differences: {
    type: 'array',
    items: object({
      decision: ID,
      effective: { type: 'object', description: 'What was decided, in short.' },
      shadow: { type: 'object', description: 'What it decides.' },
      difference: { type: 'string' },
    }),
  },
  next: NEXT,
};

export const dealComponents: Record<string, Schema> = {
  ShadowRequest: { ...SHADOW_SHAPE, examples: [{ draft: '0195a2f0-7c1b-7d2a-9a41-5b8f3e6c2d10' }] },
  Shadow: object(shadow, ['program', 'version', 'since', 'decided', 'differing', 'differences']),
  ShadowGone: object({ program: { type: 'string' } }),
  RecordRequest: {
    ...RECORD_SHAPE,
    properties: {
      ...RECORD_SHAPE.properties,
      activity: { ...reference('Activity'), description: RECORD_SHAPE.properties.activity.description },
      activities: { ...RECORD_SHAPE.properties.activities, items: reference('Activity') },
    },
    examples: [{ program: 'northwind', activity: quoteExample.activity }],
  },
  RecordedActivity: object(said, ['activity', 'status']),
  RecordAnswer: {
    oneOf: [
      reference('RecordedActivity'),
      object({
        results: {
          type: 'array',
          description: 'In the order asked.',
          items: object({ ...said, problem: reference('Problem') }, ['status']),
        },
      }),
    ],
  },
  DecisionPage: object({ decisions: { type: 'array', items: object(head, headRequired) }, next: NEXT }, ['decisions']),
  KeptDecision: object({ ...head, decision: reference('Decision'), sentences: { type: 'string' } }, [
    ...headRequired,
    'decision',
    'sentences',
  ]),
  Replay: object(
    {
      id: ID,
      same: { type: 'boolean', description: 'The same bytes came out.' },
      kept: object({ decision: HASH, explained: HASH, engine: HASH }),
      now: object({ decision: HASH, explained: HASH, engine: HASH }),
      decision: reference('Decision'),
      difference: object({ pointer: { type: 'string' }, kept: {}, now: {} }, ['pointer']),
    },
    ['id', 'same', 'kept', 'now', 'decision'],
  ),
  InboxPage: object(
    {
      waiting: {
        type: 'array',
        items: object(
          {
            id: ID,
            program: { type: 'string' },
            shard: { type: 'string', description: 'Who is decided together: partner type and partner, or * for all.' },
            activity: ACTIVITY,
            reason: { enum: ['late', 'corrected', 'set-aside', 'waits-for-activity'] },
            detail: { type: 'string' },
            waitsFor: { type: 'string' },
            since: { type: 'string', format: 'date-time' },
            settledAt: { type: 'string', format: 'date-time' },
          },
          ['id', 'program', 'shard', 'activity', 'reason', 'detail', 'since'],
        ),
      },
      next: NEXT,
    },
    ['waiting'],
  ),
};
