import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { getHistory } from '../../server/store/histories.ts';
import { historyColumns, snapshotOf } from '../../server/store/history-columns.ts';
import { beginImport, importInto } from '../../server/store/imports.ts';
import { openStore, type Store } from '../../server/store/open-store.ts';
import { databases, opened } from '../support/databases.ts';
import { batch, deal, firm, newHistory, timeline } from './support.ts';

async function take(store: Store, history: string, from: number, to: number): Promise<void> {
  const options = { history, timeline, name: 'deals.csv' };
  const activities = Array.from({ length: to - from }, (_, index) => deal(`d-${from + index}`, { partner: `p-${(from + index) % 7}` }));
  await importInto(store, await beginImport(store, options), [batch({ partners: [firm(`p-${from % 7}`)], activities })], options);
}

/** Opened anew: what is in memory doesn't count. */
async function columnsHash(store: Store, id: string): Promise<string> {
  return (await historyColumns({ ...store }, snapshotOf(await getHistory(store, id)))).hash;
}

/** All files under a folder, by path. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

describe.each(databases)('columns kept beside $name', (database) => {
  test('are the same when they are opened, when they are made anew, and when they grew import by import', async () => {
    const options = await database.empty();
    const store = await openStore(options);
    const { id } = await newHistory(store);
    for (let from = 0; from < 300; from += 60) {
      await take(store, id, from, from + 60);
      await columnsHash(store, id);
    }
    const grown = await columnsHash(store, id);
    await rm(store.cache, { recursive: true });
    expect(await columnsHash(store, id)).toBe(grown);
    await store.close();
    const again = await opened(options);
    expect(await columnsHash(again, id)).toBe(grown);
  });

  test('that were damaged are made anew', async () => {
    const store = await opened(await database.empty());
    const { id } = await newHistory(store);
    await take(store, id, 0, 50);
    const hash = await columnsHash(store, id);
    const files = await filesOf(store.cache);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      await truncate(file, 5);
      expect(await columnsHash(store, id)).toBe(hash);
    }
  });

  test('are made once by all that want them at once', async () => {
    const store = await opened(await database.empty());
    const { id } = await newHistory(store);
    await take(store, id, 0, 50);
    const hashes = await Promise.all(Array.from({ length: 5 }, () => columnsHash(store, id)));
    expect(new Set(hashes).size).toBe(1);
    expect(await readdir(store.cache)).toEqual([(await getHistory(store, id)).contentHash]);
  });
});
