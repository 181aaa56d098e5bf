import { createPublicKey, verify } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { headText } from '../../server/audit/chain.ts';
import { openTrail } from '../../server/audit/trail.ts';
import { receiptsIn, receiptText } from '../../server/audit/witness.ts';
import { readHead } from '../../server/store/audit/entries.ts';
import { openStore } from '../../server/store/open-store.ts';
import { databases, emptyStore, opened } from '../support/databases.ts';
import { ada, keysOfTest, trailOf } from '../support/trail.ts';

const change = (id: string, more: object = {}) => ({ action: 'thing-made', subject: { kind: 'thing', id }, ...more });

describe.each(databases)('the trail in $name', (database) => {
  test('holds who did what to what, and signs where it stands', async () => {
    const store = await emptyStore(database);
    const trail = await trailOf(store);
    expect(await trail.head()).toMatchObject({ entry: 0 });
    const after = { text: 'it’s \0 \ud800 🌍', amount: '12.50', none: null, left: undefined };
    const head = await store.transaction((tx) =>
      trail.record(tx, { ...ada, key: 'k1' }, change('a', { before: { b: 1, a: [1e21, 0.1] }, after })),
    );
    expect(head.entry).toBe(1);
    expect(await trail.head()).toEqual(head);
    expect(verify(null, Buffer.from(headText(head)), createPublicKey(trail.publicKey), Buffer.from(head.signature, 'base64url'))).toBe(
      true,
    );
    const { items } = await trail.list();
    expect(items).toMatchObject([
      {
        entry: 1,
        by: { kind: 'person', id: 'ada', name: 'Ada', key: 'k1' },
        action: 'thing-made',
        subject: { kind: 'thing', id: 'a' },
        before: '{"a":[1e+21,0.1],"b":1}',
        hash: head.hash,
      },
    ]);
    expect(JSON.parse(items[0]?.after ?? '')).toEqual({ text: 'it’s \0 \ud800 🌍', amount: '12.50', none: null });
  });

  test('entries of changes at the same time follow each other without gaps; of what was not done there is none', async () => {
    const store = await emptyStore(database);
    const trail = await trailOf(store);
    const made = Array.from({ length: 20 }, (_, index) =>
      store.transaction(async (tx) => {
        const head = await trail.record(tx, ada, change(`t${index}`));
        if (index % 4 === 3) throw new Error('undone');
        return head.entry;
      }),
    );
    const entries = (await Promise.allSettled(made)).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(entries.sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(await trail.head()).toMatchObject({ entry: 15 });
  });

  test('the witness outside the database sees what was committed, and nothing else', async () => {
    const store = await emptyStore(database);
    const keys = await keysOfTest();
    const trail = await trailOf(store, keys);
    const heads = [];
    for (const id of ['a', 'b']) heads.push(await store.transaction((tx) => trail.record(tx, ada, change(id))));
    const failing = store.transaction(async (tx) => {
      await trail.record(tx, ada, change('c'));
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    await trail.close();
    const seen = receiptsIn(await readFile(join(keys, `audit-${(await readHead(store.db))?.trail}.witness`), 'utf8'));
    expect(seen.at(-1)).toEqual(heads[1]);
    expect(heads).toEqual(expect.arrayContaining([...seen]));
  });

  test('is only added to', async () => {
    const store = await emptyStore(database);
    const trail = await trailOf(store);
    await store.transaction((tx) => trail.record(tx, ada, change('a')));
    for (const statement of [
      "update audit_entries set action = 'x'",
      "update audit_entries set action = 'x' where entry = 7",
      'delete from audit_entries',
      'truncate audit_entries',
      'delete from audit_head',
      'truncate audit_head',
      'update audit_head set entry = 0',
      'update audit_head set entry = 1',
      'update audit_head set entry = 2, trail = gen_random_uuid()',
    ])
      await expect(sql.raw(statement).execute(store.db), statement).rejects.toThrow('only added to');
    expect((await trail.list()).items).toHaveLength(1);
  });

  test('goes on with the same key in the next process, and refuses another one or none', async () => {
    const options = await database.empty();
    const keys = await keysOfTest();
    const first = await openStore(options);
    const trail = await openTrail({ store: first, keys });
    const { entry } = await first.transaction((tx) => trail.record(tx, ada, change('a')));
    await trail.close();
    await first.close();
    const store = await opened(options);
    const again = await trailOf(store, keys);
    expect(again.publicKey).toBe(trail.publicKey);
    expect(await store.transaction((tx) => again.record(tx, ada, change('b')))).toMatchObject({ entry: entry + 1 });
    await rename(join(keys, 'audit.pem'), join(keys, 'kept.pem'));
    await expect(openTrail({ store, keys })).rejects.toThrow(/key of the audit trail is missing/);
    const others = await keysOfTest();
    await trailOf(await emptyStore(database), others);
    await expect(openTrail({ store, keys: others })).rejects.toThrow(/entry 2\) was not signed by the key/);
  });

  test('begun by many at once it is one', async () => {
    const store = await emptyStore(database);
    const keys = await keysOfTest();
    const trails = await Promise.all(Array.from({ length: 5 }, () => trailOf(store, keys)));
    const heads = await Promise.all(trails.map((trail) => trail.head()));
    expect(new Set(heads.map(receiptText)).size).toBe(1);
  });

  test('large values are named by their hash', async () => {
    const store = await emptyStore(database);
    const trail = await trailOf(store);
    await store.transaction((tx) =>
      trail.record(tx, { ...ada, name: `a\0${'x'.repeat(900)}` }, change('a', { after: 'y'.repeat(64_000) })),
    );
    const [entry] = (await trail.list()).items;
    expect(JSON.parse(entry?.after ?? '')).toEqual({ omitted: { characters: 64_002, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect(entry?.by.name).toBe(`a\ufffd${'x'.repeat(498)}`);
  });

  test('is listed by subject, action, person and time, the latest first', async () => {
    const store = await emptyStore(database);
    const trail = await trailOf(store);
    for (const [id, action] of [
      ['a', 'made'],
      ['b', 'made'],
      ['a', 'changed'],
      ['c', 'made'],
    ] as const)
      await store.transaction((tx) =>
        trail.record(tx, id === 'c' ? { ...ada, id: 'bob' } : ada, { action, subject: { kind: 'thing', id } }),
      );
    const numbers = async (...of: Parameters<typeof trail.list>): Promise<number[]> =>
      (await trail.list(...of)).items.map(({ entry }) => entry);
    expect(await numbers()).toEqual([4, 3, 2, 1]);
    expect(await numbers({ subject: { kind: 'thing', id: 'a' } })).toEqual([3, 1]);
    expect(await numbers({ subject: { kind: 'other' } })).toEqual([]);
    expect(await numbers({ action: 'made' })).toEqual([4, 2, 1]);
    expect(await numbers({ by: 'bob' })).toEqual([4]);
    const second = (await trail.list()).items[2];
    expect(await numbers({ from: second?.at ?? new Date() })).toEqual(expect.arrayContaining([4, 3, 2]));
    expect(await numbers({ to: new Date(0) })).toEqual([]);
    const page = await trail.list({}, { limit: 3 });
    expect(page.items.map(({ entry }) => entry)).toEqual([4, 3, 2]);
    expect(await trail.list({}, { limit: 3, after: page.next ?? '' })).toMatchObject({ items: [{ entry: 1 }] });
    await expect(trail.list({}, { after: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('a witness that can not be written is told once, and stops nothing', async () => {
  const [embedded] = databases;
  if (embedded === undefined) throw new Error('the embedded database is missing');
  const store = await emptyStore(embedded);
  const keys = await keysOfTest();
  const told: unknown[] = [];
  const trail = await openTrail({ store, keys, onError: (error) => told.push(error) });
  await rm(keys, { recursive: true });
  await writeFile(keys, 'a file where the folder was');
  for (const id of ['a', 'b', 'c']) {
    await store.transaction((tx) => trail.record(tx, ada, change(id)));
    await trail.close();
  }
  expect(told).toHaveLength(1);
  expect(await trail.head()).toMatchObject({ entry: 3 });
});
