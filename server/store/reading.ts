import { sql } from 'kysely';
import type { Transaction } from './database.ts';
import type { Store } from './open-store.ts';

/** Reads all as it stands at one moment, whatever is changed meanwhile; writes nothing. */
export const reading = <T>(store: Store, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  store.patient
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`set transaction read only`.execute(tx);
      return work(tx);
    });
