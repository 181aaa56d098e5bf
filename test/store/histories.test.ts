import { describe, expect, test } from 'vitest';
import { createHistory, listHistories } from '../../server/store/histories.ts';
import { isId, newId } from '../../server/store/id.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { newHistory, timeline } from './support.ts';

describe.each(databases)('histories in $name', (database) => {
  test('are listed page by page, each once', async () => {
    const store = await emptyStore(database);
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) made.push((await newHistory(store, `history ${index}`)).id);
    const found: string[] = [];
    for (let after: string | undefined, page = 0; page < 10; page += 1) {
      const { items, next } = await listHistories(store, { limit: 3, ...(after !== undefined && { after }) });
      found.push(...items.map(({ id }) => id));
      after = next;
      if (after === undefined) break;
    }
    expect(found).toEqual(made.sort());
    await expect(listHistories(store, { after: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('have a name that a person can read', async () => {
    const store = await emptyStore(database);
    for (const name of ['', 'x'.repeat(201), 'a\0b']) {
      await expect(createHistory(store, { name, timeline })).rejects.toMatchObject({ code: 'refused' });
    }
  });
});

test('ids sort by the time they were made in', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 20; count += 1) {
    ids.push(newId());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(ids.every(isId)).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(isId(`${ids[0]} `)).toBe(false);
});
