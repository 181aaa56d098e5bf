import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely-pglite-dialect';
import { type Databases, guarded } from '../databases.ts';
import { lockFolder } from './folder-lock.ts';
import { BUILT_TEMPLATE, INITDB_OPTIONS, readTemplate } from './template.ts';

/** How long one waits for what has the connection. */
const WAIT_MS = 10_000;

/** As in postgres.ts. */
const PARSERS = { [types.DATE]: (text: string) => text, [types.INT8]: Number };

/**
 * The database in `<folder>/database`, made where there is none. It runs inside this process, on one connection:
 * who asks while a transaction is open waits for its end. A killed process loses nothing that was committed; the
 * files are not forced to the disk, so a machine that loses power may.
 */
export async function openEmbedded(folder: string, template: string = BUILT_TEMPLATE): Promise<Databases> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const database = await openDatabase(folder, template);
    const dialect = new PGliteDialect(database);
    // one queue for its one connection
    const driver = dialect.createDriver();
    return {
      db: guarded(dialect, driver, WAIT_MS),
      patient: guarded(dialect, driver),
      close: async () => {
        await driver.destroy();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openDatabase(folder: string, template: string): Promise<PGlite> {
  const path = join(folder, 'database');
  // stands there while the database is being made: what a process killed meanwhile left is made anew
  const unfinished = join(folder, 'database-unfinished');
  if (await exists(unfinished)) await rm(path, { recursive: true, force: true });
  else if (await exists(path)) return PGlite.create({ dataDir: path, parsers: PARSERS });
  await writeFile(unfinished, '');
  const packed = await readTemplate(template);
  const made = await PGlite.create({
    dataDir: path,
    parsers: PARSERS,
    ...(packed ? { loadDataDir: packed } : { initDbStartParams: INITDB_OPTIONS }),
  });
  await rm(unfinished);
  return made;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
