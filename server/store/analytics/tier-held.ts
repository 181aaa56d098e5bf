import { type RawBuilder, sql } from 'kysely';

/** Joins t: the tier that the enrollment of a row, by its alias, held on a day. */
export const tierHeld = (row: string, day: RawBuilder<unknown>, program: string): RawBuilder<unknown> => sql`
  left join tiers_held t on t.program = ${program} and t.partner = ${sql.ref(`${row}.partner`)} and t.partner_type = ${sql.ref(`${row}.partner_type`)}
    and t.since <= ${day} and t.until > ${day}`;
