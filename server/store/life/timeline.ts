import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import { isId, newId } from '../id.ts';
import type { Reader } from './contents.ts';
import { PROGRAM_LIMITS } from './programs.ts';
import type { TimelineTable, VersionsTable } from './tables.ts';

export type VersionRow = Selectable<VersionsTable>;
export type EntryRow = Selectable<TimelineTable>;

/** Keeps a version; one that is there stays as it was first kept. Its document and files are contents already. */
export async function keepVersion(tx: Transaction, version: VersionRow): Promise<void> {
  const { count } = await tx
    .selectFrom('versions')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('program', '=', version.program)
    .executeTakeFirstOrThrow();
  if (count >= PROGRAM_LIMITS.versions) throw new StoreError('limit', `${version.program} has ${count} versions, and no more are kept.`);
  await tx
    .insertInto('versions')
    .values(version)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function findVersion(db: Reader, program: string, hash: string): Promise<VersionRow | undefined> {
  return db.selectFrom('versions').selectAll().where('program', '=', program).where('hash', '=', hash).executeTakeFirst();
}

/** Of a program, or of all; in the order in which they were kept. */
export async function listVersions(db: Reader, program?: string): Promise<readonly VersionRow[]> {
  return db
    .selectFrom('versions')
    .selectAll()
    .$if(program !== undefined, (query) => query.where('program', '=', program ?? ''))
    .orderBy('created_at')
    .orderBy('hash')
    .execute();
}

/** Entries that hold, by the day from which they do. */
export async function liveEntries(db: Reader, program?: string): Promise<readonly EntryRow[]> {
  return db
    .selectFrom('timeline')
    .selectAll()
    .$if(program !== undefined, (query) => query.where('program', '=', program ?? ''))
    .where('ended', 'is', null)
    .orderBy('program')
    .orderBy('effective_from', (order) => order.asc().nullsFirst())
    .execute();
}

/** All of them, those that have ended too, in the order in which they were made. */
export async function allEntries(db: Reader, program: string): Promise<readonly EntryRow[]> {
  return db.selectFrom('timeline').selectAll().where('program', '=', program).orderBy('id').execute();
}

export async function findEntry(db: Reader, program: string, id: string): Promise<EntryRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom('timeline').selectAll().where('program', '=', program).where('id', '=', id).executeTakeFirst();
}

export type NewEntry = Pick<EntryRow, 'program' | 'version' | 'effective_from' | 'submission' | 'reason' | 'person' | 'person_name' | 'at'>;

export async function insertEntry(tx: Transaction, entry: NewEntry): Promise<EntryRow> {
  return tx
    .insertInto('timeline')
    .values({ ...entry, id: newId(), ended: null, ended_reason: null, ended_by: null, ended_by_name: null, ended_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export interface Ending {
  readonly as: 'withdrawn' | 'replaced';
  readonly reason: string | null;
  readonly person: string;
  readonly name: string;
  readonly at: Date;
}

export async function endEntry(tx: Transaction, id: string, { as, reason, person, name, at }: Ending): Promise<EntryRow> {
  return tx
    .updateTable('timeline')
    .set({ ended: as, ended_reason: reason, ended_by: person, ended_by_name: name, ended_at: at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Files as they were last submitted with this version, else as it was first kept. */
export async function filesOfVersion(db: Reader, program: string, hash: string): Promise<string | undefined> {
  const submitted = await db
    .selectFrom('submissions')
    .select('files')
    .where('program', '=', program)
    .where('version', '=', hash)
    .where('state', '=', 'published')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return submitted?.files ?? (await findVersion(db, program, hash))?.files;
}
