import { openAsBlob } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

/*
 * Making an empty database takes seconds, unpacking one a fraction of it. So an empty one can be made beforehand,
 * where the server is built; where there is none, it is made when it is needed.
 */

/** Beside this file, where it was built. */
export const BUILT_TEMPLATE = fileURLToPath(new URL('empty-database.tar.gz', import.meta.url));

/** A file of the write-ahead log in megabytes: what an empty database weighs is mostly that. */
const LOG_FILE_MB = 1;
export const INITDB_OPTIONS = [`--wal-segsize=${LOG_FILE_MB}`];

/** Packs an empty database into a file. */
export async function makeTemplate(path: string = BUILT_TEMPLATE): Promise<void> {
  const database = await PGlite.create({ initDbStartParams: INITDB_OPTIONS });
  const packed = await database.dumpDataDir('gzip');
  await database.close();
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  try {
    await writeFile(draft, Buffer.from(await packed.arrayBuffer()));
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The packed empty database, if there is one. */
export async function readTemplate(path: string = BUILT_TEMPLATE): Promise<Blob | undefined> {
  const there = await stat(path).catch(() => undefined);
  return there?.isFile() === true ? openAsBlob(path) : undefined;
}
