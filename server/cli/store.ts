import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { KeysFolderError } from '../access/keys-folder.ts';
import { StoreError } from '../store/errors.ts';
import { openStore, type Store, type StoreOptions } from '../store/open-store.ts';
import { UsageError } from './output.ts';

export const DEFAULT_DATA = 'data';

/** Where this command line says that things are kept: DATABASE_URL, else a folder. */
export function storeOptions(folder: string | undefined, environment: NodeJS.ProcessEnv = process.env): StoreOptions {
  const url = environment.DATABASE_URL;
  if (url === undefined || url === '') return { folder: folder ?? DEFAULT_DATA };
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new UsageError('DATABASE_URL is no address of a PostgreSQL: postgres://user:password@host:5432/name was expected.');
  if (folder !== undefined) throw new UsageError('Both DATABASE_URL and --data say where things are kept; give one of them.');
  return { url };
}

/** What keeps a store from being used is told to the person who asked; the rest is our own fault. */
export async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError || error instanceof KeysFolderError) throw new UsageError(error.message);
    throw error;
  }
}

/** Opens a store that is there already; none is made for a name that was mistyped. */
export async function openExisting(options: StoreOptions): Promise<Store> {
  if ('folder' in options) {
    const isThere = await access(join(options.folder, 'database')).then(
      () => true,
      () => false,
    );
    if (!isThere)
      throw new UsageError(`There is no store in the folder ${options.folder}. Say with --data where it is, or set DATABASE_URL.`);
  }
  return telling(() => openStore(options));
}
