import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { StoreError } from './errors.ts';
import type { Store } from './open-store.ts';

const asked = new WeakMap<Store, Promise<unknown>>();

/**
 * Whether the database answers, in so many milliseconds; throws a StoreError where it doesn't. However many want to know
 * at once, it is asked once.
 */
export async function checkReady(store: Store, ms: number): Promise<void> {
  const asking =
    asked.get(store) ??
    sql`select 1`.execute(store.db).finally(() => {
      asked.delete(store);
    });
  asked.set(store, asking);
  const inTime = new AbortController();
  const late = setTimeout(ms, 'late', { signal: inTime.signal }).catch(() => 'late');
  const first = await Promise.race([asking, late]).finally(() => inTime.abort());
  if (first === 'late') throw new StoreError('unreachable', `The database has not answered within ${ms / 1000} seconds.`);
}
