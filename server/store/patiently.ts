import { setTimeout } from 'node:timers/promises';
import { isPassing } from './database-faults.ts';

const PAUSE_MS = 1_000;

export interface Patience {
  /** Ends the trying: what fails then fails. */
  readonly signal?: AbortSignal;
  /** Told why it is tried again, once. */
  readonly onError?: (error: unknown) => void;
}

/** Does something again and again while the database is away. It must come to the same when it is done twice. */
export async function patiently<T>(work: () => Promise<T>, { signal, onError }: Patience = {}): Promise<T> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || signal?.aborted === true) throw error;
      if (isFirst) onError?.(error);
      await setTimeout(PAUSE_MS, undefined, signal && { signal }).catch(() => undefined);
    }
  }
}
