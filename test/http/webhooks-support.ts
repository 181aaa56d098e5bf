import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Access } from '../../server/access/access.ts';
import type { Webhooks } from '../../server/webhooks/model.ts';
import { sendingOf } from '../webhooks/support.ts';

/** Webhooks over the store of a test file, until the file is done; nobody delivers. */
export async function webhooksOf({ store, trail }: Pick<Access, 'store' | 'trail'>): Promise<Webhooks> {
  const keys = await mkdtemp(join(tmpdir(), 'dealwright-keys-'));
  afterAll(() => rm(keys, { recursive: true, force: true }));
  return { ...(await sendingOf(store, trail, keys)), wake: () => undefined };
}
