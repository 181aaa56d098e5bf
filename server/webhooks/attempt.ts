import { SERVER } from '../access/principal.ts';
import { type AttemptEnd, type ClaimedDelivery, endAttempt } from '../store/webhooks/deliveries.ts';
import { findWebhook, updateWebhook, type WebhookRow } from '../store/webhooks/webhooks.ts';
import { retryAfterMs, waitMs } from './back-off.ts';
import type { Sending } from './model.ts';
import { type Sent, send } from './send.ts';
import type { DeliverySettings } from './settings.ts';
import { signedHeaders } from './sign.ts';

/** The receiver says that it is gone for good. */
const GONE = 410;
/** These come with a time to wait for. */
const ASK_LATER: ReadonlySet<number> = new Set([429, 503]);

/** Sends a claimed delivery once. Whoever is told to stop meanwhile gives it up, and it is as if it had not been begun. */
export async function attempt(
  context: Sending,
  webhook: WebhookRow,
  delivery: ClaimedDelivery,
  { settings, signal }: { readonly settings: DeliverySettings; readonly signal: AbortSignal },
): Promise<{ readonly end: AttemptEnd; readonly gone: boolean }> {
  const secrets = secretsOf(context, webhook);
  if (typeof secrets === 'string') return { end: failed(delivery, { error: secrets }, settings, context.now()), gone: false };
  const headers = signedHeaders(secrets, delivery.event, delivery.body, context.now());
  const outgoing = { url: webhook.url, headers, body: delivery.body };
  const sent = await send(outgoing, { reach: context.reach, timeoutMs: settings.timeoutMs, signal });
  if ('status' in sent && sent.status >= 200 && sent.status < 300)
    return { end: { state: 'delivered', status: sent.status, error: null }, gone: false };
  if (signal.aborted && 'error' in sent)
    return { end: { state: 'waiting', status: null, error: 'The server was stopped meanwhile.', uncounted: true }, gone: false };
  return { end: failed(delivery, sent, settings, context.now()), gone: 'status' in sent && sent.status === GONE };
}

/** What signs: the secret, and the one before it as long as that holds. Else why there is none. */
function secretsOf({ sealing, now }: Sending, webhook: WebhookRow): readonly Uint8Array[] | string {
  const { id, secret, secret_before: before, secret_before_until: until } = webhook;
  const first = sealing.open(secret, id);
  if (first === undefined)
    return 'The secret was sealed by another key than the folder of keys has. Put webhooks.key back, or give the webhook another secret.';
  const second = before !== null && until !== null && until > now() ? sealing.open(before, id) : undefined;
  return second === undefined ? [first] : [first, second];
}

function failed({ attempts }: ClaimedDelivery, sent: Sent, settings: DeliverySettings, now: Date): AttemptEnd {
  const status = 'status' in sent ? sent.status : null;
  const error = 'error' in sent ? sent.error : answerText(sent.status);
  if (status === GONE || attempts >= settings.attempts) return { state: 'dead', status, error };
  const asked = 'status' in sent && ASK_LATER.has(sent.status) ? retryAfterMs(sent.retryAfter, now) : undefined;
  return { state: 'waiting', status, error, afterMs: waitMs(attempts, settings, Math.random(), asked) };
}

function answerText(status: number): string {
  if (status >= 300 && status < 400)
    return `The answer was ${status}: it leads elsewhere, where nobody goes. Give the address that it leads to.`;
  if (status === GONE) return 'The answer was 410: the receiver is gone for good.';
  return `The answer was ${status}; one from 200 to 299 is expected.`;
}

/** Keeps what became of an attempt. A receiver that is gone for good is told nothing more until somebody says so. */
export async function keepEnd(context: Sending, delivery: ClaimedDelivery, end: AttemptEnd, gone: boolean): Promise<void> {
  if (!gone) {
    await endAttempt(context.store.db, delivery, end);
    return;
  }
  await context.store.transaction(async (tx) => {
    const webhook = await findWebhook(tx, delivery.webhook);
    const isMine = await endAttempt(tx, delivery, end);
    if (!isMine || webhook?.active !== true) return;
    const because = `The receiver answered ${GONE}: it is gone for good.`;
    await updateWebhook(tx, webhook.id, { active: false, paused_because: because }, context.now());
    const subject = { kind: 'webhook', id: webhook.id };
    await context.trail.record(tx, SERVER, { action: 'webhook-paused', subject, after: { active: false, because } });
  });
}
