import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { faultOf } from './database-faults.ts';
import { StoreError } from './errors.ts';
import { StatementNames } from './statement-names.ts';

/**
 * The pool as Kysely asks it. What is asked again and again the server prepares once for each connection. A connection over
 * which no answer comes in `answerMs` is cut: a machine that is gone says nothing, and its socket would be waited for a
 * quarter of an hour. Missing: statements take as long as they take.
 */
export function cutOff(pool: pg.Pool, answerMs?: number): PostgresPool {
  const names = new StatementNames();
  return {
    connect: async () => new Client(await pool.connect(), names, answerMs) as unknown as PostgresPoolClient,
    end: () => pool.end(),
  };
}

class Client {
  readonly #client: pg.PoolClient;
  readonly #names: StatementNames;
  readonly #answerMs: number | undefined;
  #broken = false;

  constructor(client: pg.PoolClient, names: StatementNames, answerMs: number | undefined) {
    this.#client = client;
    this.#names = names;
    this.#answerMs = answerMs;
  }

  async query(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    if (this.#broken) throw new StoreError('unreachable', 'The database does not answer.');
    const name = parameters.length === 0 ? undefined : this.#names.of(text);
    const asked = { text, values: [...parameters], ...(name !== undefined && { name }) };
    const result = await this.#inTime(this.#client.query(asked)).catch((error: unknown) => {
      if (isOutdated(error)) {
        this.#broken = true;
        this.#names.forget();
        throw new StoreError('busy', 'The tables of the database were changed meanwhile. Ask again.', { cause: error });
      }
      // the server has said that it ends the connection, which may not have been noticed yet
      if (faultOf(error)?.code === 'unreachable') this.#broken = true;
      throw error;
    });
    // of a transaction in which a statement failed the server keeps nothing, and calls that no error
    if (text === 'commit' && result.command === 'ROLLBACK') throw new Error('a transaction went on after one of its statements had failed');
    return result;
  }

  async #inTime(answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> {
    if (this.#answerMs === undefined) return answer;
    const answerMs = this.#answerMs;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#broken = true;
        reject(new StoreError('unreachable', `The database has not answered for ${answerMs / 1000} seconds.`));
      }, answerMs);
      answer.finally(() => clearTimeout(late)).then(resolve, reject);
    });
  }

  release(): void {
    this.#client.release(this.#broken);
  }
}

/** What was prepared gives other columns by now: another process has brought the tables up to date. */
const isOutdated = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '0A000' && error.message.startsWith('cached plan');
