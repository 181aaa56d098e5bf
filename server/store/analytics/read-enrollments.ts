import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import { type Asked, amongst, bucketOf, type Keyed, passing, type Slice, sliceOf } from './asked.ts';

/** Enrollments are sliced by what they are, by integrations of the partner and by incentives that paid it; these overlap. */
export const ENROLLMENT_SLICES: readonly Slice[] = ['partnerType', 'tier', 'region', 'segment', 'partner', 'integration', 'incentive'];

export interface EnrollmentRow extends Keyed {
  /** Enrolled on the first day; and on the last. */
  readonly started: number;
  readonly whole: number;
  /** Of these, with commercial activity. */
  readonly active: number;
  /** Not for the whole of it: those who joined, those who left. */
  readonly joined: number;
  readonly left: number;
}

type Rows = Pick<Asked, 'program' | 'from' | 'to' | 'per' | 'by' | 'filter'>;

/**
 * Rows of enrollments in the quarters, with the slices that are asked for: of integrations (that customers used by the end of the
 * quarter) and incentives (that paid it in the quarter) one for each. Of several quarters together with the tier of the first.
 */
export function enrollmentRows({ program, from, to, per, by, filter }: Rows): RawBuilder<unknown> {
  const uses = (slice: Slice): boolean => by === slice || slice in filter;
  const each = (slice: 'integration' | 'incentive'): RawBuilder<unknown> =>
    uses(slice) ? sql.raw(`left join lateral unnest(e.${slice}s) ${slice}s (${slice}) on true`) : sql``;
  const column = (slice: Slice): RawBuilder<unknown> => sql.raw(uses(slice) ? `${slice}s.${slice}` : `null::text as ${slice}`);
  const tier =
    per === 'range' && uses('tier')
      ? sql`first_value(e.tier) over (partition by e.partner, e.partner_type order by e.quarter)`
      : sql`e.tier`;
  return sql`select e.program, e.quarter, e.partner, e.partner_type, ${tier} as tier, e.region, e.segment, e.enrolled_on, e.ended_on, e.at_start,
      e.at_end, e.actions, e.joined, e.first_on, e.known, ${column('integration')}, ${column('incentive')}
    from enrollment_quarters e ${each('integration')} ${each('incentive')}
    where e.program = ${program} and e.quarter between ${from}::date and ${to}::date`;
}

export async function readEnrollments(db: Reader, asked: Asked): Promise<readonly EnrollmentRow[]> {
  const { from, to, per, by, filter } = asked;
  const first = per === 'range' ? sql`r.quarter = ${from}::date` : sql`true`;
  const last = per === 'range' ? sql`r.quarter = ${to}::date` : sql`true`;
  const slice = sliceOf(by);
  const { rows } = await sql<EnrollmentRow>`
    select b.quarter, b.slice,
      (count(*) filter (where b.started))::int as started, (count(*) filter (where b.started and b.ended))::int as whole,
      (count(*) filter (where b.started and b.ended and b.actions > 0))::int as active,
      (count(*) filter (where not b.started))::int as joined, (count(*) filter (where b.started and not b.ended))::int as left
    from (
      select ${bucketOf(asked)} as quarter, ${slice} as slice, r.partner, r.partner_type,
        bool_or(r.at_start and ${first}) as started, bool_or(r.at_end and ${last}) as ended, sum(r.actions) as actions
      from (${enrollmentRows(asked)}) r
      where ${passing(filter, false)} and ${amongst(asked, slice)} and (r.at_start or r.at_end or r.joined)
      group by 1, 2, 3, 4
    ) b
    group by 1, 2`.execute(db);
  return rows;
}

/** Enrollments in all quarters together, as `readEnrollments` counts them: at the start of the first, at the end of the last. */
export const enrollmentRangeRows = (asked: Asked): RawBuilder<unknown> => {
  const { from, to, filter } = asked;
  const last = (column: string) => sql.raw(`(array_agg(r.${column} order by r.quarter desc))[1] as ${column}`);
  return sql`
    select g.*, not g.at_start as joined from (
      select ${from}::date as quarter, r.partner, r.partner_type, (array_agg(r.tier order by r.quarter))[1] as tier, ${last('region')},
        ${last('segment')}, ${last('enrolled_on')}, ${last('ended_on')}, bool_or(r.at_start and r.quarter = ${from}::date) as at_start,
        bool_or(r.at_end and r.quarter = ${to}::date) as at_end, sum(r.actions)::int as actions, ${last('first_on')}, ${last('known')},
        max(r.integration) as integration, max(r.incentive) as incentive
      from (${enrollmentRows(asked)}) r
      where ${passing(filter, false)} and (r.at_start or r.at_end or r.joined)
      group by r.partner, r.partner_type
    ) g`;
};

export interface FirstActivityRow extends Keyed {
  /** Days to the first commercial activity; of those who had none, to the end of the enrollment or to today. */
  readonly days: number;
  readonly acted: boolean;
  readonly enrollments: number;
  /** Enrolled before the record begins: what they did first isn't known. */
  readonly unknown: number;
}

/** Of those who enrolled in the quarter. */
export async function readFirstActivities(db: Reader, asked: Asked): Promise<readonly FirstActivityRow[]> {
  const { by, filter, asOf } = asked;
  const slice = sliceOf(by);
  const { rows } = await sql<FirstActivityRow>`
    select ${bucketOf(asked)} as quarter, ${slice} as slice,
      ${firstDays(asOf)} as days, ${ACTED} as acted,
      (count(*) filter (where r.known))::int as enrollments, (count(*) filter (where not r.known))::int as unknown
    from (${enrollmentRows(asked)}) r
    where r.joined and ${passing(filter, false)} and ${amongst(asked, slice)}
    group by 1, 2, 3, 4`.execute(db);
  return rows;
}

/** A first activity before the day of enrollment, as of a registration that came with the application, is one on that day. */
const ACTED = sql`(r.first_on is not null and (r.ended_on is null or r.first_on <= r.ended_on))`;
const firstDays = (asOf: string): RawBuilder<number> => sql`
  greatest(0, case when ${ACTED} then r.first_on - r.enrolled_on else least(coalesce(r.ended_on, ${asOf}::date), ${asOf}::date) - r.enrolled_on end)`;
