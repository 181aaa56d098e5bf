import { sql } from 'kysely';
import type { Store } from './open-store.ts';
import type { Snapshot } from './simulations.ts';

/**
 * Rows read at a time, in statements of their own: nothing is locked, and nobody waits long. The embedded database works
 * in this thread, which answers nobody meanwhile.
 */
const PAGE_ROWS = { embedded: 500, postgres: 5_000 } as const;

export interface DocumentRow {
  readonly recorded: number;
  /** JSON. */
  readonly text: string;
}

export interface DocumentPage {
  readonly of: 'enrollments' | 'activities';
  readonly rows: readonly DocumentRow[];
}

const TABLES = { enrollments: 'history_enrollments', activities: 'history_activities' } as const;

/** Rows after a number given up to that of the snapshot: all enrollments, then all activities, each in the order recorded. */
export async function* documentPages(
  { db, kind }: Store,
  { history, lastRecorded }: Snapshot,
  after: number,
): AsyncGenerator<DocumentPage> {
  for (const of of ['enrollments', 'activities'] as const) {
    for (let last = after, more = true; more; ) {
      const { rows } = await sql<DocumentRow>`
        select recorded, document::text as text from ${sql.table(TABLES[of])}
        where history = ${history}::uuid and recorded > ${last}::int and recorded <= ${lastRecorded}::int
        order by recorded limit ${PAGE_ROWS[kind]}::int`.execute(db);
      if (rows.length > 0) yield { of, rows };
      last = rows.at(-1)?.recorded ?? last;
      more = rows.length === PAGE_ROWS[kind];
    }
  }
}
