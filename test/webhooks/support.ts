import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { Trail } from '../../server/audit/trail.ts';
import { newId } from '../../server/store/id.ts';
import type { Store } from '../../server/store/open-store.ts';
import { insertWebhook, type WebhookRow } from '../../server/store/webhooks/webhooks.ts';
import { type Delivery, openDelivery } from '../../server/webhooks/deliver.ts';
import { emit } from '../../server/webhooks/emit.ts';
import type { EventBody, EventKind } from '../../server/webhooks/events.ts';
import type { Sending } from '../../server/webhooks/model.ts';
import { openSealing } from '../../server/webhooks/seal.ts';
import { type DeliverySettings, readReach } from '../../server/webhooks/settings.ts';
import { newSecret, secretText } from '../../server/webhooks/sign.ts';
import { keysOfTest } from '../support/trail.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Answers so from now on. */
  answer(next: (received: Received) => number | Promise<number>): void;
  /** Waits until so many have come. */
  until(count: number): Promise<readonly Received[]>;
}

/** Somebody who listens on this machine until the test is over. */
export async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: (received: Received) => number | Promise<number> = () => 204;
  const url = await listening(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += String(piece);
    const one = { headers: request.headers, body };
    received.push(one);
    const status = await answer(one);
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end(status === 204 ? undefined : 'an answer');
  });
  return {
    url: `${url}/events`,
    received,
    answer: (next) => {
      answer = next;
    },
    until: async (count) => {
      await until(() => received.length >= count);
      return received;
    },
  };
}

export async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function until(holds: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  for (const end = Date.now() + ms; !(await holds()); await setTimeout(20))
    if (Date.now() > end) throw new Error('it did not come to that');
}

/** What is verified as the specification says, by nothing that has sent it. */
export function expectSigned({ headers, body }: Received, ...secrets: readonly string[]): void {
  const signatures = String(headers['webhook-signature']).split(' ');
  expect(signatures).toHaveLength(secrets.length);
  expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
  for (const [index, secret] of secrets.entries()) {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
    expect(signatures[index]).toBe(`v1,${createHmac('sha256', key).update(signed, 'utf8').digest('base64')}`);
  }
}

export const bodyOf = ({ body }: Received): EventBody => JSON.parse(body) as EventBody;

/** As the server on a machine of one's own has it. */
export async function sendingOf(store: Store, trail: Pick<Trail, 'record'>, keys?: string): Promise<Sending> {
  const sealing = await openSealing(keys ?? (await keysOfTest()));
  return { store, trail, sealing, reach: readReach('127.0.0.1', {}), now: () => new Date() };
}

/** Attempts follow each other at once, so to speak. */
export const QUICK: Partial<DeliverySettings> = { firstMs: 20, factor: 2, mostMs: 100, attempts: 4, pollMs: 20, timeoutMs: 5_000 };

export function delivering(sending: Sending, given: Partial<DeliverySettings> = {}): Delivery {
  const errors: unknown[] = [];
  const delivery = openDelivery(sending, { ...QUICK, ...given, onError: (error) => errors.push(error) });
  onTestFinished(async () => {
    await delivery.close();
    expect(errors).toEqual([]);
  });
  return delivery;
}

/** A webhook in the store, and its secret. */
export async function webhookOf(
  { store, sealing }: Sending,
  given: Pick<WebhookRow, 'url'> & Partial<WebhookRow>,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = newId();
  const secret = newSecret();
  const row: WebhookRow = {
    id,
    name: 'a receiver',
    secret: sealing.seal(secret, id),
    secret_before: null,
    secret_before_until: null,
    program: null,
    events: null,
    active: true,
    paused_because: null,
    created_by: 'ada',
    created_by_name: 'Ada',
    created_at: new Date(),
    changed_at: new Date(),
    ...given,
  };
  await store.transaction((tx) => insertWebhook(tx, row));
  return { id, secret: secretText(secret) };
}

/** Something happened, so many times. */
export async function happened(store: Store, count = 1, kind: EventKind = 'decision.made', program = 'small'): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({ program, kind, subject: { activity: `a-${index}` }, data: { index } }));
  await store.transaction((tx) => emit(tx, events, new Date()));
}

export const stands = async (store: Store) =>
  (await store.db.selectFrom('deliveries').select(['state', 'attempts', 'status', 'error']).orderBy('event').execute()).map(
    ({ state, attempts, status, error }) => ({ state, attempts, status, error }),
  );
