import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';

const MAX_CONNECTIONS = 10;
const CONNECT_MS = 10_000;
/** A transaction whose process hangs lets go of its rows after this time. */
const IDLE_IN_TRANSACTION_MS = 120_000;

export interface Postgres {
  readonly db: Kysely<Database>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** A PostgreSQL elsewhere. `url` is a connection string; what it doesn't say comes from the usual PG… variables. */
export async function openPostgres(url: string): Promise<Postgres> {
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'dealwright',
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format) },
  });
  // a connection that breaks while nobody uses it: the pool has dropped it, and the next query opens another
  pool.on('error', () => undefined);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new StoreError('unreachable', `The database of DATABASE_URL can't be reached: ${reasonOf(error)}.`, { cause: error });
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}

/** Dates stay text and whole numbers numbers, as in the embedded database. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.DATE, (text) => text],
  [pg.types.builtins.INT8, Number],
]);

/** Of several addresses of one host each may have failed; the first failure tells as much as all of them. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
