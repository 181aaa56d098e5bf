import { type Kysely, type Migration, sql } from 'kysely';

/** The audit trail. What is written stays; the owner of the database may change that, and the chain of hashes tells. */
export const audit: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table audit_entries (
        entry bigint primary key check (entry > 0),
        at timestamptz(3) not null,
        by_kind text not null,
        by_id text not null,
        by_name text not null,
        by_key text,
        action text not null,
        subject_kind text not null,
        subject_id text not null,
        before text,
        after text,
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        signature text not null
      )`.execute(db);
    await sql`create index audit_entries_by_subject on audit_entries (subject_kind, subject_id, entry)`.execute(db);
    await sql`create index audit_entries_by_person on audit_entries (by_id, entry)`.execute(db);
    await sql`create index audit_entries_by_action on audit_entries (action, entry)`.execute(db);
    await sql`create index audit_entries_by_time on audit_entries (at)`.execute(db);

    // Who writes an entry holds this row to the end of the transaction: entries follow each other without gaps.
    await sql`
      create table audit_head (
        one boolean primary key default true check (one),
        trail uuid not null,
        entry bigint not null check (entry >= 0),
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        signature text not null
      )`.execute(db);

    await sql`
      create function audit_refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit trail is only added to: % of % is refused', lower(tg_op), tg_table_name
          using errcode = 'insufficient_privilege';
      end $$`.execute(db);
    await sql`
      create trigger audit_entries_stay before update or delete or truncate on audit_entries
      for each statement execute function audit_refuse()`.execute(db);
    await sql`
      create trigger audit_head_stays before delete or truncate on audit_head
      for each statement execute function audit_refuse()`.execute(db);
    await sql`
      create trigger audit_head_goes_on before update on audit_head
      for each row when (new.entry is distinct from old.entry + 1 or new.trail is distinct from old.trail)
      execute function audit_refuse()`.execute(db);
  },
};
