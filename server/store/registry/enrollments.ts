import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { Benefit, EnrollmentsTable } from './tables.ts';

export type EnrollmentRow = Selectable<EnrollmentsTable>;

/** A partner in one partner type. */
export interface EnrollmentName {
  readonly partner: string;
  readonly partnerType: string;
}

/** How an enrollment stands. What is left out stays as it was. */
export interface KeptStanding extends EnrollmentName {
  readonly enrolledOn: string;
  readonly tier?: string;
  readonly qualified?: string;
  readonly graceUntil?: string;
  /** The day on which the tier became this one, if it is another one now. */
  readonly tierSince: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly benefits?: readonly Benefit[];
  readonly provisional: boolean;
}

/** Rows of one statement. */
const STATEMENT_ROWS = 1_000;

/**
 * Writes what is otherwise than it stands there. Partners that the registry doesn't know are passed over; those that it knows are
 * answered. One by one (`offset 0`): PostgreSQL would read all of them for a list whose length it doesn't know.
 */
export async function keepStandings(tx: Transaction, program: string, standings: readonly KeptStanding[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let from = 0; from < standings.length; from += STATEMENT_ROWS) {
    const rows = standings.slice(from, from + STATEMENT_ROWS).map((standing) => ({
      partner: standing.partner,
      partner_type: standing.partnerType,
      enrolled_on: standing.enrolledOn,
      tier: standing.tier ?? null,
      qualified: standing.qualified ?? null,
      grace_until: standing.graceUntil ?? null,
      tier_since: standing.tierSince,
      facts: standing.facts,
      benefits: standing.benefits ?? null,
      provisional: standing.provisional,
    }));
    const { rows: partners } = await sql<{ readonly id: string }>`
      with n as (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(
          partner text, partner_type text, enrolled_on date, tier text, qualified text, grace_until date, tier_since date,
          facts jsonb, benefits jsonb, provisional boolean)
      ), written as (
      insert into enrollments
      select ${program}, n.partner, n.partner_type, n.enrolled_on, n.tier, coalesce(n.qualified, e.qualified), n.grace_until,
        case
          when n.tier is null then null
          when e.tier is null then n.enrolled_on
          when e.tier <> n.tier then n.tier_since
          else e.tier_since
        end,
        n.facts, coalesce(n.benefits, e.benefits, '[]'), n.provisional, clock_timestamp()
      from n cross join lateral (select 1 from partners p where p.id = n.partner offset 0) p
      left join lateral (
        select * from enrollments o where o.program = ${program} and o.partner = n.partner and o.partner_type = n.partner_type offset 0
      ) e on true
      where e.partner is null
        or (e.enrolled_on, e.tier, e.qualified, e.grace_until, e.facts, e.benefits, e.provisional) is distinct from
          (n.enrolled_on, n.tier, coalesce(n.qualified, e.qualified), n.grace_until, n.facts, coalesce(n.benefits, e.benefits), n.provisional)
      on conflict (program, partner, partner_type) do update set
        enrolled_on = excluded.enrolled_on, tier = excluded.tier, qualified = excluded.qualified, grace_until = excluded.grace_until,
        tier_since = excluded.tier_since, facts = excluded.facts, benefits = excluded.benefits, provisional = excluded.provisional,
        changed_at = excluded.changed_at
      )
      select p.id from n cross join lateral (select p.id from partners p where p.id = n.partner offset 0) p`.execute(tx);
    for (const { id } of partners) known.add(id);
  }
  return known;
}

/** Those of these partners, in every program; by partner, program and type. */
export async function enrollmentsOfPartners(db: Reader, partners: readonly string[]): Promise<readonly EnrollmentRow[]> {
  if (partners.length === 0) return [];
  return db
    .selectFrom('enrollments')
    .selectAll()
    .where('partner', 'in', partners)
    .orderBy('partner')
    .orderBy('program')
    .orderBy('partner_type')
    .execute();
}

/** Those that are there of these. */
export async function enrollmentsOf(db: Reader, program: string, names: readonly EnrollmentName[]): Promise<readonly EnrollmentRow[]> {
  if (names.length === 0) return [];
  const list = JSON.stringify(names.map(({ partner, partnerType }) => [partner, partnerType]));
  return db
    .selectFrom('enrollments')
    .selectAll()
    .where('program', '=', program)
    .where(sql<boolean>`(partner, partner_type) in (select n ->> 0, n ->> 1 from jsonb_array_elements(${list}::jsonb) n)`)
    .execute();
}

/** Those that deal time has not written yet. */
export async function addEnrollments(tx: Transaction, program: string, standings: readonly KeptStanding[]): Promise<void> {
  if (standings.length === 0) return;
  await tx
    .insertInto('enrollments')
    .values(
      standings.map((standing) => ({
        program,
        partner: standing.partner,
        partner_type: standing.partnerType,
        enrolled_on: standing.enrolledOn,
        tier: standing.tier ?? null,
        qualified: standing.qualified ?? null,
        grace_until: standing.graceUntil ?? null,
        tier_since: standing.tier === undefined ? null : standing.tierSince,
        facts: JSON.stringify(standing.facts),
        benefits: JSON.stringify(standing.benefits ?? []),
        provisional: standing.provisional,
        changed_at: sql<Date>`clock_timestamp()`,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
