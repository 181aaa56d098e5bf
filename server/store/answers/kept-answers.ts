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

/** The same of several, in their order. */
export async function findAnswers(tx: Transaction, keys: readonly AnswerKey[]): Promise<readonly (KeptAnswer | undefined)[]> {
  if (keys.length === 0) return [];
  const rows = await tx
    .selectFrom('kept_answers')
    .select(['asker', 'key', 'request', 'status', 'headers', 'body'])
    .where((where) => where.or(keys.map(({ asker, key }) => where.and([where('asker', '=', asker), where('key', '=', key)]))))
    .where('created_at', '>', KEPT)
    .execute();
  return keys.map((each) => {
    const row = rows.find(({ asker, key }) => asker === each.asker && key === each.key);
    return row && { request: row.request, status: row.status, headers: row.headers, body: row.body };
  });
}

/** The keys for the rest of the transaction; false: somebody has it. Nothing waits here, so that nothing can lock up. */
export async function claimKeys(tx: Transaction, keys: readonly AnswerKey[]): Promise<readonly boolean[]> {
  if (keys.length === 0) return [];
  const names = JSON.stringify(keys.map(({ asker, key }) => JSON.stringify([asker, key])));
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(name, 6)) as mine
    from jsonb_array_elements_text(${names}::jsonb) with ordinality as n(name, place) order by place`.execute(tx);
  return keys.map((_, index) => rows[index]?.mine === true);
}

/** Keeps them, each under a key that was claimed in this transaction, and lets some old ones go. */
export async function keepAnswers(tx: Transaction, answers: readonly (AnswerKey & KeptAnswer)[]): Promise<void> {
  if (answers.length === 0) return;
  await tx
    .insertInto('kept_answers')
    .values(answers.map(({ headers, ...row }) => ({ ...row, headers: JSON.stringify(headers) })))
    .onConflict((conflict) =>
      conflict.columns(['asker', 'key']).doUpdateSet(({ ref }) => ({
        request: ref('excluded.request'),
        status: ref('excluded.status'),
        headers: ref('excluded.headers'),
        body: ref('excluded.body'),
        created_at: sql<Date>`now()`,
      })),
    )
    .execute();
  // others sweep at the same time: who comes second leaves those rows alone
  await sql`
    delete from kept_answers where (asker, key) in (
      select asker, key from kept_answers where created_at <= ${KEPT} order by created_at limit ${SWEPT} for update skip locked
    )`.execute(tx);
}
