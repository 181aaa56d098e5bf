import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import { type Asked, amongst, bucketOf, type Keyed, passing, type Slice, sliceOf, usesOnly } from './asked.ts';
import type { InvestmentKind } from './tables.ts';
import { tierHeld } from './tier-held.ts';

export const USE_SLICES: readonly Slice[] = ['partnerType', 'tier', 'region', 'segment', 'partner', 'integration'];

export interface UseRow extends Keyed {
  readonly joint: number;
  readonly using: number;
}

/** Joint customers by integration at the end of each quarter, or today where that is sooner. */
export const jointCustomerRows = ({ program, from, to, asOf }: Pick<Asked, 'program' | 'from' | 'to' | 'asOf'>): RawBuilder<unknown> => sql`
  select q.quarter, u.partner, u.partner_type, t.tier, u.region, u.segment, u.integration, u.customer,
    u.since, coalesce(u.adopted_on <= q.last, false) as used
  from (select s::date as quarter, least((s + interval '3 months')::date - 1, ${asOf}::date) as last
    from generate_series(${from}::timestamp, ${to}::timestamp, interval '3 months') s) q
  join integration_uses u on u.program = ${program} and u.since <= q.last and (u.ended_on is null or u.ended_on > q.last)
  ${tierHeld('u', sql`q.last`, program)}`;

export async function readUses(db: Reader, given: Asked): Promise<readonly UseRow[]> {
  const asked = given.per === 'range' ? { ...given, from: given.to } : given;
  const slice = sliceOf(asked.by);
  const { rows } = await sql<UseRow>`
    select ${bucketOf(asked)} as quarter, ${slice} as slice, count(*)::int as joint, (count(*) filter (where r.used))::int as using
    from (${jointCustomerRows(asked)}) r where ${passing(asked.filter, false)} and ${amongst(asked, slice)} group by 1, 2`.execute(db);
  return rows;
}

export const RENEWAL_SLICES: readonly Slice[] = ['partnerType', 'tier', 'region', 'segment', 'partner', 'integration'];

export interface RenewalRow extends Keyed {
  /** The customer used an integration on the day that it was due. */
  readonly integrated: boolean;
  readonly due: number;
  readonly renewed: number;
  readonly due_amount: number;
  readonly renewed_amount: number;
  /** It isn't known yet what became of them. */
  readonly unknown: number;
}

export async function readRenewals(db: Reader, asked: Asked): Promise<readonly RenewalRow[]> {
  const { program, from, to, by, filter } = asked;
  const slice = sliceOf(by);
  const { rows } = await sql<RenewalRow>`
    select ${bucketOf(asked)} as quarter, ${slice} as slice, coalesce(r.integrated, false) as integrated,
      (count(*) filter (where r.renewed is not null))::int as due, (count(*) filter (where r.renewed))::int as renewed,
      coalesce(sum(r.due) filter (where r.renewed is not null), 0)::bigint as due_amount,
      coalesce(sum(r.amount) filter (where r.renewed), 0)::bigint as renewed_amount,
      (count(*) filter (where r.renewed is null))::int as unknown
    from renewals r
    where r.program = ${program} and r.quarter between ${from}::date and ${to}::date and r.due_on <= ${asked.asOf}::date and ${passing(filter, false)}
      and ${amongst(asked, slice)}
    group by 1, 2, 3`.execute(db);
  return rows;
}

export const COST_SLICES: readonly Slice[] = ['partnerType', 'tier', 'region', 'segment', 'partner', 'integration', 'incentive'];

/** By these sums are kept. */
const COST_CELLS = COST_SLICES.filter((slice) => slice !== 'partner');
/** Costs with the columns of their sums. */
const COSTS = sql`
  select program, quarter, kind, partner, partner_type, tier, region, segment, integration, incentive,
    case when left_out is null then amount else 0 end as amount, (left_out is not null)::int as left_out,
    case when left_out is not null then amount else 0 end as left_out_amount
  from program_costs`;

export interface CostRow extends Keyed {
  readonly kind: InvestmentKind;
  readonly amount: number;
  /** Not counted, since the ledger has it. */
  readonly left_out: number;
  readonly left_out_amount: number;
}

export async function readCosts(db: Reader, asked: Asked): Promise<readonly CostRow[]> {
  const { program, from, to, by, filter } = asked;
  const slice = sliceOf(by);
  const { rows } = await sql<CostRow>`
    select ${bucketOf(asked)} as quarter, ${slice} as slice, r.kind,
      sum(r.amount)::bigint as amount, sum(r.left_out)::int as left_out, sum(r.left_out_amount)::bigint as left_out_amount
    from ${usesOnly(asked, COST_CELLS) ? sql.raw('cost_sums r') : sql`(${COSTS}) r`}
    where r.program = ${program} and r.quarter between ${from}::date and ${to}::date and ${passing(filter, false)}
      and ${amongst(asked, slice)}
    group by 1, 2, 3`.execute(db);
  return rows;
}
