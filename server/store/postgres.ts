import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { faultOf } from './database-faults.ts';
import { type Databases, guarded } from './databases.ts';
import { StoreError } from './errors.ts';
import { cutOff } from './postgres-pool.ts';

const MAX_CONNECTIONS = 10;
/** For what takes its time: imports, migrations, ends of simulations. */
const MAX_PATIENT = 4;
/** How long one waits for a connection, a new one or one that another gives back. */
const CONNECT_MS = 5_000;
/** What a request asks is answered within this time, or not at all. */
const STATEMENT_MS = 15_000;
const LOCK_MS = 10_000;
/** A server that is there ends statements itself; one from which nothing has come so much later is not. */
const SILENT_MS = 2_000;
/** A transaction whose process hangs lets go of its rows after this time. */
const IDLE_IN_TRANSACTION_MS = 120_000;
const KEEP_ALIVE_MS = 10_000;

/** A PostgreSQL elsewhere. `url` is a connection string; what it doesn't say comes from the usual PG… variables. */
export async function openPostgres(url: string, statementMs = STATEMENT_MS): Promise<Databases> {
  const pool = poolOf(url, { max: MAX_CONNECTIONS, statement_timeout: statementMs, lock_timeout: Math.min(LOCK_MS, statementMs) });
  const patientPool = poolOf(url, { max: MAX_PATIENT });
  const asking = new PostgresDialect({ pool: cutOff(pool, statementMs + SILENT_MS) });
  const patient = new PostgresDialect({ pool: cutOff(patientPool) });
  const close = async (): Promise<void> => {
    if (!pool.ending) await Promise.all([pool.end(), patientPool.end()]);
  };
  try {
    await pool.query('select 1');
  } catch (error) {
    await close();
    const reason = reasonOf(error);
    const what = faultOf(error)?.code === 'busy' ? `is busy: ${reason}` : `can't be reached: ${reason}`;
    throw new StoreError('unreachable', `The database of DATABASE_URL ${what}.`, { cause: error });
  }
  return { db: guarded(asking, asking.createDriver()), patient: guarded(patient, patient.createDriver()), close };
}

function poolOf(url: string, options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'dealwright',
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format) },
    ...options,
  });
  // A connection that breaks while nobody uses it: the pool has dropped it, and the next query opens another.
  pool.on('error', () => undefined);
  // One that breaks between two statements tells nobody else; the next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
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
