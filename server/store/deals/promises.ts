import type { Insertable } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { PromisesKeptTable } from './tables.ts';

/* Promises, once made, are given to every later fold. */

/** One made before under its key stays. */
export async function keepPromises(tx: Transaction, promises: readonly Insertable<PromisesKeptTable>[]): Promise<void> {
  const ROWS = 500;
  for (let from = 0; from < promises.length; from += ROWS) {
    await tx
      .insertInto('promises_kept')
      .values(promises.slice(from, from + ROWS))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export interface KeptPromise {
  readonly promise: string;
  /** JSON. */
  readonly key: string;
  /** JSON. */
  readonly value: string;
  readonly made_on: string;
}

/** Those that were made before a step: of an enrollment, or of all of a program. */
export async function promisesBefore(
  db: Reader,
  program: string,
  step: number,
  of: { readonly partner: string; readonly partnerType: string } | 'all',
): Promise<readonly KeptPromise[]> {
  return db
    .selectFrom('promises_kept')
    .select(['promise', 'key', 'value', 'made_on'])
    .where('program', '=', program)
    .where('step', '<', step)
    .$if(of !== 'all', (query) =>
      of === 'all' ? query : query.where('partner', '=', of.partner).where('partner_type', '=', of.partnerType),
    )
    .orderBy('promise')
    .orderBy('key')
    .execute();
}
