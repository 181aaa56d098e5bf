import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Lines that are posted together are looked at together: most come by the dozen, all of one program and month. What is checked of them
 * stays what it was, and a line still has its state from the statement that posts it.
 */
export const postingTogether: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`drop trigger ledger_lines_posting on ledger_lines`.execute(db);
    await sql`drop trigger ledger_lines_state on ledger_lines`.execute(db);
    await sql`drop function line_begins()`.execute(db);
    // Who closes takes the lock before the month is closed: whoever has it here either sees that, or is waited for.
    await sql`
      create or replace function posting_guard() returns trigger language plpgsql as $$
      declare
        month record;
        line record;
      begin
        for month in select distinct program, period from posted order by program, period loop
          perform pg_advisory_xact_lock_shared(hashtextextended(month.program || month.period::text, 8));
          if exists (select from closed_periods where program = month.program and period >= month.period) then
            raise exception 'the period from % is closed', month.period using errcode = '40001';
          end if;
        end loop;
        for line in
          select cause from posted l where l.adjustment is not null and not exists (
            select from adjustments a where a.id = l.adjustment and a.state = 'approved'
              and (a.program, a.partner, a.partner_type, a.source, a.activity, a.incentive, a.payee, coalesce(a.person, ''))
                = (l.program, l.partner, l.partner_type, l.source, l.activity, l.incentive, l.payee, coalesce(l.person, ''))
              and (a.kind = 'override' or a.amount = l.amount)) loop
          raise exception 'nobody approved what is posted as %', line.cause;
        end loop;
        -- a line without a state can't be
        insert into line_states (line, program, state, payable_on, since)
        select id, program, 'accrued', payable_on, posted_at from posted;
        return null;
      end $$`.execute(db);
    await sql`
      create trigger ledger_lines_posting after insert on ledger_lines referencing new table as posted
      for each statement execute function posting_guard()`.execute(db);
  },
};
