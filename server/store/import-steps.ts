import type { Transaction } from './database.ts';
import { lockHistory, type StoredHistory } from './histories.ts';
import type { Store } from './open-store.ts';
import { removeUnseen } from './unfinished-imports.ts';

/*
 * An import is seen whole or not at all. In PostgreSQL it is one transaction. The embedded database has one connection,
 * which a long transaction would keep from everybody else: there it is written in steps, each a transaction of its own,
 * behind the last number of its history, where nobody reads; its last step moves that number. What an import left behind
 * that never came to its end is removed.
 */

/** One part of an import. */
export type Step = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

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
    await removeUnseen(store.patient, history);
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
      await removeUnseen(store.patient, history, id).catch(() => undefined);
      throw error;
    }
  });
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
