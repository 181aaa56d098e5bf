import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { collecting } from './after-commit.ts';
import type { Database, Transaction } from './database.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { removeUnfinished } from './unfinished-imports.ts';

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
      /** Milliseconds after which a statement is given up. */
      readonly statementMs?: number;
    };

export interface TransactionOptions {
  /** Its statements and locks take as long as they take: an import, no request. */
  readonly patient?: boolean;
}

export interface Store {
  readonly kind: 'embedded' | 'postgres';
  /** Waits within bounds: what takes longer fails with a StoreError. */
  readonly db: Kysely<Database>;
  /** Waits as long as it takes. */
  readonly patient: Kysely<Database>;
  /** Nothing in it that can't be made again. */
  readonly cache: string;
  /** All of the work or nothing of it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Migrations applied on opening. */
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

/** Opens the store, and brings its tables up to date; of an empty one as far as `until` (migrate.ts). */
export async function openStore(options: StoreOptions, { until }: { readonly until?: string } = {}): Promise<Store> {
  const embedded = 'folder' in options;
  const databases = embedded ? await openEmbedded(options.folder, options.template) : await openPostgres(options.url, options.statementMs);
  const { db, patient, close } = databases;
  try {
    const migrated = await migrate(patient, until);
    const cache = embedded ? join(options.folder, 'cache') : (options.cache ?? userCache());
    await mkdir(cache, { recursive: true, mode: 0o700 });
    const store: Store = {
      kind: embedded ? 'embedded' : 'postgres',
      db,
      patient,
      cache,
      migrated,
      transaction: async (work, options = {}) => {
        const { result, actions } = await (options.patient === true ? patient : db).transaction().execute((tx) => collecting(tx, work));
        for (const action of actions) action();
        return result;
      },
      close,
    };
    // nobody else has the folder: what is under way has ended with its process
    if (embedded) await removeUnfinished(patient);
    return store;
  } catch (error) {
    await close();
    throw error;
  }
}

const userCache = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dealwright');
