import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { ShadowDifferencesTable, ShadowsTable } from './tables.ts';

/* Versions that ride along without effect, and where they decide otherwise. */

export type ShadowRow = Selectable<ShadowsTable>;

export async function findShadow(db: Reader, program: string): Promise<ShadowRow | undefined> {
  return db.selectFrom('shadows').selectAll().where('program', '=', program).executeTakeFirst();
}

export const listShadows = (db: Reader): Promise<readonly ShadowRow[]> => db.selectFrom('shadows').selectAll().orderBy('program').execute();

/** In place of the one before, with what it found. */
export async function putShadow(tx: Transaction, row: Omit<ShadowRow, 'decided' | 'differing'>): Promise<void> {
  await removeShadow(tx, row.program);
  await tx.insertInto('shadows').values(row).execute();
}

export async function removeShadow(tx: Transaction, program: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('shadows').where('program', '=', program).executeTakeFirst();
  return numDeletedRows > 0n;
}

export interface FoundDifference {
  readonly decision: string;
  readonly effective: unknown;
  readonly shadow: unknown;
  /** Of what is due, in smallest units. */
  readonly difference: number;
}

/** What was found of a shard, in place of what was found before. */
export async function keepShadowFound(tx: Transaction, program: string, shard: string, found: readonly FoundDifference[]): Promise<void> {
  await sql`
    delete from shadow_differences s using decisions d
    where s.decision = d.id and s.program = ${program} and d.program = ${program} and d.shard = ${shard}`.execute(tx);
  const ROWS = 500;
  for (let from = 0; from < found.length; from += ROWS) {
    await tx
      .insertInto('shadow_differences')
      .values(
        found.slice(from, from + ROWS).map(({ decision, effective, shadow, difference }) => ({
          program,
          decision,
          effective: JSON.stringify(effective),
          shadow: JSON.stringify(shadow),
          difference,
        })),
      )
      .execute();
  }
}

/** How many decisions it has been beside, of activities from a day on; how many differ, and by how much. */
export async function shadowCounts(
  db: Reader,
  program: string,
  from: string,
): Promise<{ readonly decided: number; readonly differing: number; readonly difference: number }> {
  const { rows } = await sql<{ decided: number; differing: number; difference: number }>`
    select
      (select count(*)::int from decisions where program = ${program} and superseded_by is null and occurred_on >= ${from}::date) as decided,
      (select count(*)::int from shadow_differences where program = ${program}) as differing,
      (select coalesce(sum(difference), 0)::bigint from shadow_differences where program = ${program}) as difference`.execute(db);
  return rows[0] ?? { decided: 0, differing: 0, difference: 0 };
}

/** The latest first; `after`: the decision last seen. */
export async function shadowDifferences(
  db: Reader,
  program: string,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<readonly Selectable<ShadowDifferencesTable>[]> {
  let query = db.selectFrom('shadow_differences').selectAll().where('program', '=', program).orderBy('decision', 'desc').limit(limit);
  if (after !== undefined) query = query.where('decision', '<', after);
  return query.execute();
}
