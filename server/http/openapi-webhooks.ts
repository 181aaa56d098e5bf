/** Webhooks and deliveries as they go in and out. */
import { WEBHOOK_LIMITS } from '../store/webhooks/webhooks.ts';
import { EVENT_KINDS, TEST_KIND } from '../webhooks/events.ts';
import { object, reference, type Schema } from './openapi-components.ts';

const TIME = { type: 'string', format: 'date-time' } as const;
const ID = { type: 'string', minLength: 1, maxLength: 100 } as const;
const NAME = { type: 'string', minLength: 1, maxLength: WEBHOOK_LIMITS.nameLength, description: 'What it is for.' } as const;
const URL = {
  type: 'string',
  minLength: 1,
  maxLength: WEBHOOK_LIMITS.urlLength,
  description:
    'Where events are sent: an https address that is public, or in a network that the server may reach. Redirects are not followed.',
} as const;
const PROGRAM = { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 80 } as const;
const KINDS = Object.keys(EVENT_KINDS);
const EVENTS = {
  type: 'array',
  minItems: 1,
  maxItems: KINDS.length,
  uniqueItems: true,
  items: { type: 'string', enum: KINDS },
  description: [
    'Which kinds it hears of. Missing: all.',
    ...Object.entries(EVENT_KINDS).map(([kind, what]) => `\`${kind}\`: ${what}.`),
  ].join('\n'),
} as const;

/** What is asked for; requests are held to it. */
export const NEW_WEBHOOK_SHAPE = {
  title: 'NewWebhook',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'url'],
  properties: { name: NAME, url: URL, events: EVENTS, program: { ...PROGRAM, description: 'Of which program it hears. Missing: of all.' } },
} as const;

export const WEBHOOK_CHANGE_SHAPE = {
  title: 'WebhookChange',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    name: NAME,
    url: URL,
    events: { ...EVENTS, type: ['array', 'null'], description: 'All kinds that it hears of from now on; null: all that there are.' },
    active: {
      type: 'boolean',
      description: 'false: it hears of nothing that happens from now on, and what waits for it goes on waiting.',
    },
  },
} as const;

/** The secret before signs too for so long, where nothing is said. */
export const KEEP_HOURS = { missing: 24, most: 168 } as const;

export const ROTATION_SHAPE = {
  title: 'SecretRotation',
  type: 'object',
  additionalProperties: false,
  properties: {
    keepHours: {
      type: 'integer',
      minimum: 0,
      maximum: KEEP_HOURS.most,
      description: `How long the secret before signs beside the new one, so that the receiver may learn of it in peace. Missing: ${KEEP_HOURS.missing}; 0 where it was stolen.`,
    },
  },
} as const;

const webhook = {
  id: ID,
  name: NAME,
  url: URL,
  events: { ...EVENTS, description: 'Kinds that it hears of. Missing: all.' },
  program: { ...PROGRAM, description: 'The program that it hears of. Missing: all.' },
  active: { type: 'boolean' },
  pausedBecause: { type: 'string', description: 'Why the server has paused it.' },
  secretBeforeUntil: { ...TIME, description: 'How long the secret before the last one signs too.' },
  waiting: { type: 'integer', minimum: 0, description: 'Deliveries that are due, or to be tried again.' },
  dead: { type: 'integer', minimum: 0, description: 'Deliveries that were tried too often.' },
  createdBy: object({ id: { type: 'string' }, name: { type: 'string', description: 'As they were called then.' } }),
  createdAt: TIME,
  changedAt: TIME,
};
const WEBHOOK_REQUIRED = ['id', 'name', 'url', 'active', 'waiting', 'dead', 'createdBy', 'createdAt', 'changedAt'] as const;

const delivery = {
  event: { ...ID, description: 'Id of the event, as the receiver gets it in webhook-id.' },
  kind: { type: 'string', enum: [...KINDS, TEST_KIND] },
  program: { ...PROGRAM, description: 'Missing: of a test.' },
  at: { ...TIME, description: 'When it happened.' },
  state: { type: 'string', enum: ['waiting', 'delivered', 'dead'] },
  attempts: { type: 'integer', minimum: 0 },
  nextAt: { ...TIME, description: 'Of one that waits: when it is tried next, or again should the server end that is at it.' },
  lastAt: { ...TIME, description: 'When it was tried last.' },
  status: { type: 'integer', description: 'Of the last answer.' },
  error: { type: 'string', description: 'Why the last attempt came to nothing.' },
};
const DELIVERY_REQUIRED = ['event', 'kind', 'at', 'state', 'attempts'] as const;

const NEXT = { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' };
const page = (name: string, item: string): Schema => object({ [name]: { type: 'array', items: reference(item) }, next: NEXT }, [name]);

const CRM = {
  id: '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7c0',
  name: 'CRM',
  url: 'https://crm.northwind.example/dealwright',
  events: ['registration.approved', 'registration.refused', 'tier.changed'],
  program: 'northwind',
  active: true,
  waiting: 0,
  dead: 1,
  createdBy: { id: '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4', name: 'Ada Ferrara' },
  createdAt: '2026-03-18T09:00:00.000Z',
  changedAt: '2026-03-18T09:00:00.000Z',
};
const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDUuKzWN0gZkM=';
const EVENT = '0198f40a-11d2-7c55-8e0e-90ab6d1f2c33';
const DEAD = {
  event: EVENT,
  kind: 'registration.approved',
  program: 'northwind',
  at: '2026-03-18T10:18:02.000Z',
  state: 'dead',
  attempts: 10,
  lastAt: '2026-03-19T17:21:40.000Z',
  status: 503,
  error: 'The answer was 503; one from 200 to 299 is expected.',
};
const BODY = {
  id: EVENT,
  type: 'registration.approved',
  timestamp: DEAD.at,
  program: 'northwind',
  subject: { partner: 'bluewater', partnerType: 'reseller', registration: 'r-1' },
  data: { protectedUntil: '2026-06-16' },
};

export const webhookComponents: Record<string, Schema> = {
  NewWebhook: { ...NEW_WEBHOOK_SHAPE, examples: [{ name: CRM.name, url: CRM.url, events: CRM.events, program: CRM.program }] },
  WebhookChange: { ...WEBHOOK_CHANGE_SHAPE, examples: [{ active: false }, { events: null }] },
  SecretRotation: { ...ROTATION_SHAPE, examples: [{}, { keepHours: 0 }] },
  Webhook: { ...object(webhook, WEBHOOK_REQUIRED), examples: [CRM] },
  WebhookPage: { ...page('webhooks', 'Webhook'), examples: [{ webhooks: [CRM] }] },
  WebhookWithSecret: {
    ...object(
      {
        secret: {
          type: 'string',
          pattern: '^whsec_[A-Za-z0-9+/]{43}=$',
          description:
            'What events are signed with: HMAC-SHA256 as Standard Webhooks has it. It is shown this once; missing: it was shown before, under the same Idempotency-Key.',
        },
        ...webhook,
      },
      WEBHOOK_REQUIRED,
    ),
    examples: [{ secret: SECRET, ...CRM }],
  },
  Delivery: { ...object(delivery, DELIVERY_REQUIRED), examples: [DEAD] },
  DeliveryPage: { ...page('deliveries', 'Delivery'), examples: [{ deliveries: [DEAD] }] },
  DeliveryWithBody: {
    ...object({ ...delivery, body: { type: 'string', description: 'What is sent, byte for byte.' } }, [...DELIVERY_REQUIRED, 'body']),
    examples: [{ ...DEAD, body: JSON.stringify(BODY) }],
  },
  Resent: { ...object({ resent: { type: 'integer', minimum: 0 } }), examples: [{ resent: 1 }] },
  Event: {
    ...object(
      {
        id: { ...ID, description: 'The same with every attempt.' },
        type: { type: 'string', enum: [...KINDS, TEST_KIND] },
        timestamp: { ...TIME, description: 'When it happened.' },
        program: PROGRAM,
        subject: { type: 'object', description: 'What it is about, by its ids.' },
        data: { type: 'object', description: 'What is told of it. Of what is too large, its size: `omitted`.' },
      },
      ['id', 'type', 'timestamp', 'subject', 'data'],
    ),
    description: [
      'What a webhook is sent, as POST. The header `webhook-signature` has `v1,` and the base64 of HMAC-SHA256 over `webhook-id`, `webhook-timestamp` and the body as it came, with full stops between them;',
      'the key is the base64 after `whsec_` of the secret. While a secret is being changed there are two, with a space between. Libraries of Standard Webhooks verify it.',
      'Answer 2xx within seconds; the same event may come twice, and events in another order than they happened in.',
    ].join(' '),
    examples: [BODY],
  },
};
