import { type RawBuilder, sql } from 'kysely';

/** What figures are sliced by, and filtered to. */
export const SLICES = ['partnerType', 'tier', 'region', 'segment', 'partner', 'incentive', 'integration', 'competitor'] as const;
export type Slice = (typeof SLICES)[number];

/** In a filter: that there is none, such as no partner. */
export const NONE = '-';

export type Filter = Readonly<Partial<Record<Slice, string>>>;

export interface Asked {
  readonly program: string;
  /** First days of the first and the last fiscal quarter. */
  readonly from: string;
  readonly to: string;
  /** A figure for each quarter, or one for all of them together. */
  readonly per: 'quarter' | 'range';
  readonly by?: Slice | undefined;
  readonly filter: Filter;
  /** Values of the slice that are told, beside none; missing: all. */
  readonly among?: readonly string[] | undefined;
  /** Values of the slice that alone are told, without none. */
  readonly only?: readonly string[] | undefined;
  readonly asOf: string;
  readonly month: number;
}

/** Which quarter a row is of, or the first of all asked. */
export interface Keyed {
  readonly quarter: string;
  /** Missing where nothing is sliced; null: none. */
  readonly slice: string | null;
}

const COLUMNS: Readonly<Record<Exclude<Slice, 'incentive' | 'competitor'>, string>> = {
  partnerType: 'partner_type',
  tier: 'tier',
  region: 'region',
  segment: 'segment',
  partner: 'partner',
  integration: 'integration',
};

const COMPETITOR = "case when r.competitor then 'yes' when not r.competitor then 'no' end";

/** A slice's value of a row r, as text. */
export function sliceValue(slice: Slice, incentive = 'r.incentive'): RawBuilder<string | null> {
  if (slice === 'competitor') return sql.raw(COMPETITOR);
  return sql.raw(slice === 'incentive' ? incentive : `r.${COLUMNS[slice]}`);
}

/** The same of a slice that is asked for, or of none. */
export const sliceOf = (by: Slice | undefined): RawBuilder<string | null> => (by === undefined ? sql`null::text` : sliceValue(by));

/** Rows r that a filter lets through. `incentives`: rows have a list of them, not one. */
export function passing(filter: Filter, incentives: boolean): RawBuilder<unknown> {
  const tests = Object.entries(filter).map(([slice, value]) => {
    if (slice === 'incentive' && incentives)
      return value === NONE ? sql`r.incentives = '{}'` : sql`r.incentives <> '{}' and r.incentives @> array[${value}]::text[]`;
    if (slice === 'competitor' && value !== NONE) return value === 'yes' ? sql`r.competitor` : sql`not r.competitor`;
    const column = sliceValue(slice as Slice);
    return value === NONE ? sql`${column} is null` : sql`${column} = ${value}`;
  });
  return tests.length === 0 ? sql`true` : sql.join(tests, sql` and `);
}

/** Rows r of values that are told. */
export function amongst({ by, among, only }: Asked, slice: RawBuilder<unknown>): RawBuilder<unknown> {
  if (by === undefined) return sql`true`;
  if (only !== undefined) return sql`${slice} = any(${[...only]}::text[])`;
  return among === undefined ? sql`true` : sql`(${slice} is null or ${slice} = any(${[...among]}::text[]))`;
}

/** Which quarter a row's quarter is told as. */
export const bucketOf = ({ per, from }: Asked): RawBuilder<string> => (per === 'range' ? sql`${from}::date` : sql.raw('r.quarter'));

export const usesOnly = ({ by, filter }: Pick<Asked, 'by' | 'filter'>, slices: readonly Slice[]): boolean =>
  (by === undefined || slices.includes(by)) && Object.keys(filter).every((slice) => slices.includes(slice as Slice));
