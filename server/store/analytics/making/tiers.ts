import { sql } from 'kysely';
import type { Transaction } from '../../database.ts';
import type { Making } from './setting.ts';

/*
 * Which tier an enrollment held on which day. Decisions say when one moved and what it was before; of days before the first of
 * them, and of programs that decide nothing yet, what was told counts, else the tier that registry or history know. A new
 * tier counts from the next activity on: by days, from the next day.
 */

const FIRST_DAY = sql`date '0001-01-01'`;
const LAST_DAY = sql`date '9999-12-31'`;

export async function makeTiersHeld(tx: Transaction, { program }: Pick<Making, 'program'>): Promise<void> {
  await tx.deleteFrom('tiers_held').where('program', '=', program).execute();
  await sql`
    with decided as (
      select p ->> 'partner' as partner, p ->> 'partnerType' as partner_type, d.occurred_on + 1 as since, d.step, d.id,
        p -> 'tier' ->> 'before' as before, p -> 'tier' ->> 'after' as tier
      from decisions d cross join lateral jsonb_array_elements(d.said -> 'parties') p
      where d.program = ${program} and d.superseded_by is null and p ? 'tier'
    ), moved as (
      -- of several on one day the last counts, and the first says what it was before
      select partner, partner_type, since, (array_agg(before order by step, id))[1] as before, (array_agg(tier order by step desc, id desc))[1] as tier
      from decided group by 1, 2, 3
      union all
      select t.partner, t.partner_type, t.since, null, t.tier from tier_changes t
      where t.program = ${program} and not exists (select from decided d where d.partner = t.partner and d.partner_type = t.partner_type
        and d.since <= t.since)
    ), firsts as (
      select distinct on (partner, partner_type) partner, partner_type, before, since from moved order by partner, partner_type, since
    ), known as (
      select partner, partner_type, since, tier from moved
      union all
      -- what it was before the first move
      select f.partner, f.partner_type, ${FIRST_DAY}, coalesce(f.before, h.tier)
      from firsts f left join (${toldByHistory(program)}) h on h.partner = f.partner and h.partner_type = f.partner_type
      where f.since > ${FIRST_DAY}
      union all
      -- one that never moved
      select s.partner, s.partner_type, ${FIRST_DAY}, s.tier from (
        select partner, partner_type, tier from enrollments where program = ${program}
        union all
        select h.partner, h.partner_type, h.tier from (${toldByHistory(program)}) h
        where not exists (select from enrollments e where e.program = ${program} and e.partner = h.partner and e.partner_type = h.partner_type)
      ) s
      where s.tier is not null and not exists (select from firsts f where f.partner = s.partner and f.partner_type = s.partner_type)
    )
    insert into tiers_held (program, partner, partner_type, since, until, tier)
    select ${program}, partner, partner_type, since, coalesce(lead(since) over (partition by partner, partner_type order by since), ${LAST_DAY}), tier
    from known`.execute(tx);
}

/** Tiers with which the history that is read has its enrollments begin. */
const toldByHistory = (program: string) => sql`
  select h.partner, h.partner_type, h.document -> 'enrollments' -> 0 ->> 'tier' as tier
  from analytics_programs a join history_enrollments h on h.history = a.read_history and h.recorded <= a.read_through
  where a.program = ${program}`;
