import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../server/store/migrate.ts';
import { MIGRATIONS } from '../../server/store/migrations/index.ts';
import { openStore } from '../../server/store/open-store.ts';
import { build, dealwright } from '../cli/support.ts';
import { databases, opened } from '../support/databases.ts';

const [postgres] = databases.filter(({ kind }) => kind === 'postgres');
if (postgres === undefined) throw new Error('there is a PostgreSQL');

/** What Kysely's migrator locks. */
const MIGRATION_LOCK = '3853314791062309107';

describe('processes that start at once on one PostgreSQL', () => {
  test('wait for the one that brings the tables up to date', async () => {
    const options = await postgres.empty();
    const stores = await Promise.all(Array.from({ length: 5 }, () => opened(options)));
    const migrated = stores.map((store) => store.migrated).filter((names) => names.length > 0);
    expect(migrated).toEqual([Object.keys(MIGRATIONS)]);
  });

  test('and are processes of the command line', { timeout: 240_000 }, async () => {
    await build();
    const options = await postgres.empty();
    if (!('url' in options)) throw new Error('a PostgreSQL has an address');
    const ended = await Promise.all(Array.from({ length: 3 }, () => dealwright(['migrate'], undefined, { DATABASE_URL: options.url })));
    expect(ended.map(({ code, err }) => ({ code, err }))).toEqual(ended.map(() => ({ code: 0, err: '' })));
    expect(ended.filter(({ out }) => out.includes('applied: 0001-histories'))).toHaveLength(1);
  });

  test('are refused when the one was newer', async () => {
    const options = await postgres.empty();
    const first = await opened(options);
    await sql`delete from kysely_migration where name = ${Object.keys(MIGRATIONS).at(-1)}`.execute(first.db);
    const refused = await first.db.connection().execute(async (held) => {
      await sql`select pg_advisory_lock(${sql.lit(MIGRATION_LOCK)}::bigint)`.execute(held);
      const starting = openStore(options).catch((error: unknown) => error);
      const waiting = sql`select 1 from pg_locks where locktype = 'advisory' and not granted`;
      while ((await waiting.execute(held)).rows.length === 0) await new Promise(setImmediate);
      await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01')`.execute(held);
      await sql`select pg_advisory_unlock(${sql.lit(MIGRATION_LOCK)}::bigint)`.execute(held);
      return starting;
    });
    expect(refused).toMatchObject({ code: 'too-new', message: expect.stringContaining('9999-later') });
  });
});

describe.each(databases)('the store in $name', (database) => {
  test('is brought up from nothing, once', async () => {
    const options = await database.empty();
    const store = await openStore(options);
    expect(store.migrated).toEqual(Object.keys(MIGRATIONS));
    expect(await migrate(store.db)).toEqual([]);
    await store.close();
    expect((await opened(options)).migrated).toEqual([]);
  });

  test('refuses what a newer one made', async () => {
    const options = await database.empty();
    const store = await openStore(options);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01')`.execute(store.db);
    await store.close();
    await expect(openStore(options)).rejects.toMatchObject({ code: 'too-new', message: expect.stringContaining('9999-later') });
  });
});
