import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { claimKeys, findAnswer, findAnswers, keepAnswers } from '../../server/store/answers/kept-answers.ts';
import type { Store } from '../../server/store/open-store.ts';
import { databases, emptyStore } from '../support/databases.ts';

const mine = { asker: 'ada', key: 'k-1' };
const answer = (body: string) => ({ request: new Uint8Array(32).fill(7), status: 201, headers: { location: '/v1/x/1' }, body });

const keep = (store: Store, key: typeof mine, body: string): Promise<void> =>
  store.transaction(async (tx) => {
    expect(await claimKeys(tx, [key])).toEqual([true]);
    await keepAnswers(tx, [{ ...key, ...answer(body) }]);
  });

const age = (store: Store, hours: number) =>
  sql`update kept_answers set created_at = created_at - make_interval(hours => ${hours})`.execute(store.db);

const count = async (store: Store): Promise<number> => (await store.db.selectFrom('kept_answers').select('key').execute()).length;

describe.each(databases)('kept answers, in $name', (database) => {
  test('are found by who asked and the key, as they were', async () => {
    const store = await emptyStore(database);
    await keep(store, mine, '{"a":"ü"}');
    const found = await findAnswer(store.db, mine);
    expect({ ...found, request: [...(found?.request ?? [])] }).toEqual({ ...answer('{"a":"ü"}'), request: Array(32).fill(7) });
    expect(await findAnswer(store.db, { ...mine, asker: 'bob' })).toBeUndefined();
    expect(await findAnswer(store.db, { ...mine, key: 'k-2' })).toBeUndefined();
  });

  test('of several keys each has its own', async () => {
    const store = await emptyStore(database);
    const keys = ['k-1', 'k-2', 'k-3'].map((key) => ({ ...mine, key }));
    await keep(store, mine, '"old"');
    await store.transaction(async (tx) => {
      expect(await claimKeys(tx, keys)).toEqual([true, true, true]);
      await keepAnswers(
        tx,
        keys.slice(0, 2).map((key) => ({ ...key, ...answer(JSON.stringify(key.key)) })),
      );
      expect((await findAnswers(tx, keys)).map((found) => found?.body)).toEqual(['"k-1"', '"k-2"', undefined]);
    });
    expect((await findAnswer(store.db, mine))?.body).toBe('"k-1"');
  });

  test('of work that failed there is none', async () => {
    const store = await emptyStore(database);
    const failing = store.transaction(async (tx) => {
      await claimKeys(tx, [mine]);
      await keepAnswers(tx, [{ ...mine, ...answer('{}') }]);
      throw new Error('not done');
    });
    await expect(failing).rejects.toThrow('not done');
    expect(await findAnswer(store.db, mine)).toBeUndefined();
    await keep(store, mine, '{}');
  });

  test('after 24 hours a key is new, and old answers go when another comes', async () => {
    const store = await emptyStore(database);
    await keep(store, mine, '"first"');
    await keep(store, { ...mine, key: 'k-2' }, '"other"');
    await age(store, 23);
    expect((await findAnswer(store.db, mine))?.body).toBe('"first"');
    await age(store, 2);
    expect(await findAnswer(store.db, mine)).toBeUndefined();
    await keep(store, mine, '"second"');
    expect((await findAnswer(store.db, mine))?.body).toBe('"second"');
    expect(await count(store)).toBe(1);
  });
});

test('a key that another transaction has is not waited for', async () => {
  const [, postgres] = databases;
  if (postgres === undefined) throw new Error('PostgreSQL is missing');
  const store = await emptyStore(postgres);
  await store.transaction(async (first) => {
    expect(await claimKeys(first, [mine])).toEqual([true]);
    const claims = await store.transaction((second) => claimKeys(second, [mine, { ...mine, key: 'k-2' }]));
    expect(claims).toEqual([false, true]);
  });
});
