import { type Kysely, type Migration, sql } from 'kysely';

/** Histories, what they hold, and the imports that brought it. */
export const histories: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table histories (
        id uuid primary key,
        name text not null check (length(name) between 1 and 200),
        currency text not null check (length(currency) = 3),
        digits smallint not null check (digits between 0 and 9),
        time_zone text not null,
        attributes jsonb not null,
        content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
        columns_hash text check (columns_hash ~ '^[0-9a-f]{64}$'),
        last_recorded integer not null default 0,
        enrollments integer not null default 0,
        activities integer not null default 0,
        created_at timestamptz not null default now(),
        changed_at timestamptz not null default now()
      )`.execute(db);
    await sql`create index histories_by_content on histories (content_hash)`.execute(db);
    await sql`create index histories_by_columns on histories (columns_hash)`.execute(db);

    // Rows are only ever added: who reads up to a number given reads the same, whatever is imported meanwhile.
    // Those of an import refer to their history without a foreign key, which would cost more than all else about
    // them: they are written and deleted under a lock on its row (histories.ts).
    // What its content hash was, import by import: columns made then are a beginning of later ones.
    await sql`
      create table history_contents (
        history uuid not null references histories on delete cascade,
        last_recorded integer not null,
        content_hash text not null,
        primary key (history, last_recorded)
      )`.execute(db);
    await sql`
      create table history_readers (
        history uuid not null references histories on delete cascade,
        since integer not null check (since > 0),
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        programs text not null,
        primary key (history, since)
      )`.execute(db);
    await sql`
      create table history_enrollments (
        history uuid not null,
        recorded integer not null check (recorded > 0),
        partner text not null,
        partner_type text not null,
        document jsonb not null,
        hash bytea not null check (length(hash) = 32),
        primary key (history, recorded),
        unique (history, partner, partner_type)
      )`.execute(db);
    await sql`
      create table history_activities (
        history uuid not null,
        recorded integer not null check (recorded > 0),
        source text not null,
        id text not null,
        revision integer not null,
        occurred_on date not null,
        document jsonb not null,
        hash bytea not null check (length(hash) = 32),
        primary key (history, recorded),
        unique (history, source, id, revision)
      )`.execute(db);

    await sql`
      create table imports (
        id uuid primary key,
        history uuid not null references histories on delete cascade,
        name text not null,
        state text not null check (state in ('running', 'done', 'failed')),
        read integer not null default 0,
        accepted integer not null default 0,
        known integer not null default 0,
        rejected integer not null default 0,
        error text,
        created_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        finished_at timestamptz,
        check (state <> 'done' or read = accepted + rejected)
      )`.execute(db);
    await sql`create index imports_by_history on imports (history, created_at)`.execute(db);
    await sql`
      create table import_rejects (
        import uuid not null references imports on delete cascade,
        place integer not null,
        line integer not null,
        bytes bytea not null,
        reason text not null,
        primary key (import, place)
      )`.execute(db);
  },
};
