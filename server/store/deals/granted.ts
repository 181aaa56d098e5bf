import type { Insertable, Selectable } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { ProtectionsGrantedTable } from './tables.ts';

/* Protections, once granted or extended, are given to every later fold. */

export type GrantedRow = Selectable<ProtectionsGrantedTable>;

export async function keepGranted(tx: Transaction, granted: readonly Insertable<ProtectionsGrantedTable>[]): Promise<void> {
  const ROWS = 500;
  for (let from = 0; from < granted.length; from += ROWS) {
    await tx
      .insertInto('protections_granted')
      .values(granted.slice(from, from + ROWS))
      .execute();
  }
}

/** Those of before a step, of an enrollment or of all of a program; the last that was said of an activity comes last. */
export async function grantedBefore(
  db: Reader,
  program: string,
  step: number,
  of: { readonly partner: string; readonly partnerType: string } | 'all',
): Promise<readonly GrantedRow[]> {
  return db
    .selectFrom('protections_granted')
    .selectAll()
    .where('program', '=', program)
    .where('step', '<', step)
    .$if(of !== 'all', (query) =>
      of === 'all' ? query : query.where('partner', '=', of.partner).where('partner_type', '=', of.partnerType),
    )
    .orderBy('step')
    .orderBy('source')
    .orderBy('activity')
    .execute();
}
