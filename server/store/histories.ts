import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Timeline } from '../engine/program/model.ts';
import type { HistorySetting } from '../history/setting.ts';
import { EMPTY_CONTENT } from './content-hash.ts';
import type { HistoriesTable, Transaction } from './database.ts';
import { StoreError } from './errors.ts';
import { isId, newId } from './id.ts';
import type { Store } from './open-store.ts';
import { readerOf } from './readers.ts';

/** A history as it stands; `contentHash` changes with all that is added. */
export interface StoredHistory {
  readonly id: string;
  readonly name: string;
  readonly setting: HistorySetting;
  readonly contentHash: string;
  /** Hash of the columns made of it; null: they weren't made since it changed. */
  readonly columnsHash: string | null;
  readonly enrollments: number;
  readonly activities: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  /** The highest number given to what it holds. */
  readonly lastRecorded: number;
}

export const HISTORY_LIMITS = {
  histories: 10_000,
  nameLength: 200,
  activities: 50_000_000,
  enrollments: 1_000_000,
  pageSize: 200,
} as const;

export interface NewHistory {
  readonly name: string;
  /** In whose currency and time zone it is. */
  readonly timeline: Timeline;
}

/** An empty history. `also`: done last in its transaction. */
export async function createHistory(
  store: Store,
  { also, ...given }: NewHistory & { readonly also?: ((tx: Transaction, history: StoredHistory) => Promise<unknown>) | undefined },
): Promise<StoredHistory> {
  return store.transaction(async (tx) => {
    const history = await insertHistory(tx, given);
    await also?.(tx, history);
    return history;
  });
}

/** The same in a transaction of more. */
export async function insertHistory(tx: Transaction, { name, timeline }: NewHistory): Promise<StoredHistory> {
  const { setting } = readerOf(timeline);
  if (name.length === 0 || name.length > HISTORY_LIMITS.nameLength || name.includes('\0')) {
    throw new StoreError('refused', `A history's name has 1 to ${HISTORY_LIMITS.nameLength} characters; this one has ${name.length}.`);
  }
  const { count } = await tx.selectFrom('histories').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow();
  if (count >= HISTORY_LIMITS.histories) {
    throw new StoreError('limit', `There are ${count} histories, and no more are kept; delete one that nobody needs.`);
  }
  const row = await tx
    .insertInto('histories')
    .values({
      id: newId(),
      name,
      currency: setting.currency.code,
      digits: setting.currency.digits,
      time_zone: setting.timeZone,
      attributes: JSON.stringify(setting.attributes),
      content_hash: EMPTY_CONTENT,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return historyOf(row);
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it as `after` for what follows; missing: nothing does. */
  readonly next?: string;
}

export interface PageOptions {
  /** At most HISTORY_LIMITS.pageSize. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/** In the order in which they were made. */
export async function listHistories(store: Store, { limit = 50, after }: PageOptions = {}): Promise<Page<StoredHistory>> {
  const size = Math.min(Math.max(1, limit), HISTORY_LIMITS.pageSize);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await store.db
    .selectFrom('histories')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size).map(historyOf);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

/** By id, or by the hash of its content or of its columns. */
export async function getHistory({ db }: Pick<Store, 'db'>, name: string): Promise<StoredHistory> {
  const found = await findHistory(db, name);
  if (found === undefined) throw noHistory(name);
  return found;
}

async function findHistory(db: Store['db'], name: string): Promise<StoredHistory | undefined> {
  const histories = db.selectFrom('histories').selectAll();
  if (isId(name)) {
    const row = await histories.where('id', '=', name).executeTakeFirst();
    return row && historyOf(row);
  }
  if (!/^[0-9a-f]{64}$/.test(name)) return undefined;
  // several may hold the same; the first made stays the answer whatever is added to the others
  const row = await histories
    .where((where) => where.or([where('content_hash', '=', name), where('columns_hash', '=', name)]))
    .orderBy('id')
    .executeTakeFirst();
  return row && historyOf(row);
}

/** What a program decided and posted at deal time stands on its history. */
export async function refuseLived(tx: Transaction, history: string, what: string): Promise<void> {
  const row = await tx.selectFrom('live_programs').select('program').where('history', '=', history).executeTakeFirst();
  if (row === undefined) return;
  throw new StoreError(
    'changed',
    `The history is what happened at deal time in ${row.program}: decisions and the ledger stand on it. ${what}; what happens is recorded with POST /v1/activities.`,
  );
}

const LOCK_MS = 10_000;

/** With all that it holds, its imports and its simulations; gives how it stood. It may be much: take a patient transaction. */
export async function deleteHistory(tx: Transaction, id: string): Promise<StoredHistory> {
  // an import may have it for minutes; who asks is told rather than kept waiting
  await sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`.execute(tx);
  const history = await lockHistory(tx, id, 'for deleting');
  await refuseLived(tx, id, 'It is not deleted');
  await tx.deleteFrom('history_activities').where('history', '=', id).execute();
  await tx.deleteFrom('history_enrollments').where('history', '=', id).execute();
  await tx.deleteFrom('histories').where('id', '=', id).execute();
  return history;
}

/**
 * The history for the rest of the transaction: nobody else deletes it, and of those who add to it there is one. That
 * one keeps nobody from naming it: imports that wait for one another begin at once.
 */
export async function lockHistory(tx: Transaction, id: string, why: 'for adding' | 'for deleting' | 'for naming'): Promise<StoredHistory> {
  if (!isId(id)) throw noHistory(id);
  const query = tx.selectFrom('histories').selectAll().where('id', '=', id);
  const locked = { 'for adding': query.forNoKeyUpdate(), 'for deleting': query.forUpdate(), 'for naming': query.forKeyShare() }[why];
  const row = await locked.executeTakeFirst();
  if (row === undefined) throw noHistory(id);
  return historyOf(row);
}

/** Notes what the columns made of this content hash to. */
export async function noteColumnsHash({ db }: Store, { id, contentHash }: StoredHistory, columnsHash: string): Promise<void> {
  await db
    .updateTable('histories')
    .set({ columns_hash: columnsHash })
    .where('id', '=', id)
    .where('content_hash', '=', contentHash)
    .execute();
}

const noHistory = (name: string): StoreError => new StoreError('not-found', `There is no history ${name.slice(0, 100)}.`);

function historyOf(row: Selectable<HistoriesTable>): StoredHistory {
  return {
    id: row.id,
    name: row.name,
    setting: { currency: { code: row.currency, digits: row.digits }, timeZone: row.time_zone, attributes: row.attributes },
    contentHash: row.content_hash,
    columnsHash: row.columns_hash,
    enrollments: row.enrollments,
    activities: row.activities,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    lastRecorded: row.last_recorded,
  };
}
