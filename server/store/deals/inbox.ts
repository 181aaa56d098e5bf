import { type Insertable, type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { InboxReason, InboxTable } from './tables.ts';

/* What waits, with its reason. */

export type InboxRow = Selectable<InboxTable>;

export async function putIntoInbox(tx: Transaction, rows: readonly Insertable<InboxTable>[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('inbox')
      .values([...rows])
      .execute();
}

/** Of all programs: what waits for something that has been recorded meanwhile, neither seeing the other; the oldest first. */
export async function waitingInVain(db: Reader, after: string | undefined, most: number): Promise<readonly InboxRow[]> {
  return db
    .selectFrom('inbox as i')
    .innerJoin('live_programs as p', 'p.program', 'i.program')
    .selectAll('i')
    .where('i.settled_at', 'is', null)
    .where('i.document', 'is not', null)
    .$if(after !== undefined, (query) => query.where('i.id', '>', after ?? ''))
    .where((where) =>
      where.exists(
        where
          .selectFrom('history_activities as a')
          .select('a.id')
          .whereRef('a.history', '=', 'p.history')
          .whereRef('a.source', '=', 'i.source')
          .whereRef('a.id', '=', 'i.waits_for'),
      ),
    )
    .orderBy('i.id')
    .limit(most)
    .execute();
}

export async function settle(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length > 0)
    await tx
      .updateTable('inbox')
      .set({ settled_at: at })
      .where('id', 'in', [...ids])
      .execute();
}

/** What is open of a shard, for these reasons. */
export async function openOfShard(db: Reader, program: string, shard: string): Promise<readonly InboxRow[]> {
  return db
    .selectFrom('inbox')
    .selectAll()
    .where('program', '=', program)
    .where('shard', '=', shard)
    .where('settled_at', 'is', null)
    .where('document', 'is', null)
    .execute();
}

export interface InboxSearch {
  readonly program?: string;
  readonly programs?: readonly string[];
  readonly reason?: InboxReason;
  readonly settled?: boolean;
}

/** The oldest first; `after`: the id of the last one seen. */
export async function listInbox(
  db: Reader,
  { program, programs, reason, settled = false }: InboxSearch,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<readonly InboxRow[]> {
  let query = db.selectFrom('inbox').selectAll().orderBy('id').limit(limit);
  if (program !== undefined) query = query.where('program', '=', program);
  if (programs !== undefined) query = programs.length === 0 ? query.where(sql<boolean>`false`) : query.where('program', 'in', programs);
  if (reason !== undefined) query = query.where('reason', '=', reason);
  query = query.where('settled_at', settled ? 'is not' : 'is', null);
  if (after !== undefined) query = query.where('id', '>', after);
  return query.execute();
}
