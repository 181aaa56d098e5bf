import type { Selectable } from 'kysely';
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
