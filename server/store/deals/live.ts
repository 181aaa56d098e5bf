import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { LiveProgramsTable, LiveTimelinesTable } from './tables.ts';

/* Programs that decide at deal time, and the timelines by which they did. */

export type LiveProgram = Selectable<LiveProgramsTable>;

export async function findLive(db: Reader, program: string): Promise<LiveProgram | undefined> {
  return db.selectFrom('live_programs').selectAll().where('program', '=', program).executeTakeFirst();
}

export const listLive = (db: Reader): Promise<readonly LiveProgram[]> =>
  db.selectFrom('live_programs').selectAll().orderBy('program').execute();

/**
 * For the rest of the transaction: `deciding`, nobody cuts it otherwise or moves it to another timeline meanwhile;
 * `changing`, nobody decides meanwhile.
 */
export async function lockLive(tx: Transaction, program: string, why: 'deciding' | 'changing'): Promise<LiveProgram | undefined> {
  const query = tx.selectFrom('live_programs').selectAll().where('program', '=', program);
  return (why === 'deciding' ? query.forKeyShare() : query.forUpdate()).executeTakeFirst();
}

export interface LiveEntry {
  readonly version: string;
  readonly effectiveFrom: string | null;
}

/**
 * The same to decide by, with what its timeline says in the same breath. Where somebody changed either at that moment, the two
 * needn't be of one time.
 */
export async function lockLiveAndRead(
  tx: Transaction,
  program: string,
): Promise<{ readonly live: LiveProgram; readonly entries: readonly LiveEntry[] } | undefined> {
  const { rows } = await sql<LiveProgram & { readonly entries: readonly LiveEntry[] | null }>`
    select p.*, (
      select json_agg(json_build_object('version', t.version, 'effectiveFrom', t.effective_from) order by t.effective_from nulls first)
      from timeline t where t.program = p.program and t.ended is null
    ) as entries
    from live_programs p where p.program = ${program} for key share of p`.execute(tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { entries, ...live } = row;
  return { live, entries: entries ?? [] };
}

/** False: another one did at the same time. */
export async function insertLive(tx: Transaction, row: Pick<LiveProgram, 'program' | 'history' | 'timeline' | 'cut'>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('live_programs')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export async function setLive(tx: Transaction, program: string, to: Pick<LiveProgram, 'timeline' | 'cut'>): Promise<void> {
  await tx.updateTable('live_programs').set(to).where('program', '=', program).execute();
}

export type KeptVersions = Selectable<LiveTimelinesTable>['versions'];

export async function keepTimeline(tx: Transaction, hash: string, program: string, versions: KeptVersions): Promise<void> {
  await tx
    .insertInto('live_timelines')
    .values({ hash, program, versions: JSON.stringify(versions) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function findTimeline(db: Reader, hash: string): Promise<KeptVersions | undefined> {
  return (await db.selectFrom('live_timelines').select('versions').where('hash', '=', hash).executeTakeFirst())?.versions;
}
