import { type Kysely, type Migration, sql } from 'kysely';

/** Answers that were given, for whoever asks the same again because they didn't hear them. */
export const idempotency: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table kept_answers (
        asker text not null,
        key text not null check (length(key) between 1 and 200),
        request bytea not null check (length(request) = 32),
        status smallint not null,
        headers jsonb not null,
        body text not null,
        created_at timestamptz not null default now(),
        primary key (asker, key)
      )`.execute(db);
    await sql`create index kept_answers_by_age on kept_answers (created_at)`.execute(db);
  },
};
