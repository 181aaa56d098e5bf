import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/*
 * What imports that never came to their end have left in an embedded store, behind the last number of their history
 * (import-steps.ts).
 */

type Patient = Kysely<Database>;

/** Rows removed with one statement: others get their turn. */
const REMOVED_ROWS = 5_000;

/** What an import left whose process has ended. */
export async function removeUnfinished(patient: Patient): Promise<void> {
  const unfinished = await patient.selectFrom('imports').select(['id', 'history']).where('state', '=', 'running').execute();
  for (const { id, history } of unfinished) {
    await removeUnseen(patient, history, id);
    const error = 'It ended midway with its process; the history is as it was.';
    await patient.updateTable('imports').set({ state: 'failed', error, finished_at: new Date() }).where('id', '=', id).execute();
  }
}

/** `id`: of the import, whose rejected rows go as well. */
export async function removeUnseen(patient: Patient, history: string, id?: string): Promise<void> {
  const last = sql`(select last_recorded from histories where id = ${history}::uuid)`;
  for (const table of ['history_activities', 'history_enrollments']) {
    for (let removed = BigInt(REMOVED_ROWS); removed === BigInt(REMOVED_ROWS); ) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where history = ${history}::uuid and recorded in (
          select recorded from ${sql.table(table)}
          where history = ${history}::uuid and recorded > ${last} order by recorded limit ${REMOVED_ROWS}::int)`.execute(patient);
      removed = numAffectedRows;
    }
  }
  await sql`delete from history_readers where history = ${history}::uuid and since > ${last}`.execute(patient);
  if (id !== undefined) await patient.deleteFrom('import_rejects').where('import', '=', id).execute();
}
