import { sql } from 'kysely';
import type { Store } from '../../server/store/open-store.ts';

/*
 * The measures once more, as SQL that somebody else might write over what was told: it knows neither what is reckoned of it
 * nor the sums that are kept. Of one quarter, on the day `today`.
 */

interface Part {
  readonly numerator: number;
  readonly denominator: number;
}

/** Who an opportunity belongs to: sourced where a registration was approved, influenced by an action up to its closing. */
const CREDITED = `
  select o.*, case when o.said_partner is not null and o.registration_approved_on is not null then 'sourced'
    when exists (select 1 from partner_actions a where a.opportunity = o.id and a.done_on <= coalesce(o.closed_on, '9999-12-31')) then 'influenced'
    else 'none' end as credit
  from opportunities o`;

const QUERIES: Readonly<Record<string, string>> = {
  'win-rate': `select count(*) filter (where outcome = 'won') as numerator, count(*) as denominator from (${CREDITED}) o
    where closed_on between $from and $to and credit <> 'none'`,
  'influenced-pipeline-share': `select coalesce(sum(amount) filter (where credit <> 'none'), 0) as numerator, coalesce(sum(amount), 0) as denominator
    from (${CREDITED}) o where created_on <= $to and coalesce(closed_on, '9999-12-31') > $to`,
  'deal-size': `select coalesce(sum(amount), 0) as numerator, count(amount) as denominator from (${CREDITED}) o
    where outcome = 'won' and closed_on between $from and $to and credit <> 'none'`,
  'partner-sourced-new-customer-rate': `select count(*) filter (where credit = 'sourced') as numerator, count(*) as denominator from (${CREDITED}) o
    where outcome = 'won' and customer_new and closed_on between $from and $to`,
  'customer-retention': `select count(*) filter (where renewed) as numerator, count(renewed) as denominator from renewals where due_on between $from and $to`,
  'integration-adoption-rate': `select count(*) filter (where adopted_on <= $to) as numerator, count(*) as denominator from integration_uses where since <= $to`,
  'program-cost-ratio': `select (select coalesce(sum(amount), 0) from investments where spent_on between $from and $to) as numerator,
    (select coalesce(sum(amount), 0) from (${CREDITED}) o where outcome = 'won' and credit <> 'none' and closed_on between $from and $to) as denominator`,
  'partner-retention': `select count(*) filter (where coalesce(d.ended_on, '9999-12-31') > $to) as numerator, count(*) as denominator
    from history_enrollments h left join departures d on d.partner = h.partner
    where (h.document #>> '{enrollments,0,enrolledOn}')::date <= $from and coalesce(d.ended_on, '9999-12-31') >= $from`,
  'active-partner-rate': `select count(*) filter (where exists (select 1 from partner_actions a where a.partner = h.partner and a.done_on between $from and $to)) as numerator,
      count(*) as denominator
    from history_enrollments h left join departures d on d.partner = h.partner
    where (h.document #>> '{enrollments,0,enrolledOn}')::date <= $from and coalesce(d.ended_on, '9999-12-31') > $to`,
};

export const PLAIN_MEASURES = Object.keys(QUERIES);

export async function plainly(store: Store, measure: string, from: string, to: string): Promise<Part> {
  const text = QUERIES[measure]?.replaceAll('$from', `date '${from}'`).replaceAll('$to', `date '${to}'`) ?? '';
  const { rows } = await sql<Part>`${sql.raw(text)}`.execute(store.db);
  return { numerator: Number(rows[0]?.numerator), denominator: Number(rows[0]?.denominator) };
}

/** Median of deals won with a partner, in smallest units; undefined: there is none. */
export async function plainMedian(store: Store, from: string, to: string): Promise<number | undefined> {
  const { rows } = await sql<{ median: number | null }>`
    select percentile_cont(0.5) within group (order by amount) as median from (${sql.raw(CREDITED)}) o
    where outcome = 'won' and amount is not null and credit <> 'none' and closed_on between ${from}::date and ${to}::date`.execute(
    store.db,
  );
  return rows[0]?.median ?? undefined;
}
