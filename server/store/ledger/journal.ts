import { sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import type { Payee } from './tables.ts';

/** What happened to a line that the accounts are told of. */
export interface Booking {
  /** Sorts bookings of a day. */
  readonly what: 'accrued' | 'payable' | 'paid';
  readonly on: string;
  readonly line: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly incentive: string;
  readonly payee: Payee;
  readonly person: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly source: string;
  readonly activity: string;
  readonly cause: string;
  /** Of the bank, where it was paid. */
  readonly reference: string | null;
}

const ROWS = 2_000;

/** From a fiscal month on, before another, in the order of days; some at a time. */
export async function* bookings(db: Reader, program: string, from: string, until: string): AsyncGenerator<Booking> {
  let after: readonly [string, string, string] | undefined;
  while (true) {
    const last = after;
    const { rows } = await sql<Booking>`
      with all_bookings as (
        select 'accrued' as what, l.posted_on as "on", l.id, null::text as reference from ledger_lines l
          where l.program = ${program} and l.period >= ${from} and l.period < ${until}
        union all
        select 'payable', greatest(s.payable_on, s.ripened), s.line, null from line_states s
          where s.program = ${program} and s.ripened >= ${from} and s.ripened < ${until}
        union all
        select 'paid', b.paid_on, s.line, b.reference from payout_batches b join line_states s on s.batch = b.id
          where b.program = ${program} and b.paid_on >= ${from} and b.paid_on < ${until}
      )
      select a.what, a."on", a.id as line, l.partner, l.partner_type, l.incentive, l.payee, l.person, l.amount, l.currency, l.source,
        l.activity, l.cause, a.reference
      from all_bookings a join ledger_lines l on l.id = a.id
      ${last === undefined ? sql`` : sql`where (a."on", a.what, a.id) > (${last[0]}::date, ${last[1]}, ${last[2]}::uuid)`}
      order by a."on", a.what, a.id limit ${ROWS}::int`.execute(db);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < ROWS) return;
    after = [end.on, end.what, end.line];
  }
}
