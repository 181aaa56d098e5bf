import { type Kysely, type Migration, sql } from 'kysely';

/** What the program is worth: what a vendor tells of its sales and spending, and what is made of it and of the rest of the store. */
export const analytics: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await told(db);
    await made(db);
  },
};

/** Sums of a day are those of its fiscal quarter; a fiscal year begins `month` months after January. */
const FISCAL_QUARTER = sql`
  create function fiscal_quarter(day date, month integer) returns date language sql immutable parallel safe as $$
    select (date_trunc('quarter', day - make_interval(months => month % 3)) + make_interval(months => month % 3))::date
  $$`;

async function told(db: Kysely<unknown>): Promise<void> {
  await FISCAL_QUARTER.execute(db);
  await sql`
    create table analytics_programs (
      program text primary key,
      -- read where the program has no live history
      history uuid,
      -- what was read of which history, up to this number
      read_history uuid,
      read_through integer not null default 0,
      -- counts what was told
      told integer not null default 0
    )`.execute(db);
  // All that the vendor's field or a partner tried to sell. Told by an import, or by activities of the history.
  await sql`
    create table opportunities (
      program text not null,
      id text not null check (length(id) between 1 and 450),
      origin text not null check (origin in ('told', 'history')),
      customer text,
      customer_new boolean,
      created_on date not null,
      stage text,
      outcome text not null check (outcome in ('open', 'won', 'lost')),
      closed_on date,
      -- smallest units of the program's currency
      amount bigint check (amount >= 0),
      margin bigint,
      -- of those that the history tells of: from then on nothing has been heard for too long to call it open
      stale_on date,
      region text,
      segment text,
      competitor boolean,
      integration text,
      campaigns text[] not null default '{}',
      -- who is said to have brought it, and what shows that where no case does
      said_partner text,
      said_partner_type text,
      registration text,
      registration_approved_on date,
      -- reckoned
      attribution text not null default 'none' check (attribution in ('sourced', 'influenced', 'none')),
      evidence text,
      -- why it counts as less than was said
      doubt text,
      partner text,
      partner_type text,
      tier text,
      partner_region text,
      incentives text[] not null default '{}',
      -- fiscal quarter in which it was closed
      quarter date,
      primary key (program, id),
      check ((outcome = 'open') = (closed_on is null)),
      check ((attribution = 'none') = (partner is null))
    )`.execute(db);
  await sql`create index opportunities_by_quarter on opportunities (program, quarter, id) where quarter is not null`.execute(db);
  await sql`create index opportunities_by_partner on opportunities (program, partner, quarter) where partner is not null`.execute(db);
  await sql`create index opportunities_by_integration on opportunities (program, integration, quarter) where integration is not null`.execute(
    db,
  );
  await sql`create index opportunities_by_incentive on opportunities using gin (incentives) where incentives <> '{}'`.execute(db);
  await sql`create index opportunities_by_customer on opportunities (program, customer) where customer is not null`.execute(db);
  await sql`create index opportunities_by_registration on opportunities (program, registration) where registration is not null`.execute(db);
  // What partners did, each with the record that documents it.
  await sql`
    create table partner_actions (
      program text not null,
      origin text not null check (origin in ('told', 'history')),
      source text not null,
      activity text not null,
      partner text not null,
      partner_type text not null,
      kind text not null,
      done_on date not null,
      -- whether it counts as commercial activity
      commercial boolean not null,
      opportunity text,
      registration text,
      customer text,
      integration text,
      campaign text,
      -- what it says of the opportunity, the first party's alone
      outcome text check (outcome in ('open', 'won', 'lost')),
      amount bigint,
      margin bigint,
      -- of a cancellation: which activity of its source, and how much of it, unless it says a sum
      cancels text,
      cancelled_share numeric,
      customer_new boolean,
      region text,
      segment text,
      competitor boolean,
      primary key (program, source, activity, partner, partner_type)
    )`.execute(db);
  await sql`create index partner_actions_by_opportunity on partner_actions (program, opportunity) where opportunity is not null`.execute(
    db,
  );
  await sql`create index partner_actions_by_registration on partner_actions (program, registration) where registration is not null`.execute(
    db,
  );
  await sql`create index partner_actions_by_partner on partner_actions (program, partner, partner_type, done_on) where commercial`.execute(
    db,
  );
  await sql`
    create table investments (
      program text not null,
      id text not null check (length(id) between 1 and 200),
      kind text not null check (kind in ('integration', 'enablement', 'mdf', 'co-sell', 'administration', 'incentives')),
      spent_on date not null,
      amount bigint not null,
      partner_type text,
      partner text,
      integration text,
      incentive text,
      campaign text,
      -- what it was spent on, and the measure that it is to move
      activity text,
      moves text,
      primary key (program, id)
    )`.execute(db);
  // A joint customer, and whether it uses the integration.
  await sql`
    create table integration_uses (
      program text not null,
      integration text not null,
      customer text not null,
      origin text not null check (origin in ('told', 'history')),
      partner text not null,
      partner_type text not null,
      since date not null,
      adopted_on date,
      ended_on date,
      region text,
      segment text,
      primary key (program, integration, customer)
    )`.execute(db);
  await sql`create index integration_uses_by_partner on integration_uses (program, partner, partner_type)`.execute(db);
  await sql`create index integration_uses_by_customer on integration_uses (program, customer)`.execute(db);
  await sql`
    create table renewals (
      program text not null,
      id text not null check (length(id) between 1 and 450),
      origin text not null check (origin in ('told', 'history')),
      customer text,
      due_on date not null,
      due bigint,
      -- null: it isn't known yet
      renewed boolean,
      amount bigint,
      partner text,
      partner_type text,
      tier text,
      region text,
      segment text,
      -- the customer used an integration on the day
      integrated boolean,
      integration text,
      quarter date,
      primary key (program, id)
    )`.execute(db);
  await sql`create index renewals_by_quarter on renewals (program, quarter, id)`.execute(db);
  // Ends of enrollments that the registry doesn't have.
  await sql`
    create table departures (
      program text not null,
      partner text not null,
      partner_type text not null,
      ended_on date not null,
      primary key (program, partner, partner_type)
    )`.execute(db);
  await sql`
    create table saved_views (
      id uuid primary key,
      program text not null,
      name text not null,
      view jsonb not null,
      revision integer not null,
      by_id text not null,
      by_name text not null,
      created_at timestamptz not null,
      changed_at timestamptz not null
    )`.execute(db);
  await sql`create index saved_views_by_program on saved_views (program, id)`.execute(db);
}

/** Made of the rest, and made again whenever that changes. */
async function made(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table analytics_made (
      program text primary key,
      -- what it was made of: another text, and it is made again
      of text not null,
      -- months from January to the start of the fiscal year
      month integer not null,
      as_of date not null,
      -- the last day, up to that one, of which anything is known
      through date not null,
      at timestamptz not null
    )`.execute(db);
  // Enrollments by quarter: a row for each quarter that one reaches into.
  await sql`
    create table enrollment_quarters (
      program text not null,
      quarter date not null,
      partner text not null,
      partner_type text not null,
      tier text,
      region text,
      segment text,
      enrolled_on date not null,
      ended_on date,
      -- enrolled on its first day; on its last, or on the day reckoned
      at_start boolean not null,
      at_end boolean not null,
      -- commercial activities in it
      actions integer not null,
      -- first one of all, of the quarter of enrollment alone; known: the record reaches back to the enrollment
      joined boolean not null,
      first_on date,
      known boolean not null,
      primary key (program, quarter, partner, partner_type)
    )`.execute(db);
  await sql`
    create table program_costs (
      program text not null,
      id text not null,
      origin text not null check (origin in ('ledger', 'investment')),
      kind text not null,
      spent_on date not null,
      quarter date not null,
      amount bigint not null,
      partner text,
      partner_type text,
      tier text,
      region text,
      segment text,
      integration text,
      incentive text,
      campaign text,
      -- why it isn't counted
      left_out text,
      primary key (program, origin, id)
    )`.execute(db);
  await sql`create index program_costs_by_partner on program_costs (program, partner, partner_type, quarter)`.execute(db);
  await sql`create index program_costs_by_quarter on program_costs (program, quarter)`.execute(db);
  // Sums of opportunities: by all that belongs to one value each (cells), and by partner, integration and incentive alone.
  await sql`
    create table opportunity_sums (
      program text not null,
      grain text not null check (grain in ('cells', 'partners', 'integrations', 'incentives')),
      what text not null check (what in ('closed', 'open')),
      quarter date not null,
      attribution text not null,
      partner_type text,
      tier text,
      region text,
      segment text,
      competitor boolean,
      partner text,
      integration text,
      incentive text,
      opportunities integer not null,
      amount bigint not null,
      won integer not null,
      lost integer not null,
      won_amount bigint not null,
      won_squares double precision not null,
      margin_deals integer not null,
      margin_revenue bigint not null,
      margin bigint not null,
      new_known integer not null,
      new_customers integer not null,
      unknown integer not null,
      -- of each deal that was won, where its amount is known
      sizes bigint[]
    )`.execute(db);
  await sql`create index opportunity_sums_by_quarter on opportunity_sums (program, grain, what, quarter)`.execute(db);
  // Sizes of won deals with a partner and without, by one slice at a time.
  await sql`
    create table deal_sizes (
      program text not null,
      slice text not null,
      quarter date not null,
      value text,
      partnered boolean not null,
      deals integer not null,
      total bigint not null,
      low bigint,
      median bigint not null,
      high bigint
    )`.execute(db);
  await sql`create index deal_sizes_by_quarter on deal_sizes (program, slice, quarter)`.execute(db);
}
