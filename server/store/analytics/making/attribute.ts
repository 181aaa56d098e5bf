import { sql } from 'kysely';
import type { Transaction } from '../../database.ts';
import { tierHeld } from '../tier-held.ts';
import { type Making, OWN_FIELD } from './setting.ts';

/*
 * Who an opportunity is credited to. **Sourced**: an approved registration shows that the partner originated it: a case of
 * the registry, else an approval in the history, else what an import says was approved. **Influenced**: a partner that did
 * not originate it acted on it, by its closing day; the first to act is credited. Each opportunity is one of sourced,
 * influenced and none, and has one partner or none, so that slices add up.
 */

/** What shows that somebody sourced an opportunity; the earliest counts. */
const sourcing = (program: string) => sql`
  select distinct on (s.opportunity) s.* from (
    select o.id as opportunity, c.partner, c.partner_type, c.opened_on as day, 'registration ' || c.reference as evidence
    from opportunities o join cases c on c.program = o.program and c.kind = 'registration' and c.reference = o.registration
    where o.program = ${program} and (o.said_partner is null or o.said_partner = c.partner) and ${approved}
    union all
    select c.asked ->> 'opportunity.id', c.partner, c.partner_type, c.opened_on, 'registration ' || c.reference
    from cases c where c.program = ${program} and c.kind = 'registration' and c.asked ? 'opportunity.id' and ${approved}
    union all
    select r.opportunity, r.partner, r.partner_type, r.done_on, 'registration ' || r.registration
    from partner_actions r join partner_actions a on a.program = r.program and a.registration = r.registration and a.kind = 'registration-approved'
      and a.partner = r.partner and a.partner_type = r.partner_type
    where r.program = ${program} and r.kind = 'registration-submitted' and r.opportunity is not null
      and not exists (select from cases c where c.program = r.program and c.kind = 'registration' and c.partner = r.partner
        and c.partner_type = r.partner_type and c.reference = r.registration)
    union all
    select o.id, o.said_partner, o.said_partner_type, o.registration_approved_on, 'registration ' || coalesce(o.registration, o.id)
    from opportunities o
    where o.program = ${program} and o.said_partner is not null and o.said_partner_type is not null and o.registration_approved_on is not null
      and not exists (select from cases c where c.program = o.program and c.kind = 'registration' and c.partner = o.said_partner
        and c.partner_type = o.said_partner_type and c.reference = o.registration)
  ) s
  where s.partner_type <> ${OWN_FIELD}
  order by s.opportunity, s.day, s.partner, s.partner_type`;

const approved = sql`(c.status in ('approved', 'extended', 'won', 'lost', 'expired') or c.protected_from is not null)
  and coalesce(c.asked ->> 'registration.sourced', 'true') <> 'false'`;

const acting = (program: string) => sql`
  select distinct on (a.opportunity) a.opportunity, a.partner, a.partner_type, a.done_on as day, a.kind || ' ' || a.activity as evidence
  from partner_actions a join opportunities o on o.program = a.program and o.id = a.opportunity
  where a.program = ${program} and a.opportunity is not null and a.partner_type <> ${OWN_FIELD}
    and a.kind not in ('registration-refused', 'registration-withdrawn', 'cancellation') and (o.closed_on is null or a.done_on <= o.closed_on)
    and not (a.kind = 'registration-submitted' and exists (select from cases c where c.program = a.program and c.kind = 'registration'
      and c.partner = a.partner and c.partner_type = a.partner_type and c.reference = a.registration and c.status in ('refused', 'returned')))
  order by a.opportunity, a.done_on, a.partner, a.partner_type, a.activity`;

/** Rows that stay as they were are not written. */
export async function attribute(tx: Transaction, { program, month, asOf }: Making): Promise<void> {
  await sql`
    with credited as (
      select coalesce(s.opportunity, i.opportunity) as id,
        case when s.opportunity is not null then 'sourced' else 'influenced' end as attribution,
        coalesce(s.partner, i.partner) as partner, coalesce(s.partner_type, i.partner_type) as partner_type,
        coalesce(s.evidence, i.evidence) as evidence
      from (${sourcing(program)}) s full join (${acting(program)}) i on i.opportunity = s.opportunity
    ), standing as (
      ${oneStanding(program)}
    ), paid as (
      select p.opportunity, array_agg(distinct p.incentive order by p.incentive) as incentives from (
        select a.opportunity, l.incentive
        from ledger_lines l join partner_actions a on a.program = l.program and a.source = l.source and a.activity = l.activity
        where l.program = ${program} and l.payer = 'vendor' and a.opportunity is not null
        union all
        -- as it was told of days that the ledger doesn't have, for an activity or for the opportunity itself
        select coalesce(a.opportunity, o.id), i.incentive
        from investments i
        left join partner_actions a on a.program = i.program and a.activity = i.activity and a.opportunity is not null
          and (i.partner is null or a.partner = i.partner)
        left join opportunities o on o.program = i.program and o.id = i.activity
        where i.program = ${program} and i.incentive is not null and i.activity is not null
          and i.spent_on < coalesce((select min(occurred_on) from ledger_lines where program = ${program} and payer = 'vendor' and (decides = 'mdf') = (i.kind = 'mdf')), 'infinity')
      ) p
      where p.opportunity is not null group by p.opportunity
    ), now as (
      select o.id, coalesce(c.attribution, 'none') as attribution, c.partner, c.partner_type, c.evidence, t.tier, s.region as partner_region,
        coalesce(p.incentives, '{}') as incentives,
        case when o.closed_on is not null then fiscal_quarter(o.closed_on, ${month}) end as quarter,
        case when o.said_partner is not null and coalesce(c.attribution, 'none') <> 'sourced' then 'registration-not-approved'
          when c.id is null and exists (select from partner_actions a where a.program = o.program and a.opportunity = o.id
            and a.partner_type <> ${OWN_FIELD} and a.done_on > o.closed_on and a.kind <> 'cancellation') then 'acted-after-close' end as doubt
      from opportunities o
      left join credited c on c.id = o.id
      left join standing s on s.partner = c.partner and s.partner_type = c.partner_type
      ${tierHeld('c', sql`coalesce(o.closed_on, ${asOf}::date)`, program)}
      left join paid p on p.opportunity = o.id
      where o.program = ${program}
    )
    update opportunities o set attribution = n.attribution, partner = n.partner, partner_type = n.partner_type, evidence = n.evidence,
      tier = n.tier, partner_region = n.partner_region, incentives = n.incentives, quarter = n.quarter, doubt = n.doubt
    from now n
    where o.program = ${program} and o.id = n.id and (o.attribution, o.partner, o.partner_type, o.evidence, o.tier, o.partner_region, o.incentives, o.quarter, o.doubt)
      is distinct from (n.attribution, n.partner, n.partner_type, n.evidence, n.tier, n.partner_region, n.incentives, n.quarter, n.doubt)`.execute(
    tx,
  );
  await sql`
    update renewals r set quarter = fiscal_quarter(r.due_on, ${month}), tier = t.tier, integration = u.integration, integrated = u.integration is not null
    from renewals o
    ${tierHeld('o', sql`o.due_on`, program)}
    left join lateral (select integration from integration_uses u where u.program = o.program and u.customer = o.customer
      and u.adopted_on <= o.due_on and (u.ended_on is null or u.ended_on > o.due_on) order by u.adopted_on, u.integration limit 1) u on true
    where r.program = ${program} and o.program = r.program and o.id = r.id
      and (r.quarter, r.tier, r.integration, r.integrated)
        is distinct from (fiscal_quarter(r.due_on, ${month}), t.tier, u.integration, u.integration is not null)`.execute(tx);
}

/** Enrollments with their profile as it stands: in the registry, else as the history has them (priority 2). */
export const standings = (program: string) => sql`
  select e.partner, e.partner_type, e.enrolled_on, d.ended_on,
    e.facts ->> 'partner.region' as region, e.facts ->> 'partner.segment' as segment, 1 as priority
  from enrollments e left join departures d on d.program = e.program and d.partner = e.partner and d.partner_type = e.partner_type
  where e.program = ${program}
  union all
  select h.partner, h.partner_type, (h.document -> 'enrollments' -> 0 ->> 'enrolledOn')::date, d.ended_on,
    coalesce(h.document -> 'enrollments' -> 0 -> 'facts' ->> 'partner.region', h.document -> 'facts' ->> 'partner.region'),
    coalesce(h.document -> 'enrollments' -> 0 -> 'facts' ->> 'partner.segment', h.document -> 'facts' ->> 'partner.segment'), 2
  from analytics_programs a join history_enrollments h on h.history = a.read_history and h.recorded <= a.read_through
  left join departures d on d.program = a.program and d.partner = h.partner and d.partner_type = h.partner_type
  where a.program = ${program} and not exists (select from enrollments e where e.program = a.program and e.partner = h.partner
    and e.partner_type = h.partner_type)`;

/** Each enrollment once. */
export const oneStanding = (program: string) => sql`
  select distinct on (partner, partner_type) partner, partner_type, region, segment from (${standings(program)}) e
  order by partner, partner_type, priority`;
