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

/**
 * Rows after a number given up to that of the snapshot: all enrollments, then all activities, each in the order recorded.
 * A page is a run of numbers, not so many of the rows that are left: of a table that was never analyzed, as it is after an
 * import, the database would read and sort all that is left for each page.
 */
export async function* documentPages(
  { db, kind }: Store,
  { history, lastRecorded }: Snapshot,
  after: number,
): AsyncGenerator<DocumentPage> {
  for (const of of ['enrollments', 'activities'] as const) {
    for (let last = after; last < lastRecorded; ) {
      const through = Math.min(last + PAGE_ROWS[kind], lastRecorded);
      const { rows } = await sql<DocumentRow>`
        select recorded, document::text as text from ${sql.table(TABLES[of])}
        where history = ${history}::uuid and recorded > ${last}::int and recorded <= ${through}::int
        order by recorded`.execute(db);
      if (rows.length > 0) yield { of, rows };
      last = through;
      if (rows.length > 0 || last === lastRecorded) continue;
      const { rows: next } = await sql<{ readonly first: number | null }>`
        select min(recorded) as first from ${sql.table(TABLES[of])}
        where history = ${history}::uuid and recorded > ${last}::int and recorded <= ${lastRecorded}::int`.execute(db);
      last = (next[0]?.first ?? lastRecorded + 1) - 1;
    }
  }
}
