import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page } from '../histories.ts';
import type { Store } from '../open-store.ts';
import type { AuditEntriesTable } from './tables.ts';

/** An entry as it stands in its row; what it means, and its hash, is made by server/audit. */
export interface StoredEntry {
  readonly entry: number;
  readonly at: Date;
  readonly by: { readonly kind: string; readonly id: string; readonly name: string; readonly key?: string };
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Canonical JSON. */
  readonly before?: string;
  readonly after?: string;
  readonly hash: string;
  readonly signature: string;
}

export interface StoredHead {
  /** Id of the trail: another one begins with another hash. */
  readonly trail: string;
  readonly entry: number;
  readonly hash: string;
  readonly signature: string;
}

export const AUDIT_PAGE = 200;

/** The head; undefined: there is no trail yet. */
export async function readHead(db: Store['db'] | Transaction): Promise<StoredHead | undefined> {
  return db.selectFrom('audit_head').select(['trail', 'entry', 'hash', 'signature']).executeTakeFirst();
}

/** Begins a trail, where there is none; false: there is. */
export async function beginTrail(tx: Transaction, head: StoredHead): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('audit_head')
    .values(head)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** The head and the time, on the database's clock. Nobody else adds an entry until the transaction has ended. */
export async function lockHead(tx: Transaction): Promise<{ readonly head: StoredHead; readonly now: Date }> {
  const row = await tx
    .selectFrom('audit_head')
    .select(['trail', 'entry', 'hash', 'signature'])
    .select(sql<Date>`date_trunc('milliseconds', clock_timestamp())`.as('now'))
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new StoreError('changed', 'The head of the audit trail is gone; nothing is changed until it is put back.');
  const { now, ...head } = row;
  return { head, now };
}

/** Adds entries, whose numbers follow that of the head, and makes the last of them the head. */
export async function appendEntries(tx: Transaction, entries: readonly StoredEntry[]): Promise<void> {
  const last = entries.at(-1);
  if (last === undefined) return;
  const rows = entries.map(({ by, subject, before = null, after = null, ...rest }) => ({
    ...rest,
    by_kind: by.kind,
    by_id: by.id,
    by_name: by.name,
    by_key: by.key ?? null,
    subject_kind: subject.kind,
    subject_id: subject.id,
    before,
    after,
  }));
  const { entry, hash, signature } = last;
  await tx
    .with('added', (db) => db.insertInto('audit_entries').values(rows))
    .updateTable('audit_head')
    .set({ entry, hash, signature })
    .execute();
}

export interface EntryFilter {
  readonly subject?: { readonly kind: string; readonly id?: string };
  readonly action?: string;
  /** Id of who did it: of the person, or of a key that stands alone. */
  readonly by?: string;
  /** From this moment on, and before that one. */
  readonly from?: Date;
  readonly to?: Date;
}

/** The latest first. `after`: `next` of the page before. */
export async function listEntries(
  { db }: Store,
  { subject, action, by, from, to }: EntryFilter = {},
  { limit = 50, after }: { readonly limit?: number; readonly after?: string } = {},
): Promise<Page<StoredEntry>> {
  const size = Math.min(Math.max(1, limit), AUDIT_PAGE);
  if (after !== undefined && !/^[1-9]\d{0,14}$/.test(after))
    throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('entry', '<', Number(after)))
    .$if(subject !== undefined, (query) => query.where('subject_kind', '=', subject?.kind ?? ''))
    .$if(subject?.id !== undefined, (query) => query.where('subject_id', '=', subject?.id ?? ''))
    .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
    .$if(by !== undefined, (query) => query.where('by_id', '=', by ?? ''))
    .$if(from !== undefined, (query) => query.where('at', '>=', from ?? new Date(0)))
    .$if(to !== undefined, (query) => query.where('at', '<', to ?? new Date(0)))
    .orderBy('entry', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size).map(entryOf);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: String(last.entry) }) };
}

const PIECE = 200;

/** All rows, in order of their numbers, some hundreds at a time. */
export async function* allEntries(tx: Transaction): AsyncGenerator<readonly StoredEntry[]> {
  // whoever wrote into the tables by hand may have written anything
  for (let last = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await tx.selectFrom('audit_entries').selectAll().where('entry', '>', last).orderBy('entry').limit(PIECE).execute();
    if (rows.length > 0) yield rows.map(entryOf);
    if (rows.length < PIECE) return;
    last = rows.at(-1)?.entry ?? last;
  }
}

/** Entries of an action, the latest first, at most so many. */
export async function entriesOfAction(tx: Transaction, action: string, limit: number): Promise<readonly StoredEntry[]> {
  const rows = await tx
    .selectFrom('audit_entries')
    .selectAll()
    .where('action', '=', action)
    .orderBy('entry', 'desc')
    .limit(limit)
    .execute();
  return rows.map(entryOf);
}

/** How many rows there are, whatever their numbers. */
export async function countEntries(db: Store['db'] | Transaction): Promise<number> {
  const { count } = await db.selectFrom('audit_entries').select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return count;
}

function entryOf(row: Selectable<AuditEntriesTable>): StoredEntry {
  return {
    entry: row.entry,
    at: row.at,
    by: { kind: row.by_kind, id: row.by_id, name: row.by_name, ...(row.by_key !== null && { key: row.by_key }) },
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    ...(row.before !== null && { before: row.before }),
    ...(row.after !== null && { after: row.after }),
    hash: row.hash,
    signature: row.signature,
  };
}
