import { setTimeout } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import { faultOf } from './database-faults.ts';
import { StoreError } from './errors.ts';

/**
 * A driver whose faults are told as StoreErrors: who asks need not know the clients of two databases. Nobody waits
 * longer than `waitMs` for a connection; missing: as long as it takes.
 */
export class GuardedDriver implements Driver {
  readonly #inner: Driver;
  readonly #waitMs: number | undefined;

  constructor(inner: Driver, waitMs?: number) {
    this.#inner = inner;
    this.#waitMs = waitMs;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new GuardedConnection(await telling(() => this.#connection()));
  }

  async #connection(): Promise<DatabaseConnection> {
    const waiting = this.#inner.acquireConnection();
    if (this.#waitMs === undefined) return waiting;
    const inTime = new AbortController();
    const late = setTimeout(this.#waitMs, undefined, { signal: inTime.signal }).catch(() => undefined);
    const connection = await Promise.race([waiting, late]).finally(() => inTime.abort());
    if (connection !== undefined) return connection;
    // it comes when nobody waits for it any more
    waiting.then(
      (unwanted) => this.#inner.releaseConnection(unwanted),
      () => undefined,
    );
    throw new StoreError('busy', 'The database is busy with something else.');
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return telling(() => this.#inner.beginTransaction(innerOf(connection), settings));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await telling(() => this.#inner.commitTransaction(innerOf(connection)));
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unreachable') throw error;
      throw new StoreError('in-doubt', 'The database went away before it said whether it had kept what was to be done.', { cause: error });
    }
  }

  /** What can't be rolled back is a connection that is gone, and the transaction with it. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await this.#inner.rollbackTransaction(innerOf(connection));
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
    }
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#inner.releaseConnection(innerOf(connection));
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }
}

class GuardedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;

  constructor(inner: DatabaseConnection) {
    this.inner = inner;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return telling(() => this.inner.executeQuery<R>(query));
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    try {
      yield* this.inner.streamQuery<R>(query, chunkSize);
    } catch (error) {
      throw faultOf(error) ?? error;
    }
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  if (connection instanceof GuardedConnection) return connection.inner;
  throw new Error('a connection of another driver');
}

async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw faultOf(error) ?? error;
  }
}
