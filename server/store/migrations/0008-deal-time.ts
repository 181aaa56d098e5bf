import { type Kysely, type Migration, sql } from 'kysely';

/** Deal time: what is recorded and decided as it happens, the registry of partners and their cases, the ledger, events out. */
export const dealTime: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await live(db);
    await registry(db);
    await ledger(db);
    await events(db);
    await guards(db);
  },
};

async function live(db: Kysely<unknown>): Promise<void> {
  // A program's live history is a history like any other: what is recorded at deal time stands there.
  await sql`
    create table live_programs (
      program text primary key references programs,
      history uuid not null unique references histories,
      -- of the timeline by which its shards stand, and how they are cut by it
      timeline text not null,
      cut text not null check (cut in ('enrollment', 'nothing')),
      created_at timestamptz not null default now()
    )`.execute(db);
  // Timelines that decisions were made by: versions and the days from which they held. Versions are kept in contents.
  await sql`
    create table live_timelines (
      hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
      program text not null,
      versions jsonb not null
    )`.execute(db);
  // Who is decided together: an enrollment, or all of a program ('*'). Whoever decides locks its row first.
  await sql`
    create table live_shards (
      program text not null,
      shard text not null,
      -- by which its state stands; another one than the program's: it is folded anew before anything else
      timeline text not null,
      -- counts all that changed its state; the hash names the state: a chain of what was taken in
      steps integer not null,
      state_hash text not null,
      -- the last that was decided in order: what comes before it in the order of history is late
      day date,
      at bigint,
      -- all that falls due through the end of this day was decided, and what comes at the start of that one
      through date,
      opened date,
      -- something late or corrected was recorded, and isn't decided yet
      behind boolean not null default false,
      -- the day on which something falls due next, by the calendar of the server: an end is due on the day after
      due_on date,
      primary key (program, shard)
    )`.execute(db);
  await sql`create index live_shards_due on live_shards (due_on) where due_on is not null`.execute(db);
  // What a shard took in, step by step: what its state came of can be read, and folded again.
  await sql`
    create table live_steps (
      program text not null,
      shard text not null,
      step integer not null check (step > 0),
      -- late: kept, and decided by the next reconcile
      kind text not null check (kind in ('enrolled', 'activity', 'late', 'advanced', 'opened', 'reconciled')),
      -- number in the history, of an enrollment or activity
      recorded integer,
      -- of advanced and reconciled: all that fell due through the end of this day; of opened and reconciled: what came at its start
      through date,
      opened date,
      -- the timeline from this step on
      timeline text not null,
      primary key (program, shard, step),
      check ((kind in ('enrolled', 'activity', 'late')) = (recorded is not null))
    )`.execute(db);
  await sql`create index live_steps_recorded on live_steps (program, recorded) where recorded is not null`.execute(db);
  // Both evaluators' states of a shard, so that they needn't be folded from the beginning. They can be made again.
  await sql`
    create table live_states (
      program text not null,
      shard text not null,
      steps integer not null,
      timeline text not null,
      engine text not null,
      compiled bytea not null,
      reference bytea not null,
      primary key (program, shard)
    )`.execute(db);
  // What waits: late, corrected, set aside, or for an activity that hasn't come.
  await sql`
    create table inbox (
      id uuid primary key,
      program text not null,
      shard text not null,
      source text not null,
      activity text not null,
      revision integer not null,
      reason text not null check (reason in ('late', 'corrected', 'set-aside', 'waits-for-activity')),
      detail text not null,
      -- of one that waits: it isn't in the history yet
      document jsonb,
      hash bytea,
      waits_for text,
      since timestamptz not null,
      settled_at timestamptz
    )`.execute(db);
  await sql`create index inbox_open on inbox (program, shard, id) where settled_at is null`.execute(db);
  await sql`create index inbox_by_activity on inbox (program, source, activity)`.execute(db);
  await sql`create unique index inbox_waiting on inbox (program, source, activity) where settled_at is null and document is not null`.execute(
    db,
  );
  await sql`create index inbox_waits_for on inbox (program, source, waits_for) where settled_at is null and waits_for is not null`.execute(
    db,
  );
  // Shards to be folded anew and compared with the ledger.
  await sql`
    create table reconcile_queue (
      program text not null,
      shard text not null,
      because text not null,
      since timestamptz not null default now(),
      attempts integer not null default 0,
      next_at timestamptz not null default now(),
      primary key (program, shard)
    )`.execute(db);
  await sql`
    create table decisions (
      id uuid primary key,
      program text not null,
      shard text not null,
      step integer not null,
      source text not null,
      activity text not null,
      revision integer not null,
      kind text not null,
      occurred_on date not null,
      generated boolean not null,
      status text not null,
      -- the parties' outcomes, gates and amounts in short, to search by
      said jsonb not null,
      version text not null,
      timeline text not null,
      engine text not null,
      inputs_hash text not null,
      state_hash text not null,
      -- of the canonical decision without its reasoning, and with it packed
      decision_hash text not null,
      explained bytea not null,
      explained_hash text not null,
      cause text not null check (cause in ('recorded', 'due', 'reconciled')),
      provisional boolean not null,
      -- a later decision on the same activity; itself: the activity isn't brought about any more
      superseded_by uuid,
      by_id text not null,
      by_name text not null,
      at timestamptz not null,
      unique (program, shard, step, source, activity)
    )`.execute(db);
  await sql`create index decisions_by_activity on decisions (program, source, activity, id)`.execute(db);
  await sql`create index decisions_by_day on decisions (program, occurred_on, id)`.execute(db);
  await sql`create index decisions_current on decisions (program, shard) where superseded_by is null`.execute(db);
  await sql`
    create table decision_parties (
      decision uuid not null references decisions,
      program text not null,
      partner text not null,
      partner_type text not null,
      primary key (program, partner, partner_type, decision)
    )`.execute(db);
  // A promise, once made, is given to every later fold.
  await sql`
    create table promises_kept (
      program text not null,
      promise text not null,
      key text not null,
      value text not null,
      source text not null,
      activity text not null,
      made_on date not null,
      -- to whom, and at which step of its shard: later steps take it as given
      partner text not null,
      partner_type text not null,
      step integer not null,
      primary key (program, promise, key)
    )`.execute(db);
  await sql`create index promises_kept_by_partner on promises_kept (program, partner_type, partner)`.execute(db);
  await sql`
    create table protections_granted (
      program text not null,
      -- what granted or extended it, and at which step of its shard: later steps take it as given
      source text not null,
      activity text not null,
      partner text not null,
      partner_type text not null,
      step integer not null,
      registration text not null,
      protection text not null,
      granted_on date not null,
      -- [{ values, until }]
      leaves jsonb not null,
      primary key (program, source, activity, partner, partner_type, step)
    )`.execute(db);
  await sql`create index protections_granted_by_partner on protections_granted (program, partner_type, partner)`.execute(db);
  await sql`
    create table shadows (
      program text primary key,
      -- a version that is kept, or a draft
      version text,
      draft uuid,
      since timestamptz not null,
      by_id text not null,
      by_name text not null,
      decided integer not null default 0,
      differing integer not null default 0
    )`.execute(db);
  await sql`
    create table shadow_differences (
      program text not null references shadows on delete cascade,
      decision uuid not null references decisions,
      effective jsonb not null,
      shadow jsonb not null,
      difference bigint not null,
      primary key (program, decision)
    )`.execute(db);
}

async function registry(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table partners (
      id text primary key check (length(id) between 1 and 200),
      revision integer not null,
      name text not null,
      -- without what firms' names don't differ by
      name_key text not null,
      domain text,
      registry_number text,
      parent text,
      created_at timestamptz not null,
      changed_at timestamptz not null
    )`.execute(db);
  await sql`create index partners_by_name on partners (name_key text_pattern_ops)`.execute(db);
  await sql`create index partners_by_domain on partners (domain) where domain is not null`.execute(db);
  await sql`create index partners_by_number on partners (registry_number) where registry_number is not null`.execute(db);
  await sql`create index partners_by_parent on partners (parent) where parent is not null`.execute(db);
  // As they stand after what was decided last: profile, tier and benefits come of activities of the live history.
  await sql`
    create table enrollments (
      program text not null references programs,
      partner text not null references partners,
      partner_type text not null,
      enrolled_on date not null,
      tier text,
      qualified text,
      grace_until date,
      tier_since date,
      facts jsonb not null,
      benefits jsonb not null,
      provisional boolean not null,
      changed_at timestamptz not null,
      primary key (program, partner, partner_type)
    )`.execute(db);
  await sql`create index enrollments_by_partner on enrollments (partner)`.execute(db);
  await sql`
    create table customers (
      id text primary key check (length(id) between 1 and 200),
      revision integer not null,
      name text not null,
      name_key text not null,
      domain text,
      registry_number text,
      country text,
      -- customers that are affiliated have one
      affiliation text,
      created_at timestamptz not null,
      changed_at timestamptz not null
    )`.execute(db);
  await sql`create index customers_by_name on customers (name_key text_pattern_ops)`.execute(db);
  await sql`create index customers_by_domain on customers (domain) where domain is not null`.execute(db);
  await sql`create index customers_by_number on customers (registry_number) where registry_number is not null`.execute(db);
  await sql`create index customers_by_affiliation on customers (affiliation) where affiliation is not null`.execute(db);
  // What a partner asked for, and how it stands: registrations, applications to enroll, MDF, co-sell.
  await sql`
    create table cases (
      id uuid primary key,
      program text not null,
      kind text not null check (kind in ('registration', 'enrollment', 'mdf', 'co-sell')),
      partner text not null,
      partner_type text not null,
      -- its id among those of its kind: of the registration, of the request
      reference text not null check (length(reference) between 1 and 200),
      status text not null check (status in (
        'review', 'waiting', 'approved', 'returned', 'refused', 'extended', 'expired', 'won', 'lost', 'withdrawn', 'routed', 'accepted', 'claimed')),
      -- kind of the activity, or the step, that it came of
      step text not null,
      reasons jsonb not null,
      customer text,
      -- facts it was submitted with
      asked jsonb not null,
      -- granted, or claimed
      amount text,
      currency text not null,
      stage text,
      protection text,
      protected_from date,
      protected_until date,
      -- in the order of submission, and the leaves that it waits for
      submitted integer,
      waits jsonb,
      routed_to text,
      urgency text,
      -- by when the partner has to act: to claim, to close
      deadline date,
      -- a person is to decide until then
      due_on date,
      assigned_to text,
      assigned_name text,
      opened_on date not null,
      decided_on date not null,
      decision uuid not null references decisions,
      events integer not null,
      changed_at timestamptz not null,
      unique (program, kind, partner, partner_type, reference)
    )`.execute(db);
  await sql`create index cases_waiting on cases (program, due_on) where due_on is not null`.execute(db);
  await sql`create index cases_in_queue on cases (program, submitted) where waits is not null`.execute(db);
  await sql`create index cases_by_partner on cases (partner, id)`.execute(db);
  await sql`create index cases_by_customer on cases (customer, id) where customer is not null`.execute(db);
  await sql`
    create table case_events (
      case_id uuid not null references cases,
      place integer not null check (place > 0),
      step text not null,
      status text not null,
      reasons jsonb not null,
      -- missing: no rule had to do with it
      decision uuid,
      note text,
      on_day date not null,
      by_id text not null,
      by_name text not null,
      at timestamptz not null,
      primary key (case_id, place)
    )`.execute(db);
  // A leaf of a protection (its name is the hash, as a number in a range, so that equality needs no extension of the database).
  await sql`
    create table protections (
      id uuid primary key,
      program text not null,
      leaf numrange not null,
      leaf_name text not null,
      partner text not null,
      partner_type text not null,
      registration text not null,
      during daterange not null,
      constraint protections_once exclude using gist (leaf with &&, during with &&)
    )`.execute(db);
  await sql`create index protections_by_registration on protections (program, partner, partner_type, registration)`.execute(db);
  await sql`create index protections_by_leaf on protections (program, leaf_name)`.execute(db);
}

async function ledger(db: Kysely<unknown>): Promise<void> {
  // What a person puts in place of what the program says of a key (override: all lines of the key come to this amount), or
  // beside all that it says (manual): proposed by one, approved by another.
  await sql`
    create table adjustments (
      id uuid primary key,
      kind text not null check (kind in ('override', 'manual')),
      program text not null references programs,
      partner text not null,
      partner_type text not null,
      source text not null,
      activity text not null,
      incentive text not null,
      payee text not null check (payee in ('partner', 'person', 'vendor-field', 'vendor')),
      person text check ((payee = 'person') = (person is not null)),
      amount bigint not null,
      currency text not null,
      reason text not null,
      on_day date not null,
      -- the dispute that it settles
      dispute uuid,
      state text not null check (state in ('proposed', 'approved', 'refused', 'withdrawn', 'ended')),
      proposed_by text not null,
      proposed_by_name text not null,
      proposed_at timestamptz not null,
      decided_by text,
      decided_by_name text,
      decided_at timestamptz,
      decided_because text,
      ended_by text,
      ended_by_name text,
      ended_at timestamptz,
      ended_because text,
      check (decided_by is null or decided_by <> proposed_by),
      check ((state in ('approved', 'refused', 'ended')) = (decided_by is not null and decided_at is not null)),
      check ((state = 'ended') = (ended_by is not null and ended_at is not null and ended_because is not null)),
      check (state <> 'ended' or kind = 'override')
    )`.execute(db);
  await sql`
    create unique index adjustments_one on adjustments (program, source, activity, partner, partner_type, incentive, payee, coalesce(person, ''))
    where state = 'approved' and kind = 'override'`.execute(db);
  await sql`create index adjustments_by_program on adjustments (program, id)`.execute(db);
  await sql`
    create table ledger_lines (
      id uuid primary key,
      program text not null,
      partner text not null,
      partner_type text not null,
      source text not null,
      activity text not null,
      incentive text not null,
      rule text not null,
      decides text not null,
      payee text not null check (payee in ('partner', 'person', 'vendor-field', 'vendor')),
      person text check ((payee = 'person') = (person is not null)),
      payer text not null check (payer in ('vendor', 'partner')),
      -- smallest units of the program's currency
      amount bigint not null check (amount between -9007199254740991 and 9007199254740991 and amount <> 0),
      currency text not null,
      exchange jsonb,
      version text not null,
      decision uuid references decisions,
      cause text not null check (cause in ('decision', 'reconcile', 'override', 'manual')),
      -- why, of what no decision on its own activity posted
      reason text,
      -- the line that it corrects
      corrects uuid references ledger_lines,
      adjustment uuid references adjustments,
      occurred_on date not null,
      -- first day of the fiscal month that it is posted into
      period date not null check (extract(day from period) = 1),
      posted_on date not null,
      -- by the terms of payment; and no longer disputed after so many days (server/ledger/terms.ts)
      payable_on date not null,
      dispute_days integer not null,
      posted_at timestamptz not null,
      -- its place among those posted with it
      place integer not null,
      check ((cause in ('override', 'manual')) = (adjustment is not null)),
      check (cause = 'decision' or reason is not null)
    )`.execute(db);
  await sql`create index ledger_by_activity on ledger_lines (program, source, activity)`.execute(db);
  await sql`create index ledger_by_partner on ledger_lines (program, partner, partner_type, period, id)`.execute(db);
  // accrued → payable → in a batch → paid; held or disputed meanwhile
  await sql`
    create table line_states (
      line uuid primary key references ledger_lines,
      program text not null,
      state text not null check (state in ('accrued', 'payable', 'in-batch', 'paid')),
      -- why a person holds it back
      held text,
      disputed boolean not null default false,
      batch uuid,
      payable_on date not null,
      -- fiscal month in which it became payable
      ripened date,
      since timestamptz not null,
      check ((state in ('in-batch', 'paid')) = (batch is not null)),
      check ((state <> 'accrued') = (ripened is not null)),
      check (state not in ('in-batch', 'paid') or held is null)
    )`.execute(db);
  await sql`create index line_states_open on line_states (program, state, payable_on) where state <> 'paid'`.execute(db);
  await sql`create index line_states_by_batch on line_states (batch) where batch is not null`.execute(db);
  await sql`
    create table closed_periods (
      program text not null,
      -- first day of a fiscal month into which nothing more is posted
      period date not null check (extract(day from period) = 1),
      closed_at timestamptz not null,
      primary key (program, period)
    )`.execute(db);
  await sql`
    create table disputes (
      id uuid primary key,
      line uuid not null references ledger_lines,
      reason text not null,
      state text not null check (state in ('open', 'upheld', 'rejected')),
      resolution text,
      opened_by text not null,
      opened_by_name text not null,
      opened_at timestamptz not null,
      resolved_by text,
      resolved_by_name text,
      resolved_at timestamptz,
      check (resolved_by is null or resolved_by <> opened_by),
      check ((state <> 'open') = (resolved_by is not null and resolved_at is not null and resolution is not null))
    )`.execute(db);
  await sql`create unique index disputes_open on disputes (line) where state = 'open'`.execute(db);
  await sql`
    create table payout_batches (
      id uuid primary key,
      program text not null references programs,
      -- who is paid: partners and people at partners; the vendor's own field; or the vendor, by partners
      payees text not null check (payees in ('partners', 'vendor-field', 'vendor')),
      currency text not null,
      through date not null,
      state text not null check (state in ('proposed', 'approved', 'exported', 'confirmed', 'cancelled')),
      lines integer not null,
      total bigint not null,
      proposed_by text not null,
      proposed_by_name text not null,
      proposed_at timestamptz not null,
      approved_by text,
      approved_by_name text,
      approved_at timestamptz,
      exported_at timestamptz,
      confirmed_at timestamptz,
      -- of the bank, and the day on which it paid
      reference text,
      paid_on date,
      cancelled_because text,
      check (approved_by is null or approved_by <> proposed_by),
      check (state not in ('approved', 'exported', 'confirmed') or approved_by is not null and approved_at is not null),
      check ((state = 'confirmed') = (reference is not null and paid_on is not null and confirmed_at is not null)),
      check ((state = 'cancelled') = (cancelled_because is not null))
    )`.execute(db);
  await sql`create index payout_batches_by_program on payout_batches (program, id)`.execute(db);
}

async function events(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhooks (
      id uuid primary key,
      name text not null,
      url text not null,
      -- sealed by a key kept outside the database; the one before signs too for a while
      secret bytea not null,
      secret_before bytea,
      secret_before_until timestamptz,
      -- null: all programs
      program text,
      -- null: all kinds
      events jsonb,
      active boolean not null,
      -- of one that the server itself has paused
      paused_because text,
      created_by text not null,
      created_by_name text not null,
      created_at timestamptz not null,
      changed_at timestamptz not null
    )`.execute(db);
  await sql`
    create table events_out (
      id uuid primary key,
      -- null: of a test
      program text,
      kind text not null,
      -- what is sent, byte for byte
      body text not null,
      at timestamptz not null,
      kept_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index events_out_by_time on events_out (kept_at)`.execute(db);
  await sql`
    create table deliveries (
      webhook uuid not null references webhooks on delete cascade,
      event uuid not null references events_out on delete cascade,
      state text not null check (state in ('waiting', 'delivered', 'dead')),
      attempts integer not null default 0,
      -- of one that waits: not before; while a server is at it, when it is given up for lost
      next_at timestamptz not null,
      -- of whoever is at it; a new one for each attempt
      claim uuid,
      last_at timestamptz,
      -- of the last answer
      status integer,
      error text,
      primary key (webhook, event)
    )`.execute(db);
  await sql`create index deliveries_waiting on deliveries (webhook, next_at) where state = 'waiting'`.execute(db);
  await sql`create index deliveries_by_state on deliveries (webhook, state, event)`.execute(db);
  await sql`create index deliveries_by_event on deliveries (event)`.execute(db);
}

/** What holds even where the server is wrong. */
async function guards(db: Kysely<unknown>): Promise<void> {
  for (const table of ['ledger_lines', 'closed_periods', 'decision_parties', 'live_timelines', 'live_steps', 'case_events']) {
    await sql`
      create trigger ${sql.raw(`${table}_stay`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function life_refuse()`.execute(db);
  }
  for (const table of ['decisions', 'adjustments', 'disputes', 'payout_batches', 'promises_kept', 'protections_granted', 'line_states']) {
    await sql`
      create trigger ${sql.raw(`${table}_stay`)} before delete or truncate on ${sql.table(table)}
      for each statement execute function life_refuse()`.execute(db);
  }
  await sql`
    create function decision_guard() returns trigger language plpgsql as $$
    begin
      if to_jsonb(new) - 'superseded_by' <> to_jsonb(old) - 'superseded_by' then
        raise exception 'a decision stays as it was made';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger decisions_guard before update on decisions
    for each row execute function decision_guard()`.execute(db);
  await ledgerGuards(db);
}

async function ledgerGuards(db: Kysely<unknown>): Promise<void> {
  // Who posts and who closes wait for each other by the month, so that nothing slips into one that is being closed.
  await sql`
    create function posting_guard() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(hashtextextended(new.program || new.period::text, 8));
      if exists (select from closed_periods where program = new.program and period >= new.period) then
        raise exception 'the period from % is closed', new.period using errcode = '40001';
      end if;
      if new.adjustment is not null and not exists (select from adjustments a where a.id = new.adjustment and a.state = 'approved'
        and (a.program, a.partner, a.partner_type, a.source, a.activity, a.incentive, a.payee, coalesce(a.person, ''))
          = (new.program, new.partner, new.partner_type, new.source, new.activity, new.incentive, new.payee, coalesce(new.person, ''))
        and (a.kind = 'override' or a.amount = new.amount)) then
        raise exception 'nobody approved what is posted as %', new.cause;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger ledger_lines_posting before insert on ledger_lines
    for each row execute function posting_guard()`.execute(db);
  // A line without a state can't be.
  await sql`
    create function line_begins() returns trigger language plpgsql as $$
    begin
      insert into line_states (line, program, state, payable_on, since)
      values (new.id, new.program, 'accrued', new.payable_on, new.posted_at);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger ledger_lines_state after insert on ledger_lines
    for each row execute function line_begins()`.execute(db);
  await sql`
    create function closing_guard() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended(new.program || new.period::text, 8));
      return new;
    end $$`.execute(db);
  await sql`
    create trigger closed_periods_closing before insert on closed_periods
    for each row execute function closing_guard()`.execute(db);
  await sql`
    create function line_state_guard() returns trigger language plpgsql as $$
    begin
      if new.line <> old.line or new.program <> old.program or new.payable_on <> old.payable_on then
        raise exception 'the state of a line is that of its line';
      end if;
      if not (old.state = new.state and old.batch is not distinct from new.batch
        or old.state = 'accrued' and new.state = 'payable'
        or old.state = 'payable' and new.state = 'in-batch' and not new.disputed
        or old.state = 'in-batch' and new.state in ('payable', 'paid')) then
        raise exception 'a line that is % does not become %', old.state, new.state;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger line_states_guard before update on line_states
    for each row execute function line_state_guard()`.execute(db);
  await sql`
    create function adjustment_guard() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        if new.state <> 'proposed' then
          raise exception 'an adjustment begins as a proposal';
        end if;
        return new;
      end if;
      if (new.id, new.kind, new.program, new.partner, new.partner_type, new.source, new.activity, new.incentive, new.payee, new.amount,
          new.currency, new.reason, new.on_day, new.proposed_by, new.proposed_at)
        <> (old.id, old.kind, old.program, old.partner, old.partner_type, old.source, old.activity, old.incentive, old.payee, old.amount,
          old.currency, old.reason, old.on_day, old.proposed_by, old.proposed_at)
        or new.person is distinct from old.person or new.dispute is distinct from old.dispute then
        raise exception 'an adjustment says what was proposed';
      end if;
      if old.decided_by is not null and (new.decided_by, new.decided_at) is distinct from (old.decided_by, old.decided_at) then
        raise exception 'who decided on an adjustment stays';
      end if;
      if not (old.state = new.state
        or old.state = 'proposed' and new.state in ('approved', 'refused', 'withdrawn')
        or old.state = 'approved' and new.state = 'ended') then
        raise exception 'an adjustment that is % does not become %', old.state, new.state;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger adjustments_guard before insert or update on adjustments
    for each row execute function adjustment_guard()`.execute(db);
  await sql`
    create function dispute_guard() returns trigger language plpgsql as $$
    begin
      if (new.id, new.line, new.reason, new.opened_by, new.opened_at) <> (old.id, old.line, old.reason, old.opened_by, old.opened_at)
        or old.state <> 'open' then
        raise exception 'a dispute stays, or is resolved once';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger disputes_guard before update on disputes
    for each row execute function dispute_guard()`.execute(db);
  await sql`
    create function batch_guard() returns trigger language plpgsql as $$
    begin
      if (new.id, new.program, new.payees, new.currency, new.through, new.proposed_by, new.proposed_at)
        <> (old.id, old.program, old.payees, old.currency, old.through, old.proposed_by, old.proposed_at)
        -- payments may be taken out, as long as nobody has handed it over
        or (new.lines, new.total) <> (old.lines, old.total)
          and not (old.state = new.state and old.state in ('proposed', 'approved') and new.lines < old.lines and new.total < old.total)
        or old.approved_by is not null and (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at) then
        raise exception 'a payout batch pays what was proposed';
      end if;
      if not (old.state = new.state
        or old.state = 'proposed' and new.state in ('approved', 'cancelled')
        or old.state = 'approved' and new.state in ('exported', 'cancelled')
        or old.state = 'exported' and new.state in ('confirmed', 'cancelled')) then
        raise exception 'a payout batch that is % does not become %', old.state, new.state;
      end if;
      if new.state = 'confirmed' and old.state <> 'confirmed' then
        perform pg_advisory_xact_lock_shared(hashtextextended(new.program || date_trunc('month', new.paid_on)::date::text, 8));
        if exists (select from closed_periods where program = new.program and period >= date_trunc('month', new.paid_on)) then
          raise exception 'the month of % is closed', new.paid_on using errcode = '40001';
        end if;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger payout_batches_guard before update on payout_batches
    for each row execute function batch_guard()`.execute(db);
}
