import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId, newId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { SavedViewsTable } from './tables.ts';

export type SavedView = Selectable<SavedViewsTable>;

export const VIEW_LIMITS = { views: 1_000, pageSize: 50 } as const;

export interface ViewContent {
  readonly name: string;
  readonly view: object;
}

export async function insertView(
  tx: Transaction,
  program: string,
  { name, view }: ViewContent,
  by: { readonly id: string; readonly name: string },
  at: Date,
): Promise<SavedView> {
  const { count } = await tx
    .selectFrom('saved_views')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('program', '=', program)
    .executeTakeFirstOrThrow();
  if (count >= VIEW_LIMITS.views)
    throw new StoreError('limit', `${program} has ${count} views, and no more are kept; delete those that nobody needs.`);
  return tx
    .insertInto('saved_views')
    .values({
      id: newId(),
      program,
      name,
      view: JSON.stringify(view),
      revision: 1,
      by_id: by.id,
      by_name: by.name,
      created_at: at,
      changed_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function listViews(
  db: Reader,
  program: string,
  { limit = VIEW_LIMITS.pageSize, after }: PageOptions,
): Promise<Page<SavedView>> {
  const rows = await db
    .selectFrom('saved_views')
    .selectAll()
    .where('program', '=', program)
    .$if(after !== undefined && isId(after), (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last && { next: last.id }) };
}

/** For the rest of the transaction, if it is at that revision. */
async function lockView(tx: Transaction, program: string, id: string, revision: number): Promise<SavedView> {
  const row = isId(id)
    ? await tx.selectFrom('saved_views').selectAll().where('program', '=', program).where('id', '=', id).forUpdate().executeTakeFirst()
    : undefined;
  if (row === undefined) throw new StoreError('not-found', `${program} has no view ${id.slice(0, 100)}.`);
  if (row.revision !== revision) throw new StoreError('changed', `The view is at revision ${row.revision}, and no longer at ${revision}.`);
  return row;
}

export async function updateView(
  tx: Transaction,
  program: string,
  id: string,
  revision: number,
  { name, view }: ViewContent,
  at: Date,
): Promise<{ readonly before: SavedView; readonly after: SavedView }> {
  const before = await lockView(tx, program, id, revision);
  const after = await tx
    .updateTable('saved_views')
    .set({ name, view: JSON.stringify(view), revision: revision + 1, changed_at: at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { before, after };
}

export async function deleteView(tx: Transaction, program: string, id: string, revision: number): Promise<SavedView> {
  const row = await lockView(tx, program, id, revision);
  await tx.deleteFrom('saved_views').where('id', '=', id).execute();
  return row;
}

export async function findView(db: Reader, program: string, id: string): Promise<SavedView> {
  const row = isId(id)
    ? await db.selectFrom('saved_views').selectAll().where('program', '=', program).where('id', '=', id).executeTakeFirst()
    : undefined;
  if (row === undefined) throw new StoreError('not-found', `${program} has no view ${id.slice(0, 100)}.`);
  return row;
}
