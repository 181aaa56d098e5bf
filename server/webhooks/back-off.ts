import type { DeliverySettings } from './settings.ts';

type BackOff = Pick<DeliverySettings, 'firstMs' | 'factor' | 'mostMs'>;

/**
 * How long the next attempt waits after so many. It grows by its factor; half of it is left to chance, so that those
 * who failed together don't come back together. A receiver that says how long is waited for, within bounds.
 *
 * @param random 0 to 1
 */
export function waitMs(attempts: number, { firstMs, factor, mostMs }: BackOff, random: number, askedMs = 0): number {
  const full = Math.min(mostMs, firstMs * factor ** (attempts - 1));
  return Math.round(Math.max(full / 2 + (full / 2) * random, Math.min(askedMs, mostMs)));
}

/** What Retry-After asks for: seconds, or a date; missing: nothing that can be read. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now.getTime());
}
