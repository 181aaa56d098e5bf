import { type RawBuilder, sql } from 'kysely';
import { tierHeld } from './tier-held.ts';

/*
 * Opportunities as rows that add up: the sums that are kept have the same columns, so that what asks for them needn't know
 * which of the two it reads.
 */

/** What adds up. */
export const ADDED = [
  'opportunities',
  'amount',
  'won',
  'lost',
  'won_amount',
  'won_squares',
  'margin_deals',
  'margin_revenue',
  'margin',
  'new_known',
  'new_customers',
  'unknown',
] as const;

const NOTHING = sql`0 as won, 0 as lost, 0::bigint as won_amount, 0::float8 as won_squares, 0 as margin_deals, 0::bigint as margin_revenue,
  0::bigint as margin, 0 as new_known, 0 as new_customers, null::bigint as size`;

const DIMENSIONS = sql`o.attribution, o.partner_type, o.region, o.segment, o.competitor, o.partner, o.integration, o.incentives`;

export interface Quarters {
  /** First days of fiscal quarters. */
  readonly from: string;
  readonly to: string;
}

/** Won and lost, by the quarter in which they were. */
export const closedRows = (program: string, { from, to }: Quarters): RawBuilder<unknown> => sql`
  select o.quarter, ${DIMENSIONS}, o.tier, o.id, 1 as opportunities, coalesce(o.amount, 0) as amount,
    (o.outcome = 'won')::int as won, (o.outcome = 'lost')::int as lost,
    case when o.outcome = 'won' then coalesce(o.amount, 0) else 0 end as won_amount,
    case when o.outcome = 'won' then coalesce(o.amount, 0)::float8 ^ 2 else 0 end as won_squares,
    (o.outcome = 'won' and o.margin is not null)::int as margin_deals,
    case when o.outcome = 'won' and o.margin is not null then coalesce(o.amount, 0) else 0 end as margin_revenue,
    case when o.outcome = 'won' then coalesce(o.margin, 0) else 0 end as margin,
    (o.outcome = 'won' and o.customer_new is not null)::int as new_known,
    (o.outcome = 'won' and o.customer_new is true)::int as new_customers,
    case when o.outcome = 'won' then o.amount end as size, (o.amount is null and o.outcome = 'won')::int as unknown
  from opportunities o
  where o.program = ${program} and o.quarter between ${from}::date and ${to}::date`;

/** Open at the end of the quarter, or today where that is sooner, with the tier that its partner held then: an opportunity counts in each quarter that it is carried over. */
export const openRows = (program: string, { from, to }: Quarters, month: number, asOf: string): RawBuilder<unknown> => sql`
  select q.quarter, ${DIMENSIONS}, t.tier, o.id, 1 as opportunities, coalesce(o.amount, 0) as amount, ${NOTHING}, (o.amount is null)::int as unknown
  from opportunities o
  cross join lateral (
    select s::date as quarter, least((s + interval '3 months')::date - 1, ${asOf}::date) as last
    from generate_series(greatest(fiscal_quarter(o.created_on, ${month}), ${from}::date)::timestamp,
      least(fiscal_quarter(least(coalesce(o.closed_on, o.stale_on, ${asOf}::date), ${asOf}::date), ${month}), ${to}::date)::timestamp,
      interval '3 months') s
  ) q
  ${tierHeld('o', sql`q.last`, program)}
  where o.program = ${program} and o.created_on <= q.last and (o.closed_on is null or o.closed_on > q.last)
    and (o.stale_on is null or o.stale_on > q.last)`;
