import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import { newId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { EnrollmentName } from './enrollments.ts';

/** A leaf that a registration holds, and the days for which it does, both in it. */
export interface HeldRow extends EnrollmentName {
  readonly id: string;
  readonly registration: string;
  readonly leaf: string;
  readonly from: string;
  readonly until: string;
}

export interface RegistrationName extends EnrollmentName {
  readonly registration: string;
}

/** Rows of one statement. */
const STATEMENT_ROWS = 500;

/** The rows of a program: all, or those of these registrations and those of these leaves. */
export async function heldRows(
  db: Reader,
  program: string,
  of: 'all' | { readonly registrations: readonly RegistrationName[]; readonly leaves: readonly string[] },
): Promise<readonly HeldRow[]> {
  const rows = await db
    .selectFrom('protections')
    .select(['id', 'partner', 'partner_type', 'registration', 'leaf_name'])
    .select([sql<string>`lower(during)`.as('from'), sql<string>`upper(during) - 1`.as('until')])
    .where('program', '=', program)
    .$if(of !== 'all', (query) =>
      query.where((where) => {
        if (of === 'all') return where.val(true);
        const names = JSON.stringify(of.registrations.map((each) => [each.partner, each.partnerType, each.registration]));
        return where.or([
          sql<boolean>`(partner, partner_type, registration) in (select n ->> 0, n ->> 1, n ->> 2 from jsonb_array_elements(${names}::jsonb) n)`,
          sql<boolean>`leaf_name in (select jsonb_array_elements_text(${JSON.stringify(of.leaves)}::jsonb))`,
        ]);
      }),
    )
    .execute();
  return rows.map((row) => ({
    id: row.id,
    partner: row.partner,
    partnerType: row.partner_type,
    registration: row.registration,
    leaf: row.leaf_name,
    from: row.from,
    until: row.until,
  }));
}

export async function dropHeld(tx: Transaction, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += STATEMENT_ROWS)
    await tx
      .deleteFrom('protections')
      .where('id', 'in', ids.slice(from, from + STATEMENT_ROWS))
      .execute();
}

/** Throws `taken` where somebody else holds a leaf on one of its days, whoever committed that when. */
export async function addHeld(tx: Transaction, program: string, held: readonly Omit<HeldRow, 'id'>[]): Promise<void> {
  for (let from = 0; from < held.length; from += STATEMENT_ROWS) {
    const rows = held.slice(from, from + STATEMENT_ROWS).map((each) => ({
      id: newId(),
      program,
      leaf: leafRange(program, each.leaf),
      leaf_name: each.leaf,
      partner: each.partner,
      partner_type: each.partnerType,
      registration: each.registration,
      during: `[${each.from},${each.until}]`,
    }));
    try {
      await tx.insertInto('protections').values(rows).execute();
    } catch (error) {
      if (isExclusion(error))
        throw new StoreError('taken', 'What the registration asks for was granted to another one meanwhile.', { cause: error });
      throw error;
    }
  }
}

const EXCLUSION_VIOLATION = '23P01';
const isExclusion = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === EXCLUSION_VIOLATION;

/** The range with one number in it: that of the hash of program and leaf. */
function leafRange(program: string, leaf: string): string {
  const hash = createHash('sha256').update(`${program}\0${leaf}`).digest('hex');
  const number = BigInt(`0x${hash}`);
  return `[${number},${number}]`;
}

/** Who holds these leaves on a day. */
export async function heldOn(db: Reader, program: string, leaves: readonly string[], day: string): Promise<readonly HeldRow[]> {
  const held = await heldRows(db, program, { registrations: [], leaves });
  return held.filter(({ from, until }) => from <= day && day <= until);
}
