import type { HistoryColumns } from '../engine/columns/history.ts';
import { addToCache, isCached, openCached } from './column-cache.ts';
import { buildHere } from './columns-builder.ts';
import { buildInThread } from './columns-in-thread.ts';
import { StoreError } from './errors.ts';
import { getHistory, noteColumnsHash, type StoredHistory } from './histories.ts';
import type { Store } from './open-store.ts';
import { documentPages } from './read-documents.ts';
import { readersOf } from './readers.ts';
import type { Snapshot } from './simulations.ts';

/** Histories held in memory: those asked for last. */
const KEPT = 2;
/** Earlier contents that columns may begin with. */
const LOOKED_BACK = 50;

/** A thread runs what was built; run from its source by a tool that can, it is this one. */
const build = import.meta.url.endsWith('.ts') ? buildHere : buildInThread;

const held = new WeakMap<Store, Map<string, Promise<HistoryColumns>>>();

export const snapshotOf = ({ id, lastRecorded, contentHash }: StoredHistory): Snapshot => ({ history: id, lastRecorded, contentHash });

/** A history in columns, as it stands. */
export async function currentColumns(
  store: Store,
  name: string,
): Promise<{ readonly history: StoredHistory; readonly columns: HistoryColumns }> {
  const history = await getHistory(store, name);
  const columns = await historyColumns(store, snapshotOf(history));
  if (history.columnsHash !== columns.hash) await noteColumnsHash(store, history, columns.hash);
  return { history, columns };
}

/** A history in columns, as it stood; whoever asks for one that is being made waits for it. */
export function historyColumns(store: Store, snapshot: Snapshot): Promise<HistoryColumns> {
  const known = held.get(store) ?? new Map<string, Promise<HistoryColumns>>();
  held.set(store, known);
  const key = `${snapshot.history} ${snapshot.contentHash}`;
  const columns = known.get(key) ?? makeColumns(store, snapshot);
  known.delete(key);
  known.set(key, columns);
  columns.catch(() => known.delete(key));
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
  return columns;
}

/** From the cache, if it is there whole; else into the cache, from there. */
async function makeColumns(store: Store, snapshot: Snapshot): Promise<HistoryColumns> {
  const kept = await openCached(store.cache, snapshot.contentHash);
  if (kept !== undefined) return kept;
  const [{ setting }, readers] = [
    await getHistory(store, snapshot.history),
    await readersOf(store, snapshot.history, snapshot.lastRecorded),
  ];
  const base = await lastCached(store, snapshot);
  await addToCache(store.cache, snapshot.contentHash, base?.contentHash, async (folder) => {
    const builder = await build({ history: snapshot.history, folder, setting, readers });
    try {
      for await (const page of documentPages(store, snapshot, base?.lastRecorded ?? 0)) await builder.add(page);
      // it may have been deleted while it was read
      const after = await getHistory(store, snapshot.history);
      if (after.lastRecorded < snapshot.lastRecorded) throw new StoreError('changed', `The history ${after.id} is not what it was.`);
      await builder.commit();
    } finally {
      await builder.end();
    }
  });
  const made = await openCached(store.cache, snapshot.contentHash);
  if (made === undefined) throw new Error(`columns that were just made are not in ${store.cache}`);
  return made;
}

/** The latest content before this one whose columns are at hand. */
async function lastCached(store: Store, { history, lastRecorded }: Snapshot): Promise<Omit<Snapshot, 'history'> | undefined> {
  const rows = await store.db
    .selectFrom('history_contents')
    .select(['last_recorded', 'content_hash'])
    .where('history', '=', history)
    .where('last_recorded', '<', lastRecorded)
    .orderBy('last_recorded', 'desc')
    .limit(LOOKED_BACK)
    .execute();
  for (const row of rows) {
    if (await isCached(store.cache, row.content_hash)) return { lastRecorded: row.last_recorded, contentHash: row.content_hash };
  }
  return undefined;
}
