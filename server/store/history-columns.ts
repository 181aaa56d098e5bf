import type { HistoryColumns } from '../engine/columns/history.ts';
import { HistoryBuilder } from '../history/builder.ts';
import { StoreError } from './errors.ts';
import { getHistory, noteColumnsHash, type StoredHistory } from './histories.ts';
import type { Store } from './open-store.ts';
import { readDocuments, snapshotReaders } from './read-documents.ts';
import type { Snapshot } from './simulations.ts';

/** Histories held in memory: those asked for last. */
const KEPT = 2;

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

async function makeColumns(store: Store, snapshot: Snapshot): Promise<HistoryColumns> {
  const { readers, setting } = await snapshotReaders(store, snapshot);
  const builder = new HistoryBuilder(setting ?? (await getHistory(store, snapshot.history)).setting);
  await readDocuments(store, snapshot, builder, { readers });
  // it may have been deleted while it was read
  const after = await getHistory(store, snapshot.history);
  if (after.lastRecorded < snapshot.lastRecorded) throw new StoreError('changed', `The history ${after.id} is not what it was.`);
  return builder.build();
}
