import { setTimeout } from 'node:timers/promises';
import { isPassing } from '../store/database-faults.ts';
import type { Store } from '../store/open-store.ts';
import { getSimulation, type StoredSimulation } from '../store/simulations.ts';

const AWAY_MS = 1_000;

export const isOver = ({ state }: Pick<StoredSimulation, 'state'>): boolean => state !== 'queued' && state !== 'running';

/** How a simulation stands, now and whenever that has changed, up to its end. */
export async function* follow(store: Store, id: string, pollMs: number, signal?: AbortSignal): AsyncGenerator<StoredSimulation> {
  yield* following(
    () => getSimulation(store, id),
    ({ state, done, all }) => `${state} ${done} ${all}`,
    isOver,
    { pollMs, signal },
  );
}

/** How something stands, now and whenever it stands otherwise, up to its end. Once followed, a database that is away is waited for. */
export async function* following<T>(
  look: () => Promise<T>,
  stands: (now: T) => string,
  isOver: (now: T) => boolean,
  { pollMs, signal }: { readonly pollMs: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<T> {
  for (let last = ''; signal?.aborted !== true; ) {
    const now = await look().catch((error: unknown) => {
      if (last === '' || !isPassing(error)) throw error;
    });
    if (now !== undefined) {
      if (stands(now) !== last) yield now;
      if (isOver(now)) return;
      last = stands(now);
    }
    await setTimeout(now === undefined ? Math.max(pollMs, AWAY_MS) : pollMs, undefined, signal && { signal }).catch(() => undefined);
  }
}
