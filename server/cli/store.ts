import { StoreError } from '../store/errors.ts';
import type { StoreOptions } from '../store/open-store.ts';
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
    if (error instanceof StoreError) throw new UsageError(error.message);
    throw error;
  }
}
