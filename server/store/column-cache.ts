import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { HistoryError } from '../history/history-error.ts';
import { openHistory } from '../history/open-history.ts';

/*
 * Histories in columns on this machine's disk, each in a folder named by the hash of its content. Any number of
 * processes share it: a folder is made beside its place and moved there whole. All of it can be deleted at any time.
 */

/** Those used last stay. */
const MAX_FOLDERS = 24;
const UNFINISHED = 'tmp-';
/** What a killed process left half made. */
const LEFT_BEHIND_MS = 24 * 3_600_000;

/** undefined: it isn't there, or is damaged and has been removed. */
export async function openCached(cache: string, hash: string): Promise<HistoryColumns | undefined> {
  const folder = join(cache, hash);
  if (!(await isCached(cache, hash))) return undefined;
  try {
    const columns = await openHistory(folder);
    const now = new Date();
    await utimes(folder, now, now).catch(() => undefined);
    return columns;
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
}

export const isCached = (cache: string, hash: string): Promise<boolean> =>
  stat(join(cache, hash)).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Fills a new folder, which may begin as a copy of another; where somebody else was quicker, theirs stays. */
export async function addToCache(
  cache: string,
  hash: string,
  base: string | undefined,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const draft = join(cache, `${UNFINISHED}${randomUUID()}`);
  try {
    if (base !== undefined) await cp(join(cache, base), draft, { recursive: true });
    await fill(draft);
    await rename(draft, join(cache, hash)).catch(async (error: unknown) => {
      if (!(await isCached(cache, hash))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await tidy(cache);
}

async function tidy(cache: string): Promise<void> {
  const folders: { readonly path: string; readonly used: number }[] = [];
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (/^[0-9a-f]{64}$/.test(name)) folders.push({ path, used: found.mtimeMs });
    else if (name.startsWith(UNFINISHED) && Date.now() - found.mtimeMs > LEFT_BEHIND_MS) await rm(path, { recursive: true, force: true });
  }
  folders.sort((a, b) => b.used - a.used);
  for (const { path } of folders.slice(MAX_FOLDERS)) await rm(path, { recursive: true, force: true });
}
