import { sql } from 'kysely';
import type { Transaction } from '../../database.ts';
import { tierHeld } from '../tier-held.ts';
import { oneStanding, standings } from './attribute.ts';
import { type Making, OWN_FIELD } from './setting.ts';

/** After costs. Enrollments by quarter, up to today: who was there, with which tier on the first day, who acted, who acted for the first time. */
export async function makeEnrollmentQuarters(tx: Transaction, { program, month, asOf }: Making): Promise<void> {
  await tx.deleteFrom('enrollment_quarters').where('program', '=', program).execute();
  await sql`
    insert into enrollment_quarters (program, quarter, partner, partner_type, tier, region, segment, enrolled_on, ended_on, at_start, at_end,
      actions, joined, first_on, known, incentives, integrations)
    select ${program}, q.quarter, e.partner, e.partner_type, t.tier, e.region, e.segment, e.enrolled_on, e.ended_on,
      e.enrolled_on <= q.quarter and (e.ended_on is null or e.ended_on >= q.quarter),
      e.enrolled_on <= q.last and (e.ended_on is null or e.ended_on > q.last),
      coalesce(a.actions, 0), e.enrolled_on >= q.quarter, f.first_on, e.enrolled_on >= b.begins, coalesce(p.incentives, '{}'), coalesce(n.integrations, '{}')
    from (${standings(program)}) e
    cross join (select least(min(done_on), ${asOf}::date) as begins from partner_actions where program = ${program}) b
    cross join lateral (
      select s::date as quarter, least((s + interval '3 months')::date - 1, ${asOf}::date) as last
      from generate_series(fiscal_quarter(greatest(e.enrolled_on, b.begins), ${month})::timestamp,
        fiscal_quarter(least(coalesce(e.ended_on, ${asOf}::date), ${asOf}::date), ${month})::timestamp, interval '3 months') s
      -- the cohort of those who enrolled before anything is known of isn't followed
      union select fiscal_quarter(e.enrolled_on, ${month}), least((fiscal_quarter(e.enrolled_on, ${month}) + interval '3 months')::date - 1, ${asOf}::date)
    ) q
    ${tierHeld('e', sql`greatest(q.quarter, e.enrolled_on)`, program)}
    left join (
      select partner, partner_type, fiscal_quarter(done_on, ${month}) as quarter, count(*)::int as actions
      from partner_actions where program = ${program} and commercial group by 1, 2, 3
    ) a on a.partner = e.partner and a.partner_type = e.partner_type and a.quarter = q.quarter
    left join (
      select p.partner, p.partner_type, min(p.done_on) as first_on from partner_actions p where p.program = ${program} and p.commercial group by 1, 2
    ) f on f.partner = e.partner and f.partner_type = e.partner_type
    left join (
      select partner, partner_type, quarter, array_agg(distinct incentive order by incentive) as incentives from program_costs
      where program = ${program} and incentive is not null group by 1, 2, 3
    ) p on p.partner = e.partner and p.partner_type = e.partner_type and p.quarter = q.quarter
    left join lateral (
      select array_agg(distinct u.integration order by u.integration) as integrations from integration_uses u
      where u.program = ${program} and u.partner = e.partner and u.partner_type = e.partner_type and u.since < q.quarter + interval '3 months'
    ) n on true
    where e.partner_type <> ${OWN_FIELD} and e.enrolled_on <= ${asOf}::date`.execute(tx);
}

/** What was spent: investments as they were told, incentives and MDF as they stand in the ledger. */
export async function makeCosts(tx: Transaction, { program, month }: Making): Promise<void> {
  await tx.deleteFrom('program_costs').where('program', '=', program).execute();
  await sql`
    insert into program_costs (program, id, origin, kind, spent_on, quarter, amount, partner, partner_type, tier, region, segment, integration,
      incentive, campaign, left_out)
    select ${program}, c.id, c.origin, c.kind, c.spent_on, fiscal_quarter(c.spent_on, ${month}), c.amount, c.partner, c.partner_type, t.tier, s.region,
      s.segment, c.integration, c.incentive, c.campaign, c.left_out
    from (
      select l.id::text as id, 'ledger' as origin,
        case when l.decides = 'mdf' then 'mdf' when l.payee = 'vendor-field' then 'co-sell' else 'incentives' end as kind,
        l.occurred_on as spent_on, l.amount, l.partner, l.partner_type, a.integration, l.incentive, a.campaign, null as left_out
      from ledger_lines l
      left join partner_actions a on a.program = l.program and a.source = l.source and a.activity = l.activity and a.partner = l.partner
        and a.partner_type = l.partner_type
      where l.program = ${program} and l.payer = 'vendor'
      union all
      select i.id, 'investment', i.kind, i.spent_on, i.amount, i.partner, i.partner_type, i.integration, i.incentive, i.campaign,
        -- what the ledger has is not counted twice
        case when i.kind = 'incentives' and i.spent_on >= b.incentives or i.kind = 'mdf' and i.spent_on >= b.mdf then 'in-ledger' end
      from investments i
      cross join (select min(occurred_on) filter (where decides <> 'mdf') as incentives, min(occurred_on) filter (where decides = 'mdf') as mdf
        from ledger_lines where program = ${program} and payer = 'vendor') b
      where i.program = ${program}
    ) c left join (${oneStanding(program)}) s on s.partner = c.partner and s.partner_type = c.partner_type
    ${tierHeld('c', sql`c.spent_on`, program)}`.execute(tx);
  await tx.deleteFrom('cost_sums').where('program', '=', program).execute();
  await sql`
    insert into cost_sums (program, quarter, kind, partner_type, tier, region, segment, integration, incentive, amount, left_out, left_out_amount)
    select ${program}, quarter, kind, partner_type, tier, region, segment, integration, incentive,
      coalesce(sum(amount) filter (where left_out is null), 0), count(*) filter (where left_out is not null),
      coalesce(sum(amount) filter (where left_out is not null), 0)
    from program_costs where program = ${program} group by 2, 3, 4, 5, 6, 7, 8, 9`.execute(tx);
}
