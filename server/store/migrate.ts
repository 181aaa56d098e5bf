import { type Kysely, Migrator, sql } from 'kysely';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';
import { MIGRATIONS } from './migrations/index.ts';

/**
 * Applies the migrations that are missing, in order, all or none, and names them. Of several processes that start
 * at once one does it while the others wait (an advisory lock). `until`: the last one to be applied to a database that
 * has none; one that has some stays as it is.
 */
export async function migrate(db: Kysely<Database>, until?: string): Promise<readonly string[]> {
  await refuseNewer(db);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  if (until !== undefined && (await migrator.getMigrations()).some(({ executedAt }) => executedAt !== undefined)) return [];
  const { error, results } = await (until === undefined ? migrator.migrateToLatest() : migrator.migrateTo(until));
  if (error !== undefined) {
    // a newer one may have been quicker, while this one waited for it
    await refuseNewer(db);
    throw error;
  }
  return (results ?? []).map(({ migrationName }) => migrationName);
}

async function refuseNewer(db: Kysely<Database>): Promise<void> {
  const { rows: known } = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(db);
  if (known[0]?.there !== true) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.filter(({ name }) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length === 0) return;
  throw new StoreError(
    'too-new',
    `The database was made by a newer Dealwright: it has the migration ${unknown.map(({ name }) => name).join(', ')}, which this one ` +
      "doesn't know. Start the newer one, or restore a copy from before.",
  );
}
