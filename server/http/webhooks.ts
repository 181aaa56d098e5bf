import type { FastifyInstance } from 'fastify';
import { type CountedWebhook, countedWebhook, listWebhooks } from '../store/webhooks/webhooks.ts';
import type { Webhooks } from '../webhooks/model.ts';
import {
  changeWebhook,
  deleteWebhook,
  type MadeWebhook,
  makeWebhook,
  rotateSecret,
  testWebhook,
  type WebhookChange,
  type WebhookGiven,
} from '../webhooks/webhooks.ts';
import { type Answer, changing, IDEMPOTENCY_KEY } from './changing.ts';
import { deliveryShown } from './deliveries.ts';
import { KEEP_HOURS, NEW_WEBHOOK_SHAPE, ROTATION_SHAPE, WEBHOOK_CHANGE_SHAPE } from './openapi-webhooks.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const WEBHOOK_ID = idParameter('Id of the webhook.');
const HOUR_MS = 3_600_000;

export function webhookRoutes(app: FastifyInstance, webhooks: Webhooks): void {
  const { store } = webhooks;
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-webhook', work);
  const answer = { 200: { description: 'The webhook', $ref: '#/components/schemas/Webhook' } };
  const withSecret = { description: 'The webhook, with its secret', $ref: '#/components/schemas/WebhookWithSecret' };

  resource(app, '/v1/webhooks', {
    GET: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'listWebhooks',
        tags: ['webhooks'],
        summary: 'Webhooks, in the order in which they were made',
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/WebhookPage' } },
      },
      handler: async (request) =>
        pageOf('webhooks', await find(() => listWebhooks(store, pageOptions(request.query as PageQuery))), webhookShown),
    },
    POST: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'makeWebhook',
        tags: ['webhooks'],
        summary: 'Tell an address what happens; its secret is shown this once',
        description:
          'From now on it is sent what happens (the component Event), signed as Standard Webhooks has it. With an Idempotency-Key that was used before the answer has all but the secret.',
        headers: IDEMPOTENCY_KEY,
        body: NEW_WEBHOOK_SHAPE,
        response: { 201: withSecret },
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => makeWebhook(webhooks, tx, request.principal, request.body as WebhookGiven),
            answer: (made) => ({ status: 201, location: `/v1/webhooks/${made.webhook.id}`, ...secretOnce(made) }),
          }),
        ),
    },
  });

  resource(app, '/v1/webhooks/:id', {
    GET: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'getWebhook',
        tags: ['webhooks'],
        summary: 'A webhook, without its secret',
        params: WEBHOOK_ID,
        response: answer,
      },
      handler: async (request) => webhookShown(await find(() => countedWebhook(store.db, idOf(request)))),
    },
    PATCH: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'changeWebhook',
        tags: ['webhooks'],
        summary: 'Send it other events, or elsewhere, or nothing for a while',
        description: 'What is left out stays as it is.',
        params: WEBHOOK_ID,
        headers: IDEMPOTENCY_KEY,
        body: WEBHOOK_CHANGE_SHAPE,
        response: answer,
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => changeWebhook(webhooks, tx, request.principal, idOf(request), request.body as WebhookChange),
            answer: (webhook) => ({ body: webhookShown(webhook) }),
          }),
        ),
    },
    DELETE: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'deleteWebhook',
        tags: ['webhooks'],
        summary: 'Delete a webhook, and what waits for it',
        params: WEBHOOK_ID,
        response: answer,
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => deleteWebhook(webhooks, tx, request.principal, idOf(request)),
            answer: (webhook) => ({ body: webhookShown(webhook) }),
          }),
        ),
    },
  });

  resource(app, '/v1/webhooks/:id/secret', {
    POST: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'rotateSecret',
        tags: ['webhooks'],
        summary: 'Give a webhook another secret; it is shown this once',
        params: WEBHOOK_ID,
        headers: IDEMPOTENCY_KEY,
        body: ROTATION_SHAPE,
        response: { 200: withSecret },
      },
      handler: (request, reply) => {
        const { keepHours = KEEP_HOURS.missing } = request.body as { readonly keepHours?: number };
        return find(() =>
          changing(store, request, reply, {
            work: (tx) => rotateSecret(webhooks, tx, request.principal, idOf(request), keepHours * HOUR_MS),
            answer: secretOnce,
          }),
        );
      },
    },
  });

  resource(app, '/v1/webhooks/:id/test', {
    POST: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'testWebhook',
        tags: ['webhooks'],
        summary: 'Send an event that says nothing, to see whether it arrives',
        description: 'It goes the way of all events: what became of it, its delivery tells.',
        params: WEBHOOK_ID,
        headers: IDEMPOTENCY_KEY,
        response: { 202: { description: 'The delivery, which is due', $ref: '#/components/schemas/Delivery' } },
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => testWebhook(webhooks, tx, request.principal, idOf(request)),
            answer: (delivery) => ({
              status: 202,
              location: `/v1/webhooks/${idOf(request)}/deliveries/${delivery.event}`,
              body: deliveryShown(delivery),
            }),
          }),
        ),
    },
  });
}

/** Asked again, the answer leaves the secret out. */
const secretOnce = ({ webhook, secret }: MadeWebhook): Pick<Answer, 'body' | 'again'> => ({
  body: { secret, ...webhookShown(webhook) },
  again: webhookShown(webhook),
});

const webhookShown = (row: CountedWebhook) => ({
  id: row.id,
  name: row.name,
  url: row.url,
  ...(row.events !== null && { events: row.events }),
  ...(row.program !== null && { program: row.program }),
  active: row.active,
  ...(row.paused_because !== null && { pausedBecause: row.paused_because }),
  ...(row.secret_before_until !== null && { secretBeforeUntil: row.secret_before_until.toISOString() }),
  waiting: row.waiting,
  dead: row.dead,
  createdBy: { id: row.created_by, name: row.created_by_name },
  createdAt: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
});
