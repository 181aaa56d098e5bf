import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../server/store/migrate.ts';
import { MIGRATIONS } from '../../server/store/migrations/index.ts';
import { openStore } from '../../server/store/open-store.ts';
import { databases, opened } from '../support/databases.ts';

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
