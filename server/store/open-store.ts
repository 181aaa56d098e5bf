import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { collecting } from './after-commit.ts';
import type { Database, Transaction } from './database.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';

export type StoreOptions =
  | {
      /** Kept by this process alone. */
      readonly folder: string;
      /** A packed empty database, instead of the one that was built. */
      readonly template?: string;
    }
  | {
      /** Connection string of a PostgreSQL. */
      readonly url: string;
      /** Where histories in columns are kept on this machine. */
      readonly cache?: string;
    };

export interface Store {
  readonly kind: 'embedded' | 'postgres';
  readonly db: Kysely<Database>;
  /** Nothing in it that can't be made again. */
  readonly cache: string;
  /** All of the work or nothing of it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Migrations applied on opening. */
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

/** Opens the store, and brings its tables up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const embedded = 'folder' in options;
  const { db, close } = embedded ? await openEmbedded(options.folder, options.template) : await openPostgres(options.url);
  try {
    const migrated = await migrate(db);
    const cache = embedded ? join(options.folder, 'cache') : (options.cache ?? userCache());
    await mkdir(cache, { recursive: true, mode: 0o700 });
    return {
      kind: embedded ? 'embedded' : 'postgres',
      db,
      cache,
      migrated,
      transaction: async (work) => {
        const { result, actions } = await db.transaction().execute((tx) => collecting(tx, work));
        for (const action of actions) action();
        return result;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const userCache = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dealwright');
