import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from './lock.ts';
import type { Manifest } from './manifest.ts';
import { SEGMENTS } from './segment.ts';

/** A writer's: folders of segments that no manifest names (any more), and manifests that were never put in place. Only while the lock is held. */
export async function clean(folder: string, manifest: Manifest | undefined): Promise<void> {
  const named = new Set(manifest?.segments.map(({ name }) => name));
  for (const name of await list(join(folder, SEGMENTS))) {
    if (!named.has(name) && IS_OURS.test(name)) await rm(join(folder, SEGMENTS, name), { recursive: true, force: true });
  }
  for (const name of await list(folder)) {
    if (IS_UNFINISHED.test(name)) await rm(join(folder, name), { force: true });
  }
}

const IS_UNFINISHED = /^(history\.json\.\d+\.tmp|writer\.lock\.[0-9a-f-]{36})$/;
const IS_OURS = /^([0-9a-f]{64}|tmp-[0-9a-f-]{36})$/;

async function list(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}
