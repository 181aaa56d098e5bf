import type { Transaction } from './database.ts';

/* What is to be done once a transaction has been committed, and never where it wasn't. */

const waiting = new WeakMap<Transaction, (() => void)[]>();

/** Does it after the commit of a transaction of Store.transaction. It must not throw: the work is done. */
export function afterCommit(tx: Transaction, action: () => void): void {
  waiting.get(tx)?.push(action);
}

/** Runs a transaction's work; gives what came out, and what is to be done after the commit. */
export async function collecting<T>(
  tx: Transaction,
  work: (tx: Transaction) => Promise<T>,
): Promise<{ readonly result: T; readonly actions: readonly (() => void)[] }> {
  const actions: (() => void)[] = [];
  waiting.set(tx, actions);
  return { result: await work(tx), actions };
}
