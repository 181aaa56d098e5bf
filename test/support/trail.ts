import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Principal } from '../../server/access/principal.ts';
import { openTrail, type Trail } from '../../server/audit/trail.ts';
import type { Store } from '../../server/store/open-store.ts';

/** A folder for keys, gone when the test is over. */
export async function keysOfTest(): Promise<string> {
  const keys = await mkdtemp(join(tmpdir(), 'dealwright-keys-'));
  onTestFinished(() => rm(keys, { recursive: true, force: true }));
  return keys;
}

/** The trail of a store, open until the test is over. */
export async function trailOf(store: Store, keys?: string): Promise<Trail> {
  const trail = await openTrail({ store, keys: keys ?? (await keysOfTest()) });
  onTestFinished(() => trail.close());
  return trail;
}

/** Somebody who may do all that people may. */
export const ada: Principal = {
  kind: 'person',
  id: 'ada',
  name: 'Ada',
  roles: new Set(['designer', 'approver', 'operator', 'admin'] as const),
};
