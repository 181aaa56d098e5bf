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
  partnerType: 'o.partner_type',
  tier: 'o.tier',
  region: 'o.region',
  segment: 'o.segment',
  partner: 'o.partner',
  integration: 'o.integration',
  incentive: 'i.incentive',
  competitor: "case when o.competitor then 'yes' when not o.competitor then 'no' end",
};

/**
 * Sizes of rows d by quarter, slice and partnered: n of them in each group, their total, the median, and the interval that holds
 * it with a probability of 95 %, free of what they are distributed by: the values at ranks n/2 ∓ 1.96·√n/2 (Campbell and
 * Gardner, BMJ 296, 1988). Below six values there is no such interval. The value at rank k is that at the share (k − ½)/n,
 * which one sort of the bare amounts gives for all of them.
 */
export const sizesOf = (rows: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select g.quarter, g.slice, g.partnered, g.n as deals, g.total, case when g.n >= 6 then g.at[1] end as low,
    round((g.at[2] + g.at[3]) / 2.0)::bigint as median, case when g.n >= 6 then g.at[4] end as high
  from (
    select d.quarter, d.slice, d.partnered, d.n, sum(d.size)::bigint as total,
      percentile_disc(array[${share('greatest(1, round(d.n / 2.0 - 0.98 * sqrt(d.n)))')}, ${share('(d.n + 1) / 2')}, ${share('d.n / 2 + 1')},
        ${share('least(d.n, round(1 + d.n / 2.0 + 0.98 * sqrt(d.n)))')}]) within group (order by d.size) as at
    from (${rows}) d group by 1, 2, 3, 4
  ) g`;

const share = (rank: string): RawBuilder<unknown> => sql.raw(`((${rank})::float8 - 0.5) / d.n`);

async function makeSizes(tx: Transaction, program: string): Promise<void> {
  await tx.deleteFrom('deal_sizes').where('program', '=', program).execute();
  for (const [name, value] of Object.entries(SIZE_SLICES)) {
    const slice = sql.raw(value);
    await sql`
      insert into deal_sizes (program, slice, quarter, value, partnered, deals, total, low, median, high)
      select ${program}, ${name}, s.* from (${sizesOf(sql`
        select o.quarter, ${slice} as slice, o.attribution <> 'none' as partnered, o.amount as size,
          (count(*) over (partition by o.quarter, ${slice}, o.attribution <> 'none'))::int as n
        from opportunities o ${name === 'incentive' ? sql`left join lateral unnest(o.incentives) i (incentive) on true` : sql``}
        where o.program = ${program} and o.outcome = 'won' and o.amount is not null`)}) s`.execute(tx);
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
