import { sql } from 'kysely';
import type { Transaction } from './database.ts';
import { lockHistory, type StoredHistory } from './histories.ts';
import type { Store } from './open-store.ts';

/*
 * An import is seen whole or not at all. In PostgreSQL it is one transaction. The embedded database has one connection,
 * which a long transaction would keep from everybody else: there it is written in steps, each a transaction of its own,
 * behind the last number of its history, where nobody reads; its last step moves that number. What an import left behind
 * that never came to its end is removed.
 */

/** One part of an import. */
export type Step = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** Rows removed with one statement: others get their turn. */
const REMOVED_ROWS = 5_000;

/** Nobody else adds to the history meanwhile. What the work throws undoes all of its steps. */
export async function inSteps<T>(
  store: Store,
  { id, history }: { readonly id: string; readonly history: string },
  work: (step: Step, history: StoredHistory) => Promise<T>,
): Promise<T> {
  if (store.kind === 'postgres') {
    return store.transaction(async (tx) => work((part) => part(tx), await lockHistory(tx, history, 'for adding')), { patient: true });
  }
  return inTurn(store, history, async () => {
    await removeUnseen(store, history);
    const before = await store.transaction((tx) => lockHistory(tx, history, 'for adding'), { patient: true });
    const step: Step = (part) =>
      store.transaction(
        async (tx) => {
          const now = await lockHistory(tx, history, 'for adding');
          if (now.lastRecorded !== before.lastRecorded) throw new Error('something was added to a history in the middle of an import');
          return part(tx);
        },
        { patient: true },
      );
    try {
      return await work(step, before);
    } catch (error) {
      // where that fails too, the next to come removes it
      await removeUnseen(store, history, id).catch(() => undefined);
      throw error;
    }
  });
}

/** Removes what imports left in an embedded store whose process ended in their midst. */
export async function removeUnfinished(store: Store): Promise<void> {
  const unfinished = await store.patient.selectFrom('imports').select(['id', 'history']).where('state', '=', 'running').execute();
  for (const { id, history } of unfinished) {
    await removeUnseen(store, history, id);
    const error = 'It ended midway with its process; the history is as it was.';
    await store.patient.updateTable('imports').set({ state: 'failed', error, finished_at: new Date() }).where('id', '=', id).execute();
  }
}

async function removeUnseen({ patient }: Store, history: string, id?: string): Promise<void> {
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

const turns = new WeakMap<Store, Map<string, Promise<unknown>>>();

/** One after the other, for each history. */
async function inTurn<T>(store: Store, history: string, work: () => Promise<T>): Promise<T> {
  const waiting = turns.get(store) ?? new Map<string, Promise<unknown>>();
  turns.set(store, waiting);
  const turn = (waiting.get(history) ?? Promise.resolve()).then(work);
  const over = turn.catch(() => undefined).finally(() => waiting.get(history) === over && waiting.delete(history));
  waiting.set(history, over);
  return turn;
}
