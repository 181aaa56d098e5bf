import type { FastifyInstance } from 'fastify';
import { type DeliveryState, getDelivery, listDeliveries, type StoredDelivery } from '../store/webhooks/deliveries.ts';
import { countedWebhook } from '../store/webhooks/webhooks.ts';
import type { Webhooks } from '../webhooks/model.ts';
import { resend, resendDead } from '../webhooks/webhooks.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const WEBHOOK_ID = idParameter('Id of the webhook.');
const EVENT_ID = {
  ...WEBHOOK_ID,
  required: ['id', 'event'],
  properties: { ...WEBHOOK_ID.properties, event: { type: 'string', minLength: 1, maxLength: 100, description: 'Id of the event.' } },
} as const;
const DELIVERY_QUERY = {
  ...PAGE_QUERY,
  properties: {
    ...PAGE_QUERY.properties,
    state: { type: 'string', enum: ['waiting', 'delivered', 'dead'], description: 'Those alone that stand so. Missing: all.' },
  },
} as const;

const eventOf = (request: { readonly params: unknown }): string => (request.params as { readonly event: string }).event;

export function deliveryRoutes(app: FastifyInstance, webhooks: Webhooks): void {
  const { store } = webhooks;
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-webhook', work);
  const findEvent = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-event', work);

  resource(app, '/v1/webhooks/:id/deliveries', {
    GET: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'listDeliveries',
        tags: ['webhooks'],
        summary: 'What became of the events of a webhook, the latest first',
        params: WEBHOOK_ID,
        querystring: DELIVERY_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/DeliveryPage' } },
      },
      handler: async (request) => {
        const { state, ...page } = request.query as PageQuery & { readonly state?: DeliveryState };
        const { id } = await find(() => countedWebhook(store.db, idOf(request)));
        const options = { ...pageOptions(page), ...(state !== undefined && { state }) };
        return pageOf('deliveries', await findEvent(() => listDeliveries(store, id, options)), deliveryShown);
      },
    },
  });

  resource(app, '/v1/webhooks/:id/deliveries/:event', {
    GET: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'getDelivery',
        tags: ['webhooks'],
        summary: 'What became of an event, and what is sent',
        params: EVENT_ID,
        response: { 200: { description: 'The delivery', $ref: '#/components/schemas/DeliveryWithBody' } },
      },
      handler: async (request) => {
        const delivery = await findEvent(() => getDelivery(store.db, idOf(request), eventOf(request)));
        return { ...deliveryShown(delivery), body: delivery.body };
      },
    },
  });

  resource(app, '/v1/webhooks/:id/deliveries/:event/resend', {
    POST: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'resendEvent',
        tags: ['webhooks'],
        summary: 'Send an event again that is dead, or was delivered',
        description: 'One that waits goes on waiting.',
        params: EVENT_ID,
        headers: IDEMPOTENCY_KEY,
        response: { 202: { description: 'The delivery, which is due', $ref: '#/components/schemas/Delivery' } },
      },
      handler: async (request, reply) => {
        await find(() => countedWebhook(store.db, idOf(request)));
        return findEvent(() =>
          changing(store, request, reply, {
            work: (tx) => resend(webhooks, tx, request.principal, idOf(request), eventOf(request)),
            answer: (delivery) => ({ status: 202, body: deliveryShown(delivery) }),
          }),
        );
      },
    },
  });

  resource(app, '/v1/webhooks/:id/resend', {
    POST: {
      access: ['operator', 'admin'],
      schema: {
        operationId: 'resendDead',
        tags: ['webhooks'],
        summary: 'Send all events of a webhook again that are dead',
        params: WEBHOOK_ID,
        headers: IDEMPOTENCY_KEY,
        response: { 202: { description: 'How many they are', $ref: '#/components/schemas/Resent' } },
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => resendDead(webhooks, tx, request.principal, idOf(request)),
            answer: (body) => ({ status: 202, body }),
          }),
        ),
    },
  });
}

export const deliveryShown = (row: StoredDelivery) => ({
  event: row.event,
  kind: row.kind,
  ...(row.program !== null && { program: row.program }),
  at: row.at.toISOString(),
  state: row.state,
  attempts: row.attempts,
  ...(row.state === 'waiting' && { nextAt: row.next_at.toISOString() }),
  ...(row.last_at !== null && { lastAt: row.last_at.toISOString() }),
  ...(row.status !== null && { status: row.status }),
  ...(row.error !== null && { error: row.error }),
});
