import { type Dialect, type Driver, Kysely } from 'kysely';
import type { Database } from './database.ts';
import { GuardedDriver } from './guarded-driver.ts';

/** One database, asked in two ways. */
export interface Databases {
  /** Connections, locks and statements are waited for within bounds. */
  readonly db: Kysely<Database>;
  /** What is asked through it takes as long as it takes. */
  readonly patient: Kysely<Database>;
  close(): Promise<void>;
}

/** `driver`: one of the dialect's. Whoever closes it does so itself. */
export const guarded = (dialect: Dialect, driver: Driver, waitMs?: number): Kysely<Database> =>
  new Kysely<Database>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createDriver: () => new GuardedDriver(driver, waitMs),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  });
