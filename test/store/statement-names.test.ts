import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../server/store/open-store.ts';
import { StatementNames } from '../../server/store/statement-names.ts';
import { opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { ownPostgres } from '../support/own-postgres.ts';

describe('the name of a statement', () => {
  const often = (names: StatementNames, text: string, times: number): readonly (string | undefined)[] =>
    Array.from({ length: times }, () => names.of(text));

  test('comes once it is asked often, and stays', () => {
    const names = new StatementNames();
    expect(often(names, 'select 1', 7)).toEqual(Array.from({ length: 7 }, () => undefined));
    const [name] = often(names, 'select 1', 1);
    expect(name).toMatch(/^dealwright-\d+$/);
    expect(often(names, 'select 1', 3)).toEqual([name, name, name]);
    expect(often(names, 'select 2', 8).at(-1)).not.toBe(name);
  });

  test('is no other one’s after what was prepared is forgotten', () => {
    const names = new StatementNames();
    const before = often(names, 'select 1', 8).at(-1);
    names.forget();
    expect(names.of('select 1')).toBeUndefined();
    const after = often(names, 'select 2', 8).at(-1);
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
  });

  test('is given to so many, and to none that is very long', () => {
    const names = new StatementNames();
    const given = Array.from({ length: 500 }, (_, index) => often(names, `select ${index}`, 8).at(-1)).filter((name) => name !== undefined);
    expect(given.length).toBeLessThan(200);
    expect(new Set(given).size).toBe(given.length);
    expect(often(new StatementNames(), `select '${'x'.repeat(30_000)}'`, 20).at(-1)).toBeUndefined();
  });
});

describe('statements that a PostgreSQL has prepared', () => {
  const asked = (store: Store) => store.db.selectFrom('workers').selectAll().where('name', '=', 'nobody').execute();
  const prepared = (store: Store) =>
    sql<{ name: string }>`select name from pg_prepared_statements where statement like '%"workers"%'`.execute(store.db);

  test('are told as busy where tables were changed meanwhile, and asked again they are answered', async () => {
    const { url } = await ownPostgres();
    const store = await opened({ url, cache: await folderOf({}) });
    for (let times = 0; times < 12; times += 1) await asked(store);
    expect((await prepared(store)).rows).toHaveLength(1);
    await sql`alter table workers add column newer int`.execute(store.patient);
    await expect(asked(store)).rejects.toMatchObject({ name: 'StoreError', code: 'busy' });
    expect(await asked(store)).toEqual([]);
    // what other transactions did is as it was
    await expect(store.transaction(async (tx) => sql`select ${1}::int as one`.execute(tx))).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  test('are prepared once for a connection', async () => {
    const { url } = await ownPostgres();
    const store = await opened({ url, cache: await folderOf({}) });
    for (let times = 0; times < 30; times += 1) await asked(store);
    const { rows } = await prepared(store);
    expect(rows).toEqual([{ name: expect.stringMatching(/^dealwright-/) }]);
  });
});
