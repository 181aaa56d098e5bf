import { type Changed, nameOf } from '../access/people.ts';
import type { Principal } from '../access/principal.ts';
import { afterCommit } from '../store/after-commit.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import { getDelivery, type StoredDelivery, sendAgain, sendDeadAgain } from '../store/webhooks/deliveries.ts';
import { insertEvents } from '../store/webhooks/events-out.ts';
import {
  type CountedWebhook,
  countedWebhook,
  deleteWebhook as deleteStored,
  insertWebhook,
  lockWebhook,
  updateWebhook,
  type WebhookChanges,
  type WebhookRow,
} from '../store/webhooks/webhooks.ts';
import { newEvent } from './emit.ts';
import { type EventKind, TEST_KIND } from './events.ts';
import type { Webhooks } from './model.ts';
import { checkUrl } from './reach.ts';
import { newSecret, secretText } from './sign.ts';

/* Who is told of what: webhooks are made and changed by people, each change with its entry in the trail. */

export interface WebhookGiven {
  readonly name: string;
  readonly url: string;
  /** Missing: all. */
  readonly events?: readonly EventKind[];
  /** Missing: all. */
  readonly program?: string;
}

export interface MadeWebhook {
  readonly webhook: CountedWebhook;
  /** The secret, which is shown this once. */
  readonly secret: string;
}

export async function makeWebhook(context: Webhooks, tx: Transaction, by: Principal, given: WebhookGiven): Promise<Changed<MadeWebhook>> {
  const id = newId();
  const secret = newSecret();
  const at = context.now();
  const row: WebhookRow = {
    id,
    name: nameOf(given.name, "A webhook's name"),
    url: checkUrl(given.url, context.reach),
    secret: context.sealing.seal(secret, id),
    secret_before: null,
    secret_before_until: null,
    program: given.program ?? null,
    events: given.events ?? null,
    active: true,
    paused_because: null,
    created_by: by.id,
    created_by_name: by.name,
    created_at: at,
    changed_at: at,
  };
  await insertWebhook(tx, row);
  const head = await context.trail.record(tx, by, { action: 'webhook-made', subject: subjectOf(id), after: shown(row) });
  return { value: { webhook: { ...row, waiting: 0, dead: 0 }, secret: secretText(secret) }, head };
}

export interface WebhookChange {
  readonly name?: string;
  readonly url?: string;
  /** null: all. */
  readonly events?: readonly EventKind[] | null;
  /** false: nothing is kept for it from now on; what waits goes on waiting. */
  readonly active?: boolean;
}

export async function changeWebhook(
  context: Webhooks,
  tx: Transaction,
  by: Principal,
  id: string,
  { name, url, events, active }: WebhookChange,
): Promise<Changed<CountedWebhook>> {
  const before = await lockWebhook(tx, id);
  const next: WebhookRow = {
    ...before,
    ...(name !== undefined && { name: nameOf(name, "A webhook's name") }),
    ...(url !== undefined && { url: checkUrl(url, context.reach) }),
    ...(events !== undefined && { events }),
    ...(active !== undefined && { active, paused_because: active ? null : before.paused_because }),
  };
  const changes = changesOf(next);
  if (JSON.stringify(changesOf(before)) === JSON.stringify(changes)) return { value: await countedWebhook(tx, id), head: undefined };
  await updateWebhook(tx, id, changes, context.now());
  const value = await countedWebhook(tx, id);
  const head = await context.trail.record(tx, by, {
    action: 'webhook-changed',
    subject: subjectOf(id),
    before: shown(before),
    after: shown(next),
  });
  afterCommit(tx, context.wake);
  return { value, head };
}

const changesOf = ({ name, url, events, active, paused_because }: WebhookRow): WebhookChanges => ({
  name,
  url,
  events,
  active,
  paused_because,
});

/** With all that was delivered to it, or was not. */
export async function deleteWebhook(context: Webhooks, tx: Transaction, by: Principal, id: string): Promise<Changed<CountedWebhook>> {
  await lockWebhook(tx, id);
  const value = await countedWebhook(tx, id);
  await deleteStored(tx, id);
  const head = await context.trail.record(tx, by, { action: 'webhook-deleted', subject: subjectOf(id), before: shown(value) });
  return { value, head };
}

/** Another secret; the one before signs too for as long as it takes the receiver to learn of it. */
export async function rotateSecret(
  context: Webhooks,
  tx: Transaction,
  by: Principal,
  id: string,
  keepMs: number,
): Promise<Changed<MadeWebhook>> {
  const before = await lockWebhook(tx, id);
  const secret = newSecret();
  const at = context.now();
  const until = keepMs > 0 ? new Date(at.getTime() + keepMs) : null;
  const changes = { secret: context.sealing.seal(secret, id), secret_before: until && before.secret, secret_before_until: until };
  await updateWebhook(tx, id, changes, at);
  const webhook = await countedWebhook(tx, id);
  const after = until === null ? {} : { oneBeforeUntil: until.toISOString() };
  const head = await context.trail.record(tx, by, { action: 'webhook-secret-rotated', subject: subjectOf(id), after });
  return { value: { webhook, secret: secretText(secret) }, head };
}

/** An event that says nothing, to see whether it arrives. */
export async function testWebhook(context: Webhooks, tx: Transaction, by: Principal, id: string): Promise<Changed<StoredDelivery>> {
  const webhook = await lockWebhook(tx, id);
  if (!webhook.active) throw new StoreError('changed', `${webhook.name} is paused, and nothing is sent to it. Make it active first.`);
  const at = context.now();
  const event = newEvent({ kind: TEST_KIND, subject: { webhook: id }, data: { message: 'Events arrive here.' } }, at, [id]);
  await insertEvents(tx, [event], at);
  const value = await getDelivery(tx, id, event.id);
  const head = await context.trail.record(tx, by, { action: 'webhook-tested', subject: subjectOf(id), after: { event: event.id } });
  afterCommit(tx, context.wake);
  return { value, head };
}

/** Sends an event again that was delivered, or is dead. One that waits goes on waiting. */
export async function resend(
  context: Webhooks,
  tx: Transaction,
  by: Principal,
  id: string,
  event: string,
): Promise<Changed<StoredDelivery>> {
  await lockWebhook(tx, id);
  const before = await getDelivery(tx, id, event);
  if (!(await sendAgain(tx, id, event))) return { value: before, head: undefined };
  const value = await getDelivery(tx, id, event);
  const { state, attempts } = before;
  const head = await context.trail.record(tx, by, { action: 'event-resent', subject: subjectOf(id), before: { event, state, attempts } });
  afterCommit(tx, context.wake);
  return { value, head };
}

/** Sends all events again that are dead; tells how many. */
export async function resendDead(
  context: Webhooks,
  tx: Transaction,
  by: Principal,
  id: string,
): Promise<Changed<{ readonly resent: number }>> {
  await lockWebhook(tx, id);
  const resent = await sendDeadAgain(tx, id);
  if (resent === 0) return { value: { resent }, head: undefined };
  const head = await context.trail.record(tx, by, { action: 'dead-events-resent', subject: subjectOf(id), after: { resent } });
  afterCommit(tx, context.wake);
  return { value: { resent }, head };
}

const subjectOf = (id: string) => ({ kind: 'webhook', id });

/** What the trail keeps of a webhook: what stands in the query of an address may be a secret. */
function shown({ name, url, program, events, active }: WebhookRow): object {
  const { origin, pathname, search } = new URL(url);
  return {
    name,
    url: `${origin}${pathname}${search === '' ? '' : '?…'}`,
    ...(program !== null && { program }),
    ...(events !== null && { events }),
    active,
  };
}
