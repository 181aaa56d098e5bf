import { StoreError } from './errors.ts';

/*
 * What a database, or the way to it, says when it can't be asked. Both databases have PostgreSQL's codes; what comes of
 * the way has Node's codes, and of the clients only sentences.
 */

/** SQLSTATE classes: the connection, who may connect, no such database, no room, taken out of service, its disk. */
const AWAY_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '58']);
const AWAY_STATES: ReadonlySet<string> = new Set([
  '57P01', // the administrator ends it
  '57P02', // it crashes
  '57P03', // it starts, or stops
  '57P05', // the connection was idle for too long
  '25P03', // and so was the transaction
  '25006', // a standby: writes go elsewhere
]);
const BUSY_STATES: ReadonlySet<string> = new Set([
  '57014', // the statement took too long
  '55P03', // so did a lock
  '40001', // transactions were in each other's way
  '40P01',
  '53300', // too many connections
]);
const NO_ROOM_CLASS = '53';

const AWAY_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const AWAY_WORDS =
  /^Connection terminated|^timeout expired$|is not queryable$|^Cannot use a pool after|^PGlite is closed|^PGLite not initialized|^driver has already been destroyed/;
/** Of the pool: nobody gave a connection back in time, or the database opens none. */
const WAITED = 'timeout exceeded when trying to connect';

/** The fault as it is told to those who asked; undefined: the database works, and something else is wrong. */
export function faultOf(error: unknown): StoreError | undefined {
  if (error instanceof StoreError) return error;
  if (error instanceof AggregateError) return faultOf(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const state = code.length === 5 && 'severity' in error ? code : '';
  if (BUSY_STATES.has(state) || error.message === WAITED)
    return new StoreError('busy', 'The database is busy: it took too long.', { cause: error });
  if (state.startsWith(NO_ROOM_CLASS)) return new StoreError('busy', 'The database has no room.', { cause: error });
  const isAway =
    AWAY_STATES.has(state) ||
    AWAY_CLASSES.has(state.slice(0, 2)) ||
    AWAY_CODES.has(code) ||
    ('syscall' in error && error.syscall === 'connect') ||
    AWAY_WORDS.test(error.message);
  return isAway ? new StoreError('unreachable', 'The database does not answer.', { cause: error }) : undefined;
}

/** Whether it may be otherwise in a moment, with nothing changed by whoever asked. */
export const isPassing = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'unreachable' || error.code === 'busy' || error.code === 'in-doubt');
