import { type Kysely, type Migration, sql } from 'kysely';

/** The life of programs: drafts, submissions with their evidence, approvals, versions and the timeline. */
export const life: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table programs (
        id text primary key check (length(id) <= 80 and id ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
        -- counts the changes of its timeline: who has it in memory asks for this
        changes integer not null default 0,
        created_at timestamptz not null
      )`.execute(db);
    // Texts by their hash, packed: files, lists of files, documents of versions.
    await sql`
      create table contents (
        hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
        bytes bytea not null
      )`.execute(db);
    await sql`
      create table drafts (
        id uuid primary key,
        program text not null references programs,
        name text not null check (length(name) between 1 and 200),
        owner text not null,
        owner_name text not null,
        revision integer not null check (revision > 0),
        base text,
        files text not null references contents,
        state text not null check (state in ('open', 'discarded')),
        created_at timestamptz not null,
        changed_at timestamptz not null
      )`.execute(db);
    await sql`create index drafts_by_program on drafts (program, state, id)`.execute(db);
    await sql`
      create table draft_authors (
        draft uuid not null references drafts,
        person text not null,
        name text not null,
        since timestamptz not null,
        primary key (draft, person)
      )`.execute(db);

    await sql`
      create table submissions (
        id uuid primary key,
        program text not null references programs,
        draft uuid not null references drafts,
        revision integer not null,
        version text not null check (version ~ '^[0-9a-f]{64}$') references contents,
        files text not null references contents,
        effective_from date not null,
        state text not null check (state in ('pending', 'approved', 'published', 'returned', 'withdrawn', 'lapsed')),
        because text,
        note text not null,
        -- canonical JSON
        evidence text not null,
        evidence_hash text not null check (evidence_hash = encode(sha256(convert_to(evidence, 'UTF8')), 'hex')),
        submitted_by text not null,
        submitted_by_name text not null,
        submitted_at timestamptz not null,
        check (version = evidence::jsonb #>> '{draft,version}'),
        check (effective_from::text = evidence::jsonb ->> 'effectiveFrom'),
        check ((evidence::jsonb #>> '{approvers,needed}')::integer >= 1)
      )`.execute(db);
    await sql`create index submissions_by_program on submissions (program, state, id)`.execute(db);
    await sql`create index submissions_by_draft on submissions (draft, state)`.execute(db);
    await sql`
      create table submission_authors (
        submission uuid not null references submissions,
        person text not null,
        name text not null,
        primary key (submission, person)
      )`.execute(db);
    await sql`
      create table approvals (
        submission uuid not null references submissions,
        person text not null,
        name text not null,
        at timestamptz not null,
        comment text not null,
        evidence_hash text not null,
        signature text not null,
        primary key (submission, person)
      )`.execute(db);
    await sql`
      create table comments (
        id uuid primary key,
        submission uuid not null references submissions,
        person text not null,
        name text not null,
        at timestamptz not null,
        text text not null
      )`.execute(db);
    await sql`create index comments_by_submission on comments (submission, id)`.execute(db);

    // A version's name is the hash of its document's canonical form without effectiveFrom: the content of that hash is it.
    await sql`
      create table versions (
        program text not null references programs,
        hash text not null references contents,
        files text not null references contents,
        name text not null,
        time_zone text not null,
        created_at timestamptz not null,
        primary key (program, hash)
      )`.execute(db);
    await sql`
      create table timeline (
        id uuid primary key,
        program text not null,
        version text not null,
        effective_from date,
        submission uuid unique references submissions,
        reason text,
        person text not null,
        person_name text not null,
        at timestamptz not null,
        ended text check (ended in ('withdrawn', 'replaced')),
        ended_reason text,
        ended_by text,
        ended_by_name text,
        ended_at timestamptz,
        foreign key (program, version) references versions,
        check ((ended is null) = (ended_at is null) and (ended is null) = (ended_by is null))
      )`.execute(db);
    await sql`
      create unique index timeline_one_a_day on timeline (program, coalesce(effective_from, date '-infinity'))
      where ended is null`.execute(db);
    await sql`create index timeline_by_program on timeline (program, id)`.execute(db);

    await guards(db);
  },
};

/** What holds even where the server is wrong. */
async function guards(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function life_refuse() returns trigger language plpgsql as $$
    begin
      raise exception '% of % is refused: what was decided stays', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  for (const table of ['contents', 'submission_authors', 'approvals', 'comments', 'versions']) {
    await sql`
      create trigger ${sql.raw(`${table}_stay`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function life_refuse()`.execute(db);
  }
  for (const table of ['programs', 'drafts', 'draft_authors', 'submissions', 'timeline']) {
    await sql`
      create trigger ${sql.raw(`${table}_stay`)} before delete or truncate on ${sql.table(table)}
      for each statement execute function life_refuse()`.execute(db);
  }

  // pending → approved, returned, withdrawn, lapsed; approved → published, returned, withdrawn, lapsed
  await sql`
    create function submission_guard() returns trigger language plpgsql as $$
    declare needed integer := (new.evidence::jsonb #>> '{approvers,needed}')::integer;
    begin
      if tg_op = 'INSERT' then
        if new.state <> 'pending' then raise exception 'a submission begins as pending'; end if;
        return new;
      end if;
      if to_jsonb(new) - 'state' - 'because' <> to_jsonb(old) - 'state' - 'because' then
        raise exception 'what was submitted stays as it was';
      end if;
      if not (old.state = 'pending' and new.state in ('approved', 'returned', 'withdrawn', 'lapsed')
        or old.state = 'approved' and new.state in ('published', 'returned', 'withdrawn', 'lapsed')) then
        raise exception 'a submission that is % does not become %', old.state, new.state;
      end if;
      if new.state = 'approved' and (select count(*) from approvals where submission = new.id) < needed then
        raise exception 'this submission needs % approvals', needed;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger submissions_guard before insert or update on submissions
    for each row execute function submission_guard()`.execute(db);
  await sql`
    create function author_guard() returns trigger language plpgsql as $$
    begin
      if exists (select from approvals where submission = new.submission) then
        raise exception 'authors are named when a draft is submitted';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger submission_authors_guard before insert on submission_authors
    for each row execute function author_guard()`.execute(db);
  await sql`
    create function approval_guard() returns trigger language plpgsql as $$
    declare submitted submissions%rowtype;
    begin
      select * into submitted from submissions where id = new.submission for update;
      if exists (select from submission_authors where submission = new.submission and person = new.person) then
        raise exception 'who wrote it does not approve it' using errcode = 'insufficient_privilege';
      end if;
      if submitted.state <> 'pending' then raise exception 'a submission that is % is not approved', submitted.state; end if;
      if submitted.evidence_hash <> new.evidence_hash then raise exception 'what is approved is not what was submitted'; end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger approvals_guard before insert on approvals
    for each row execute function approval_guard()`.execute(db);

  await sql`
    create function timeline_guard() returns trigger language plpgsql as $$
    declare submitted submissions%rowtype;
    begin
      if tg_op = 'UPDATE' then
        if old.ended is not null then raise exception 'this entry has ended'; end if;
        if to_jsonb(new) - 'ended' - 'ended_reason' - 'ended_by' - 'ended_by_name' - 'ended_at'
          <> to_jsonb(old) - 'ended' - 'ended_reason' - 'ended_by' - 'ended_by_name' - 'ended_at' then
          raise exception 'an entry of the timeline stays, or ends';
        end if;
        return new;
      end if;
      if new.ended is not null then raise exception 'an entry begins without an end'; end if;
      if new.submission is null then return new; end if;
      select * into submitted from submissions where id = new.submission for update;
      if submitted.state <> 'published' or submitted.program <> new.program or submitted.version <> new.version
        or submitted.effective_from is distinct from new.effective_from then
        raise exception 'what is published is what was approved';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger timeline_guard before insert or update on timeline
    for each row execute function timeline_guard()`.execute(db);
}
