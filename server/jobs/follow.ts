import { setTimeout } from 'node:timers/promises';
import type { Store } from '../store/open-store.ts';
import { getSimulation, type StoredSimulation } from '../store/simulations.ts';

export const isOver = ({ state }: Pick<StoredSimulation, 'state'>): boolean => state !== 'queued' && state !== 'running';

/** How a simulation stands, now and whenever that has changed, up to its end. */
export async function* follow(store: Store, id: string, pollMs: number, signal?: AbortSignal): AsyncGenerator<StoredSimulation> {
  for (let last = ''; signal?.aborted !== true; ) {
    const now = await getSimulation(store, id);
    const seen = `${now.state} ${now.done} ${now.all}`;
    if (seen !== last) yield now;
    if (isOver(now)) return;
    last = seen;
    await setTimeout(pollMs, undefined, signal && { signal }).catch(() => undefined);
  }
}
