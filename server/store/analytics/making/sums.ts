import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '../../database.ts';
import type { Reader } from '../../life/contents.ts';
import { ADDED, closedRows, openRows } from '../rows.ts';
import type { Making } from './setting.ts';

/** All quarters that there can be. */
const EVER = { from: '1900-01-01', to: '2999-12-31' } as const;

const added = sql.raw(ADDED.map((column) => `sum(r.${column}) as ${column}`).join(', '));
const SIZES = sql`array_agg(r.size) filter (where r.size is not null)`;
const columns = sql.raw(ADDED.join(', '));

/** What sums are kept by; the other columns are left empty there. */
const GRAINS = {
  cells: ['attribution', 'partner_type', 'tier', 'region', 'segment', 'competitor'],
  partners: ['attribution', 'partner_type', 'tier', 'partner'],
  integrations: ['attribution', 'integration'],
  // an opportunity that several paid for counts with each
  incentives: ['attribution', 'incentive'],
} as const;
const TYPES = {
  attribution: 'text',
  partner_type: 'text',
  tier: 'text',
  region: 'text',
  segment: 'text',
  competitor: 'boolean',
  partner: 'text',
  integration: 'text',
  incentive: 'text',
} as const;
const NAMES = sql.raw(Object.keys(TYPES).join(', '));
type Grain = keyof typeof GRAINS;

export async function makeSums(tx: Transaction, making: Making): Promise<void> {
  const { program } = making;
  await tx.deleteFrom('opportunity_sums').where('program', '=', program).execute();
  for (const what of ['closed', 'open'] as const) {
    for (const grain of Object.keys(GRAINS) as Grain[]) {
      await sql`insert into opportunity_sums (program, grain, what, quarter, ${NAMES}, ${columns}, sizes)
        ${summed(rowsOf(what, making), program, grain, what)}`.execute(tx);
    }
  }
  await makeSizes(tx, program);
}

const rowsOf = (what: 'closed' | 'open', { program, month, asOf }: Making): RawBuilder<unknown> =>
  what === 'closed' ? closedRows(program, EVER) : openRows(program, EVER, month, asOf);

const PARTNERED = sql`where r.partner is not null`;

function summed(rows: RawBuilder<unknown>, program: string, grain: Grain, what: string): RawBuilder<unknown> {
  const own: readonly string[] = GRAINS[grain];
  const paid = grain === 'incentives';
  const column = (name: string): string => (name === 'incentive' ? 'i.incentive' : `r.${name}`);
  const values = Object.entries(TYPES).map(([name, type]) => (own.includes(name) ? column(name) : `null::${type}`));
  return sql`
    select ${program}, ${grain}, ${what}, r.quarter, ${sql.raw(values.join(', '))}, ${added}, ${SIZES}
    from (${rows}) r ${paid ? sql`left join lateral unnest(r.incentives) i (incentive) on true` : sql``} ${grain === 'partners' ? PARTNERED : sql``}
    group by r.quarter, ${sql.raw(own.map(column).join(', '))}`;
}

/** By which sizes of a quarter are kept; others are reckoned from the sizes of each deal. */
export const SIZE_SLICES: Readonly<Record<string, string>> = {
  all: 'null::text',
  partnerType: 'partner_type',
  tier: 'tier',
  region: 'region',
  segment: 'segment',
  partner: 'partner',
  integration: 'integration',
  incentive: 'i.incentive',
  competitor: "case when competitor then 'yes' when not competitor then 'no' end",
};

/**
 * Median of the sizes with the interval that holds it with a probability of 95 %, free of what they are distributed by: the
 * values at ranks n/2 ∓ 1.96·√n/2 (Campbell and Gardner, BMJ 296, 1988). Below six values there is no such interval.
 */
export const sizeColumns = (amount: string): RawBuilder<unknown> =>
  sql.raw(`count(*)::int as deals, sum(${amount})::bigint as total,
    case when count(*) >= 6 then (array_agg(${amount} order by ${amount}))[greatest(1, round(count(*) / 2.0 - 0.98 * sqrt(count(*))))::int] end as low,
    round(((array_agg(${amount} order by ${amount}))[(count(*)::int + 1) / 2] + (array_agg(${amount} order by ${amount}))[count(*)::int / 2 + 1]) / 2.0)::bigint as median,
    case when count(*) >= 6 then (array_agg(${amount} order by ${amount}))[least(count(*), round(1 + count(*) / 2.0 + 0.98 * sqrt(count(*))))::int] end as high`);

async function makeSizes(tx: Transaction, program: string): Promise<void> {
  await tx.deleteFrom('deal_sizes').where('program', '=', program).execute();
  for (const [slice, value] of Object.entries(SIZE_SLICES)) {
    await sql`
      insert into deal_sizes (program, slice, quarter, value, partnered, deals, total, low, median, high)
      select ${program}, ${slice}, quarter, ${sql.raw(value)}, attribution <> 'none', ${sizeColumns('amount')}
      from opportunities ${slice === 'incentive' ? sql`left join lateral unnest(incentives) i (incentive) on true` : sql``}
      where program = ${program} and outcome = 'won' and amount is not null
      group by quarter, ${sql.raw(slice === 'all' ? "attribution <> 'none'" : `${value}, attribution <> 'none'`)}`.execute(tx);
  }
}

/** Whether the sums are those of the opportunities: quarters in which they differ. */
export async function differingQuarters(db: Reader, making: Making): Promise<readonly string[]> {
  const differing = new Set<string>();
  for (const what of ['closed', 'open'] as const) {
    const { rows } = await sql<{ quarter: string }>`
      select coalesce(a.quarter, k.quarter) as quarter
      from (select r.quarter, sum(r.opportunities) as n, sum(r.amount) as amount, sum(r.won) as won, sum(r.won_amount) as won_amount
        from (${rowsOf(what, making)}) r group by 1) a
      full join (select quarter, sum(opportunities) as n, sum(amount) as amount, sum(won) as won, sum(won_amount) as won_amount
        from opportunity_sums where program = ${making.program} and grain = 'cells' and what = ${what} group by 1) k on k.quarter = a.quarter
      where (a.n, a.amount, a.won, a.won_amount) is distinct from (k.n, k.amount, k.won, k.won_amount)`.execute(db);
    for (const { quarter } of rows) differing.add(quarter);
  }
  return [...differing].sort();
}
