import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Which tier an enrollment held when: past quarters are sliced by the tier of then. And sums of costs, and of enrollments what
 * paid them and what they have integrated, so that nobody goes through all of it to tell a page;
 * and of simulations which programs they are of.
 */
export const tierHistory: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Told: from this day on it held that tier. What decisions say goes before.
    await sql`
      create table tier_changes (
        program text not null,
        partner text not null,
        partner_type text not null,
        since date not null,
        tier text not null,
        primary key (program, partner, partner_type, since)
      )`.execute(db);
    // Made: each day of an enrollment lies in one row, the days before it and after it too.
    await sql`
      create table tiers_held (
        program text not null,
        partner text not null,
        partner_type text not null,
        since date not null,
        -- the first day on which it held another one
        until date not null,
        tier text,
        primary key (program, partner, partner_type, since)
      )`.execute(db);
    await sql`
      alter table enrollment_quarters
        -- that paid it in the quarter; that customers used by its end
        add column incentives text[] not null default '{}',
        add column integrations text[] not null default '{}'`.execute(db);
    // Of all but the partner.
    await sql`
      create table cost_sums (
        program text not null,
        quarter date not null,
        kind text not null,
        partner_type text,
        tier text,
        region text,
        segment text,
        integration text,
        incentive text,
        amount bigint not null,
        -- not counted: how many, and how much
        left_out integer not null,
        left_out_amount bigint not null
      )`.execute(db);
    await sql`create index cost_sums_by_quarter on cost_sums (program, quarter)`.execute(db);
    // Which programs a simulation is of; missing of those that were asked before.
    await sql`alter table simulations add column sides jsonb`.execute(db);
    // sums that were made by the tier of their day are made again
    await sql`update analytics_made set of = ''`.execute(db);
  },
};
