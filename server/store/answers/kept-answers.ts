import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Store } from '../open-store.ts';

/*
 * Answers by idempotency key. An answer is kept in the transaction of the work that it tells of: either both are there,
 * or whoever asks again has the work done.
 */

/** Whose key it is. */
export interface AnswerKey {
  readonly asker: string;
  /** 1 to 200 characters. */
  readonly key: string;
}

export interface KeptAnswer {
  readonly request: Uint8Array;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const KEPT = sql<Date>`now() - interval '24 hours'`;
/** Old ones that go when a new one comes. */
const SWEPT = 100;

/** The answer that was given in the last 24 hours. */
export async function findAnswer(db: Store['db'] | Transaction, { asker, key }: AnswerKey): Promise<KeptAnswer | undefined> {
  return db
    .selectFrom('kept_answers')
    .select(['request', 'status', 'headers', 'body'])
    .where('asker', '=', asker)
    .where('key', '=', key)
    .where('created_at', '>', KEPT)
    .executeTakeFirst();
}

/** The key for the rest of the transaction; false: somebody has it. Nothing waits here, so that nothing can lock up. */
export async function claimKey(tx: Transaction, { asker, key }: AnswerKey): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${JSON.stringify([asker, key])}, 6)) as mine`.execute(tx);
  return rows[0]?.mine === true;
}

/** Keeps it under a key that was claimed in this transaction, and lets some old ones go. */
export async function keepAnswer(tx: Transaction, { asker, key }: AnswerKey, answer: KeptAnswer): Promise<void> {
  const row = { ...answer, headers: JSON.stringify(answer.headers) };
  await tx
    .insertInto('kept_answers')
    .values({ asker, key, ...row })
    .onConflict((conflict) => conflict.columns(['asker', 'key']).doUpdateSet({ ...row, created_at: sql<Date>`now()` }))
    .execute();
  // others sweep at the same time: who comes second leaves those rows alone
  await sql`
    delete from kept_answers where (asker, key) in (
      select asker, key from kept_answers where created_at <= ${KEPT} order by created_at limit ${SWEPT} for update skip locked
    )`.execute(tx);
}
