import { sql } from 'kysely';
import type { Transaction } from '../../database.ts';
import { type Making, STALE_DAYS } from './setting.ts';

/*
 * What the history tells: who did what for which opportunity, which customers use an integration, what came due for renewal.
 * A history only grows, so that what was recorded since the last time is enough; an activity that was revised is taken again.
 */

/** Kinds that are commercial activity: somebody sells, or tries to. */
export const COMMERCIAL = [
  'registration-submitted',
  'deal-closed',
  'renewal',
  'marketplace-offer',
  'marketplace-sale',
  'shipment-report',
  'sell-through-report',
  'service-engagement',
  'opportunity-sourced',
  'opportunity-closed',
  'co-sell-request',
] as const;

/** And others that opportunities and costs are explained by. */
const ALSO = [
  'registration-approved',
  'registration-refused',
  'registration-withdrawn',
  'mdf-request',
  'mdf-claim',
  'cancellation',
] as const;

/** The history that is read: the one that was chosen, else the live one. */
export async function takeHistory(tx: Transaction, making: Making): Promise<void> {
  const { program } = making;
  const state = await tx.selectFrom('analytics_programs').selectAll().where('program', '=', program).executeTakeFirst();
  const live = await tx.selectFrom('live_programs').select('history').where('program', '=', program).executeTakeFirst();
  const history = state?.history ?? live?.history ?? null;
  if (state?.read_history != null && state.read_history !== history) await forget(tx, program);
  if (history === null) return;
  const from = state?.read_history === history ? state.read_through : 0;
  const there = await tx.selectFrom('histories').select('last_recorded').where('id', '=', history).executeTakeFirst();
  if (there === undefined || there.last_recorded <= from) return;
  const part = { history, from, to: there.last_recorded };
  await actions(tx, making, part);
  await sql`analyze partner_actions`.execute(tx);
  await opportunities(tx, making, part);
  await uses(tx, making, part);
  await renewals(tx, making, part);
  await tx
    .insertInto('analytics_programs')
    .values({ program, history: null, read_history: history, read_through: part.to })
    .onConflict((conflict) => conflict.column('program').doUpdateSet({ read_history: history, read_through: part.to }))
    .execute();
}

/** What another history told. */
async function forget(tx: Transaction, program: string): Promise<void> {
  for (const table of ['opportunities', 'partner_actions', 'integration_uses', 'renewals'] as const)
    await tx.deleteFrom(table).where('program', '=', program).where('origin', '=', 'history').execute();
}

interface Part {
  readonly history: string;
  readonly from: number;
  readonly to: number;
}

const kindsOf = (kinds: readonly string[]) => sql.join(kinds.map((kind) => sql.lit(kind)));

/** The latest revision of each activity of these kinds that the part has. */
const reports = ({ history, from, to }: Part, kinds: readonly string[]) => sql`
  select a.source, a.id, a.occurred_on, a.document ->> 'kind' as kind, a.document,
    coalesce(a.document -> 'facts', '{}'::jsonb) as f
  from history_activities a
  where a.history = ${history} and a.recorded > ${from} and a.recorded <= ${to} and a.document ->> 'kind' in (${kindsOf(kinds)})
    and not exists (select from history_activities l where l.history = a.history and l.source = a.source and l.id = a.id
      and l.revision > a.revision and l.recorded <= ${to})`;

/** Decimal text as smallest units of the program's currency. */
const money = (digits: number, text: string) => sql`round((${sql.raw(text)})::numeric * r.rate * ${sql.lit(10 ** digits)})::bigint`;

const RATE = (currency: string) => sql`
  cross join lateral (select case when r0.document ->> 'currency' is distinct from ${currency} and r0.document ? 'exchange'
    then (r0.document -> 'exchange' ->> 'rate')::numeric else 1 end as rate) x`;

const flag = (text: string) => sql`(${sql.raw(text)})::boolean`;

async function actions(tx: Transaction, { program, digits, currency }: Making, part: Part): Promise<void> {
  const kinds = [...COMMERCIAL, ...ALSO];
  if (part.from > 0) {
    await sql`
    delete from partner_actions p using (${reports(part, kinds)}) r
    where p.program = ${program} and p.source = r.source and p.activity = r.id and p.origin = 'history'`.execute(tx);
  }
  const amount = money(
    digits,
    `coalesce(f ->> 'deal.amount', f ->> 'sale.amount', f ->> 'opportunity.amount', f ->> 'registration.amount', f ->> 'coSell.amount', f ->> 'cancelled.amount')`,
  );
  await sql`
    insert into partner_actions (program, origin, source, activity, partner, partner_type, kind, done_on, commercial, opportunity, registration,
      customer, integration, campaign, outcome, amount, margin, cancels, cancelled_share, customer_new, region, segment, competitor)
    select ${program}, 'history', r.source, r.id, p.partner, p.partner_type, r.kind, r.occurred_on, r.kind in (${kindsOf(COMMERCIAL)}),
      coalesce(f ->> 'opportunity.id', f ->> 'deal.opportunity',
        case when r.kind in ('registration-submitted', 'registration-withdrawn') then 'registration:' || (f ->> 'registration.id') end,
        case when r.kind = 'deal-closed' then coalesce('registration:' || (f ->> 'deal.registration'), 'deal:' || r.source || ':' || r.id) end,
        case when r.kind = 'marketplace-sale' then 'deal:' || r.source || ':' || r.id end),
      coalesce(f ->> 'registration.id', f ->> 'deal.registration'),
      f ->> 'customer.id', f ->> 'integration.id', f ->> 'mdf.campaign',
      case when p.place > 1 then null
        when r.kind in ('deal-closed', 'marketplace-sale') then 'won'
        when r.kind = 'opportunity-closed' then case when f ->> 'opportunity.stage' = 'lost' or f ->> 'deal.amount' is null then 'lost' else 'won' end
        when r.kind in ('registration-withdrawn', 'registration-refused') then null
        when r.kind in ('opportunity-sourced', 'registration-submitted', 'co-sell-request') then 'open' end,
      ${amount},
      ${money(digits, `f ->> 'deal.grossMargin'`)},
      case when p.place = 1 then f ->> 'cancelled.activity' end,
      case when r.kind = 'cancellation' and f ->> 'cancelled.amount' is null then coalesce((f ->> 'cancelled.share')::numeric, 1) end,
      coalesce(${flag(`f ->> 'customer.new'`)}, case when f ->> 'deal.kind' in ('expansion', 'renewal') then false end),
      f ->> 'customer.region', f ->> 'customer.segment', ${flag(`f ->> 'deal.competitorPresent'`)}
    from (select r0.*, x.rate from (${reports(part, kinds)}) r0 ${RATE(currency)}) r
    cross join lateral (
      select r.document ->> 'partner' as partner, r.document ->> 'partnerType' as partner_type, 1 as place where r.document ->> 'partner' is not null
      union all
      select e.party ->> 'partner', e.party ->> 'partnerType', e.place::int
      from jsonb_array_elements(coalesce(r.document -> 'parties', '[]'::jsonb)) with ordinality e (party, place)
    ) p
    where p.partner is not null and p.partner_type is not null
    on conflict (program, source, activity, partner, partner_type) do nothing`.execute(tx);
  // a deal under a registration belongs to the registration's opportunity, and a withdrawal too
  await sql`
    update partner_actions d set opportunity = s.opportunity
    from partner_actions s
    where d.program = ${program} and d.origin = 'history' and d.opportunity = 'registration:' || d.registration
      and s.program = d.program and s.registration = d.registration and s.kind = 'registration-submitted' and s.opportunity <> d.opportunity`.execute(
    tx,
  );
  // what was cancelled of a deal was not won
  await sql`
    update partner_actions c set opportunity = d.opportunity, amount = least(d.amount, coalesce(round(d.amount * c.cancelled_share)::bigint, c.amount))
    from partner_actions d
    where c.program = ${program} and c.origin = 'history' and c.cancels is not null and c.opportunity is null
      and d.program = c.program and d.source = c.source and d.activity = c.cancels and d.outcome = 'won'`.execute(tx);
}

/** Opportunities that the part speaks of, each anew out of all that was ever said of it. One that was told by an import stays as it was told. */
async function opportunities(tx: Transaction, { program }: Making, part: Part): Promise<void> {
  await sql`
    insert into opportunities (program, id, origin, customer, customer_new, created_on, stage, outcome, closed_on, amount, margin, stale_on,
      region, segment, competitor, integration, registration, said_partner, said_partner_type)
    select ${program}, o.opportunity, 'history', o.customer, o.customer_new, o.created_on, null,
      case when o.won_on is not null then 'won' when o.lost_on is not null then 'lost' else 'open' end,
      coalesce(o.won_on, o.lost_on),
      case when o.won_on is not null then greatest(0, coalesce(o.deals, o.closed) - o.cancelled) else o.expected end, o.margin,
      case when o.won_on is null and o.lost_on is null then o.heard_on + ${sql.lit(STALE_DAYS)} end,
      o.region, o.segment, o.competitor, o.integration, o.registration, null, null
    from (
      select a.opportunity,
        min(a.done_on) as created_on, max(a.done_on) as heard_on,
        min(a.done_on) filter (where a.outcome = 'won') as won_on,
        min(a.done_on) filter (where a.outcome = 'lost' or a.kind = 'registration-withdrawn') as lost_on,
        sum(a.amount) filter (where a.outcome = 'won' and a.kind <> 'opportunity-closed')::bigint as deals,
        max(a.amount) filter (where a.outcome = 'won' and a.kind = 'opportunity-closed') as closed,
        max(a.amount) filter (where a.outcome = 'open') as expected,
        coalesce(sum(a.amount) filter (where a.cancels is not null), 0)::bigint as cancelled,
        sum(a.margin) filter (where a.outcome = 'won')::bigint as margin,
        (array_agg(a.customer order by a.done_on, a.activity) filter (where a.customer is not null))[1] as customer,
        bool_or(a.customer_new) filter (where a.outcome is not null) as customer_new,
        (array_agg(a.region order by a.done_on, a.activity) filter (where a.region is not null))[1] as region,
        (array_agg(a.segment order by a.done_on, a.activity) filter (where a.segment is not null))[1] as segment,
        bool_or(a.competitor) as competitor,
        (array_agg(a.integration order by a.done_on, a.activity) filter (where a.integration is not null))[1] as integration,
        (array_agg(a.registration order by a.done_on, a.activity) filter (where a.registration is not null))[1] as registration
      from partner_actions a
      where a.program = ${program} and a.origin = 'history' and a.opportunity in (
        select t.opportunity from partner_actions t
        join history_activities h on h.history = ${part.history} and h.source = t.source and h.id = t.activity
          and h.recorded > ${part.from} and h.recorded <= ${part.to}
        where t.program = ${program} and t.origin = 'history' and t.opportunity is not null)
      group by a.opportunity
      having count(a.outcome) > 0
    ) o
    on conflict (program, id) do update set
      customer = excluded.customer, customer_new = excluded.customer_new, created_on = excluded.created_on, outcome = excluded.outcome,
      closed_on = excluded.closed_on, amount = excluded.amount, margin = excluded.margin, stale_on = excluded.stale_on, region = excluded.region,
      segment = excluded.segment, competitor = excluded.competitor, integration = excluded.integration, registration = excluded.registration
    where opportunities.origin = 'history'`.execute(tx);
}

async function uses(tx: Transaction, { program }: Making, part: Part): Promise<void> {
  await sql`
    insert into integration_uses (program, integration, customer, origin, partner, partner_type, since, adopted_on, ended_on, region, segment)
    select ${program}, u.integration, u.customer, 'history', u.partner, u.partner_type, u.since, u.adopted_on, null, u.region, u.segment
    from (
      select f ->> 'integration.id' as integration, f ->> 'customer.id' as customer,
        (array_agg(coalesce(r.document ->> 'partner', r.document -> 'parties' -> 0 ->> 'partner') order by r.occurred_on))[1] as partner,
        (array_agg(coalesce(r.document ->> 'partnerType', r.document -> 'parties' -> 0 ->> 'partnerType') order by r.occurred_on))[1] as partner_type,
        min(r.occurred_on) as since,
        min(r.occurred_on) filter (where coalesce((f ->> 'usage.adopted')::boolean, true)) as adopted_on,
        max(f ->> 'customer.region') as region, max(f ->> 'customer.segment') as segment
      from (${reports(part, ['integration-adoption'])}) r
      group by 1, 2
    ) u
    on conflict (program, integration, customer) do update set
      since = least(integration_uses.since, excluded.since), adopted_on = least(integration_uses.adopted_on, excluded.adopted_on),
      region = coalesce(integration_uses.region, excluded.region), segment = coalesce(integration_uses.segment, excluded.segment)
    where integration_uses.origin = 'history'`.execute(tx);
}

async function renewals(tx: Transaction, { program, digits, currency }: Making, part: Part): Promise<void> {
  await sql`
    insert into renewals (program, id, origin, customer, due_on, due, renewed, amount, partner, partner_type, region, segment)
    select ${program}, 'renewal:' || r.source || ':' || r.id, 'history', f ->> 'customer.id',
      coalesce((f ->> 'renewal.dueOn')::date, r.occurred_on), ${money(digits, `f ->> 'renewal.due'`)},
      coalesce((f ->> 'renewal.kept')::boolean, (f ->> 'renewal.amount')::numeric > 0), ${money(digits, `f ->> 'renewal.amount'`)},
      coalesce(r.document ->> 'partner', r.document -> 'parties' -> 0 ->> 'partner'),
      coalesce(r.document ->> 'partnerType', r.document -> 'parties' -> 0 ->> 'partnerType'),
      f ->> 'customer.region', f ->> 'customer.segment'
    from (select r0.*, x.rate from (${reports(part, ['renewal'])}) r0 ${RATE(currency)}) r
    on conflict (program, id) do update set
      customer = excluded.customer, due_on = excluded.due_on, due = excluded.due, renewed = excluded.renewed, amount = excluded.amount,
      partner = excluded.partner, partner_type = excluded.partner_type, region = excluded.region, segment = excluded.segment
    where renewals.origin = 'history'`.execute(tx);
}
