import type { Trail } from '../audit/trail.ts';
import type { Store } from '../store/open-store.ts';
import { type Delivery, openDelivery } from '../webhooks/deliver.ts';
import type { Webhooks } from '../webhooks/model.ts';
import type { Reach } from '../webhooks/reach.ts';
import { openSealing } from '../webhooks/seal.ts';
import { readReach } from '../webhooks/settings.ts';
import { UsageError } from './output.ts';

/** Where events may go, by the environment; what is wrong is told before anything is opened. */
export function webhookReach(host: string): Reach {
  try {
    return readReach(host);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export interface DeliverOptions {
  readonly store: Store;
  readonly trail: Trail;
  readonly reach: Reach;
  /** The folder of keys. */
  readonly keys: string;
  readonly onError: (error: unknown) => void;
}

/** Delivers events from now on, until it is closed. */
export async function deliver({
  keys,
  onError,
  ...given
}: DeliverOptions): Promise<{ readonly webhooks: Webhooks; readonly delivery: Delivery }> {
  const sending = { ...given, sealing: await openSealing(keys), now: () => new Date() };
  const delivery = openDelivery(sending, { onError });
  return { webhooks: { ...sending, wake: () => delivery.wake() }, delivery };
}
