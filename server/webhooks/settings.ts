import { BlockList } from 'node:net';
import { isLoopback } from '../access/loopback.ts';
import { addNetwork, type Reach } from './reach.ts';

/** How events are delivered. */
export interface DeliverySettings {
  /** After so many a delivery is dead. */
  readonly attempts: number;
  /** Before the second attempt; before each later one `factor` times as long, up to `mostMs`. */
  readonly firstMs: number;
  readonly factor: number;
  readonly mostMs: number;
  /** For an answer. */
  readonly timeoutMs: number;
  /** After it a process that is at a delivery is taken for dead; much longer than an attempt may take. */
  readonly leaseMs: number;
  /** How often the database is asked what is due. */
  readonly pollMs: number;
  /** To one webhook, by one process. */
  readonly atOnce: number;
  /** How long a process that is told to stop waits for answers. */
  readonly closeMs: number;
}

/** Ten attempts within some 31 hours. */
export const DELIVERY: DeliverySettings = {
  attempts: 10,
  firstMs: 5_000,
  factor: 4,
  mostMs: 12 * 3_600_000,
  timeoutMs: 8_000,
  leaseMs: 60_000,
  pollMs: 500,
  atOnce: 8,
  closeMs: 3_000,
};

/** So long events are kept, whatever became of them. */
export const KEPT_DAYS = 30;

const NETWORKS = 'DEALWRIGHT_WEBHOOK_NETWORKS';
const MOST_NETWORKS = 100;

/** Where events may go, by where the server listens and what the environment allows. Throws an Error for a person. */
export function readReach(host: string, env: Readonly<Record<string, string | undefined>> = process.env): Reach {
  const allowed = new BlockList();
  const networks = (env[NETWORKS] ?? '').split(/[\s,;]+/).filter((network) => network !== '');
  const wrong = networks.slice(0, MOST_NETWORKS).find((network) => !addNetwork(allowed, network));
  if (wrong !== undefined || networks.length > MOST_NETWORKS)
    throw new Error(
      `${NETWORKS} has up to ${MOST_NETWORKS} networks that events may go to though they are not public, such as 10.20.0.0/16; ` +
        `${wrong === undefined ? `${networks.length} were given` : `${JSON.stringify(wrong.slice(0, 100))} is none`}.`,
    );
  return { loopback: isLoopback(host), allowed };
}
