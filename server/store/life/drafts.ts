import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId, newId } from '../id.ts';
import type { Reader } from './contents.ts';
import type { DraftsTable } from './tables.ts';

export type DraftRow = Selectable<DraftsTable>;

export interface PersonRow {
  readonly person: string;
  readonly name: string;
}

export const DRAFT_LIMITS = { open: 10_000, pageSize: 200 } as const;

export type NewDraft = Omit<DraftRow, 'id' | 'revision' | 'state' | 'created_at' | 'changed_at'>;

export async function insertDraft(tx: Transaction, draft: NewDraft, authors: readonly PersonRow[], at: Date): Promise<DraftRow> {
  const { count } = await tx
    .selectFrom('drafts')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('program', '=', draft.program)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  if (count >= DRAFT_LIMITS.open)
    throw new StoreError('limit', `${draft.program} has ${count} open drafts, and no more are kept; discard those that nobody needs.`);
  const row = await tx
    .insertInto('drafts')
    .values({ ...draft, id: newId(), revision: 1, state: 'open', created_at: at, changed_at: at })
    .returningAll()
    .executeTakeFirstOrThrow();
  for (const author of authors) await addAuthor(tx, row.id, author, at);
  return row;
}

/** One more author; one who is one already stays it. */
export async function addAuthor(tx: Transaction, draft: string, { person, name }: PersonRow, at: Date): Promise<void> {
  await tx
    .insertInto('draft_authors')
    .values({ draft, person, name, since: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whose program has to be locked before the draft. */
export async function findDraft(db: Reader, id: string): Promise<DraftRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom('drafts').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function lockDraft(tx: Transaction, id: string): Promise<DraftRow> {
  return tx.selectFrom('drafts').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

export async function updateDraft(
  tx: Transaction,
  id: string,
  changes: Partial<Pick<DraftRow, 'name' | 'revision' | 'files' | 'state'>>,
  at: Date,
): Promise<DraftRow> {
  return tx
    .updateTable('drafts')
    .set({ ...changes, changed_at: at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Authors by draft, in the order in which they became it. */
export async function authorsOf(db: Reader, drafts: readonly string[]): Promise<ReadonlyMap<string, readonly PersonRow[]>> {
  const authors = new Map<string, PersonRow[]>(drafts.map((draft) => [draft, []]));
  if (drafts.length === 0) return authors;
  const rows = await db.selectFrom('draft_authors').selectAll().where('draft', 'in', drafts).orderBy('since').orderBy('person').execute();
  for (const { draft, person, name } of rows) authors.get(draft)?.push({ person, name });
  return authors;
}

export interface DraftFilter {
  readonly program?: string;
  readonly state?: DraftRow['state'];
}

/** In the order in which they were begun. */
export async function listDraftRows(
  db: Reader,
  { program, state }: DraftFilter,
  { limit = 50, after }: PageOptions = {},
): Promise<Page<DraftRow>> {
  const size = Math.min(Math.max(1, limit), DRAFT_LIMITS.pageSize);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await db
    .selectFrom('drafts')
    .selectAll()
    .$if(program !== undefined, (query) => query.where('program', '=', program ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

/** How many open drafts each program has. */
export async function openDrafts(db: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('drafts')
    .select(['program', sql<number>`count(*)::int`.as('count')])
    .where('state', '=', 'open')
    .groupBy('program')
    .execute();
  return new Map(rows.map(({ program, count }) => [program, count]));
}
