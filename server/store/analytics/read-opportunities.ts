import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import { type Asked, amongst, bucketOf, type Keyed, passing, type Slice, sliceValue, usesOnly } from './asked.ts';
import { SIZE_SLICES, sizesOf } from './making/sums.ts';
import { ADDED, closedRows, openRows } from './rows.ts';
import type { Attribution } from './tables.ts';

export type Added = Readonly<Record<(typeof ADDED)[number], number>>;

/** Sums of opportunities that were won and lost, or are open at the end of the quarter. */
export interface OpportunityRow extends Keyed, Added {
  readonly attribution: Attribution;
  /** Where they were asked for. */
  readonly region?: string | null;
  readonly segment?: string | null;
}

/** By these sums are kept together, without the partner. */
const CELLS: readonly Slice[] = ['partnerType', 'tier', 'region', 'segment', 'competitor'];
/** And by these for each partner. */
const PARTNERS: readonly Slice[] = ['partnerType', 'tier', 'partner'];

const WHOLE = new Set(['amount', 'won_amount', 'margin_revenue', 'margin']);
const SUMS = ADDED.map((name) =>
  name === 'won_squares' ? `sum(r.${name}) as ${name}` : `coalesce(sum(r.${name}), 0)::${WHOLE.has(name) ? 'bigint' : 'int'} as ${name}`,
).join(', ');

/** `strata`: by region and segment too, where sums are kept by them. */
export async function readOpportunities(
  db: Reader,
  what: 'closed' | 'open',
  given: Asked,
  { strata = false }: { readonly strata?: boolean } = {},
): Promise<readonly OpportunityRow[]> {
  // what is open is so at the end of what is asked for
  const asked = what === 'open' && given.per === 'range' ? { ...given, from: given.to } : given;
  const { rows, slice, isPassing } = slicedRows(what, asked);
  const more = strata && isStratified(asked) ? sql`, r.region as region, r.segment as segment` : sql``;
  const { rows: found } = await sql<OpportunityRow>`
    select ${bucketOf(asked)} as quarter, ${slice} as slice, r.attribution ${more}, ${sql.raw(SUMS)}
    from ${rows} where ${isPassing}
    group by 1, 2, 3 ${strata && isStratified(asked) ? sql`, 4, 5` : sql``}`.execute(db);
  return found;
}

export const isStratified = (asked: Pick<Asked, 'by' | 'filter'>): boolean => usesOnly(asked, CELLS);

interface SlicedRows {
  /** Rows r. */
  readonly rows: RawBuilder<unknown>;
  readonly slice: RawBuilder<string | null>;
  /** Of rows that are asked for. */
  readonly isPassing: RawBuilder<unknown>;
}

/** Rows that are asked for, an opportunity that several incentives paid for once for each where that is the slice. */
export function slicedRows(what: 'closed' | 'open', asked: Asked): SlicedRows {
  const { by, filter } = asked;
  const single = usesOnly(asked, ['incentive']);
  const unnested = by === 'incentive' && !single ? sql`left join lateral unnest(r.incentives) i (incentive) on true` : sql``;
  const slice = by === undefined ? sql<null>`null::text` : sliceValue(by, single ? 'r.incentive' : 'i.incentive');
  return {
    rows: sql`(${rowsOf(what, asked)}) r ${unnested}`,
    slice,
    isPassing: sql`${passing(filter, !single)} and ${amongst(asked, slice)}`,
  };
}

/** Rows r that add up to what is asked for: as few as there are sums of. */
function rowsOf(what: 'closed' | 'open', asked: Asked): RawBuilder<unknown> {
  const { program, from, to, month, asOf } = asked;
  const kept = (grain: string, more = sql``) => sql`
    select * from opportunity_sums where program = ${program} and grain = ${grain} and what = ${what}
      and quarter between ${from}::date and ${to}::date ${more}`;
  if (usesOnly(asked, CELLS)) return kept('cells');
  if (usesOnly(asked, PARTNERS)) return sql`${kept('partners')} union all ${kept('cells', sql`and attribution = 'none'`)}`;
  if (usesOnly(asked, ['integration'])) return kept('integrations');
  if (usesOnly(asked, ['incentive'])) return kept('incentives');
  const single = what === 'closed' ? closedRows(program, { from, to }) : openRows(program, { from, to }, month, asOf);
  return sql`select o.*, case when o.size is not null then array[o.size] end as sizes from (${single}) o`;
}

export interface SizeRow extends Keyed {
  readonly partnered: boolean;
  readonly deals: number;
  readonly total: number;
  readonly low: number | null;
  readonly median: number;
  readonly high: number | null;
}

/** Sizes of won deals, with a partner and without. */
export async function readSizes(db: Reader, asked: Asked): Promise<readonly SizeRow[]> {
  const { program, from, to, per, by, filter } = asked;
  const { rows: deals, slice, isPassing } = slicedRows('closed', asked);
  const name = by ?? 'all';
  if (per === 'quarter' && Object.keys(filter).length === 0 && name in SIZE_SLICES) {
    const { rows } = await sql<SizeRow>`
      select quarter, value as slice, partnered, deals, total, low, median, high from deal_sizes
      where program = ${program} and slice = ${name} and quarter between ${from}::date and ${to}::date
        and ${amongst(asked, sql`value`)}`.execute(db);
    return rows;
  }
  const group = sql`${bucketOf(asked)}, ${slice}, r.attribution <> 'none'`;
  const { rows } = await sql<SizeRow>`${sizesOf(sql`
    select k.quarter, k.slice, k.partnered, k.n, s.size
    from (
      select ${bucketOf(asked)} as quarter, ${slice} as slice, r.attribution <> 'none' as partnered, r.sizes,
        (sum(cardinality(r.sizes)) over (partition by ${group}))::int as n
      from ${deals}
      where ${isPassing} and r.sizes is not null
    ) k cross join lateral unnest(k.sizes) s (size)`)}`.execute(db);
  return rows;
}
