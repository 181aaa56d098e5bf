import { type Kysely, type Migration, sql } from 'kysely';

/** Who may do what: people, keys, sessions, and sign-ins that are under way. */
export const access: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // One that is a partner is nothing else: what a partner sees is held to its own in every query.
    await sql`
      create table people (
        id text collate "C" primary key check (id ~ '^[a-z0-9-]{1,64}$'),
        issuer text check (length(issuer) between 1 and 500),
        subject text check (length(subject) between 1 and 500),
        name text not null check (length(name) between 1 and 200),
        email text check (length(email) between 3 and 320),
        roles text[] not null check (roles <@ array['viewer', 'analyst', 'designer', 'approver', 'operator', 'admin', 'partner']),
        partner text check (length(partner) between 1 and 200),
        active boolean not null default true,
        created_at timestamptz not null default now(),
        changed_at timestamptz not null default now(),
        unique (issuer, subject),
        check ((issuer is null) = (subject is null)),
        check (('partner' = any(roles)) = (partner is not null)),
        check (partner is null or cardinality(roles) = 1)
      )`.execute(db);
    // Nobody is two people: by e-mail address they are found when they first sign in.
    await sql`create unique index people_by_email on people (lower(email))`.execute(db);

    // A key acts in the name of a person, or is that of a system or a partner.
    await sql`
      create table keys (
        id text collate "C" primary key check (id ~ '^[0-9a-f]{20}$'),
        secret_hash bytea not null check (length(secret_hash) = 32),
        name text not null check (length(name) between 1 and 200),
        person text collate "C" references people,
        roles text[] not null check (
          cardinality(roles) > 0
          and roles <@ array['viewer', 'analyst', 'designer', 'approver', 'operator', 'admin', 'partner', 'system']),
        programs text[] check (cardinality(programs) between 1 and 100),
        partner text check (length(partner) between 1 and 200),
        made_by text not null,
        made_by_name text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        last_used_at timestamptz,
        revoked_at timestamptz,
        check ((person is null) = (roles && array['system', 'partner'])),
        check (('system' = any(roles)) = (programs is not null)),
        check (('partner' = any(roles)) = (partner is not null)),
        check ((partner is null and programs is null) or cardinality(roles) = 1)
      )`.execute(db);
    await sql`create index keys_by_person on keys (person)`.execute(db);

    // What the browser holds is known here by its SHA-256 alone.
    await sql`
      create table sessions (
        hash bytea primary key check (length(hash) = 32),
        person text collate "C" not null references people on delete cascade,
        created_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        expires_at timestamptz not null
      )`.execute(db);
    await sql`create index sessions_by_person on sessions (person)`.execute(db);
    await sql`create index sessions_by_end on sessions (expires_at)`.execute(db);

    // One-time links, and the state of those who are at their provider; a row goes when it is used.
    await sql`
      create table sign_ins (
        hash bytea primary key check (length(hash) = 32),
        kind text not null check (kind in ('once', 'oidc')),
        person text collate "C" references people on delete cascade,
        nonce text,
        code_verifier text,
        return_to text,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        check ((kind = 'once') = (person is not null)),
        check ((kind = 'oidc') = (nonce is not null and code_verifier is not null))
      )`.execute(db);
    await sql`create index sign_ins_by_end on sign_ins (expires_at)`.execute(db);
  },
};
