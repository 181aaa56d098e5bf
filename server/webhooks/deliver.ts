import { setTimeout } from 'node:timers/promises';
import { patiently } from '../store/patiently.ts';
import { type ClaimedDelivery, claimDue, dueWebhooks, endAttempt, removeOldEvents } from '../store/webhooks/deliveries.ts';
import { findWebhook, type WebhookRow } from '../store/webhooks/webhooks.ts';
import { attempt, keepEnd } from './attempt.ts';
import type { Sending } from './model.ts';
import { DELIVERY, type DeliverySettings, KEPT_DAYS } from './settings.ts';

/*
 * Delivers what is due, for as long as the server runs; of servers with one database any may do it. Each webhook has a
 * **lane** of its own: one that answers slowly, or not, keeps none of the others waiting.
 */

export interface Delivery {
  /** Something is due. */
  wake(): void;
  /** Attempts under way come to their end, or are given up and made by others. */
  close(): Promise<void>;
}

const SWEEP_MS = 3_600_000;
const SWEPT = 1_000;

export function openDelivery(
  context: Sending,
  { onError = () => undefined, ...given }: Partial<DeliverySettings> & { readonly onError?: (error: unknown) => void } = {},
): Delivery {
  const settings = { ...DELIVERY, ...given };
  return new Deliverer(context, settings, onError);
}

class Deliverer implements Delivery {
  /** By webhook. */
  private readonly lanes = new Map<string, Promise<void>>();
  /** Nothing new is begun. */
  private readonly leaving = new AbortController();
  /** What is under way is given up. */
  private readonly cutOff = new AbortController();
  private sleeping = new AbortController();
  private sweptAt = Number.NEGATIVE_INFINITY;
  private readonly running: Promise<void>;
  private readonly context: Sending;
  private readonly settings: DeliverySettings;
  private readonly onError: (error: unknown) => void;

  constructor(context: Sending, settings: DeliverySettings, onError: (error: unknown) => void) {
    this.context = context;
    this.settings = settings;
    this.onError = onError;
    this.running = this.run();
  }

  wake(): void {
    this.sleeping.abort();
  }

  async close(): Promise<void> {
    this.leaving.abort();
    this.wake();
    await this.running;
    const patience = globalThis.setTimeout(() => this.cutOff.abort(), this.settings.closeMs);
    await Promise.all(this.lanes.values());
    clearTimeout(patience);
  }

  private async run(): Promise<void> {
    while (!this.leaving.signal.aborted) {
      this.sleeping = new AbortController();
      const signal = AbortSignal.any([this.sleeping.signal, this.leaving.signal]);
      try {
        for (const webhook of await dueWebhooks(this.context.store)) this.begin(webhook);
        await this.sweep();
      } catch (error) {
        this.onError(error);
      }
      await setTimeout(this.settings.pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private begin(webhook: string): void {
    if (this.lanes.has(webhook) || this.leaving.signal.aborted) return;
    const lane = this.lane(webhook)
      .catch(this.onError)
      .finally(() => this.lanes.delete(webhook));
    this.lanes.set(webhook, lane);
  }

  private async lane(id: string): Promise<void> {
    while (!this.leaving.signal.aborted) {
      const begun = performance.now();
      const due = await claimDue(this.context.store, id, this.settings.atOnce, this.settings.leaseMs);
      if (due.length === 0) return;
      const webhook = await findWebhook(this.context.store.db, id);
      if (webhook === undefined) return;
      await Promise.all(due.map((delivery) => this.deliver(webhook, delivery, begun)));
    }
  }

  private async deliver(webhook: WebhookRow, delivery: ClaimedDelivery, begun: number): Promise<void> {
    const { settings, cutOff, context } = this;
    // of a process that stood still so long somebody else may have it
    if (performance.now() - begun > settings.leaseMs / 2) {
      await endAttempt(context.store.db, delivery, { state: 'waiting', status: null, error: null, uncounted: true });
      return;
    }
    const { end, gone } = await attempt(context, webhook, delivery, { settings, signal: cutOff.signal });
    // as long as the database is away; whoever leaves leaves it to the others, once the claim is over
    await patiently(() => keepEnd(context, delivery, end, gone), { signal: this.leaving.signal, onError: this.onError });
  }

  /** What is old goes, now and then, some at a time. */
  private async sweep(): Promise<void> {
    if (performance.now() - this.sweptAt < SWEEP_MS) return;
    if ((await removeOldEvents(this.context.store, KEPT_DAYS, SWEPT)) < SWEPT) this.sweptAt = performance.now();
  }
}
