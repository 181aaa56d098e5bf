import { type Kysely, type Migration, sql } from 'kysely';

/** Simulations with their results, and how they are shared among workers. */
export const simulations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table simulations (
        id uuid primary key,
        history uuid not null references histories on delete cascade,
        last_recorded integer not null,
        content_hash text not null,
        history_hash text not null,
        request_hash text not null,
        request text not null,
        state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
        rows_done bigint not null default 0,
        rows_all bigint not null default 0,
        result text,
        error text,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz,
        check ((state = 'done') = (result is not null)),
        check ((state = 'failed') = (error is not null))
      )`.execute(db);
    // One answer to one question, under way or given; a new one may be asked for where the last went wrong.
    await sql`
      create unique index simulations_by_question on simulations (history, request_hash)
      where state in ('queued', 'running', 'done')`.execute(db);
    await sql`
      create table simulation_tasks (
        simulation uuid not null references simulations on delete cascade,
        hash text not null,
        task text not null,
        primary key (simulation, hash)
      )`.execute(db);
    await sql`
      create table shards (
        simulation uuid not null,
        task text not null,
        first integer not null,
        last integer not null,
        done text not null,
        primary key (simulation, task, first, last),
        foreign key (simulation, task) references simulation_tasks on delete cascade
      )`.execute(db);

    await sql`
      create table workers (
        id uuid primary key,
        name text not null,
        seen_at timestamptz not null default now()
      )`.execute(db);
    await sql`
      create table claims (
        worker uuid not null references workers on delete cascade,
        queue text not null,
        job uuid not null,
        primary key (queue, job)
      )`.execute(db);
    await sql`create index claims_by_worker on claims (worker)`.execute(db);
  },
};
