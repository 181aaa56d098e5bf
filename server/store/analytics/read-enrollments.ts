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

/** By enrollment: integrations of the partner from their first use on, and incentives that paid it in the quarter; each once. */
const WITH: Readonly<Partial<Record<Slice, (asked: Rows) => RawBuilder<unknown>>>> = {
  integration: ({ program }) => sql`left join (select partner, partner_type, integration, min(since) as since from integration_uses
    where program = ${program} group by 1, 2, 3) n
    on n.partner = e.partner and n.partner_type = e.partner_type and n.since < e.quarter + interval '3 months'`,
  incentive: ({ program, from, to }) => sql`left join (select distinct partner, partner_type, quarter, incentive from program_costs
    where program = ${program} and incentive is not null and quarter between ${from}::date and ${to}::date) p
    on p.partner = e.partner and p.partner_type = e.partner_type and p.quarter = e.quarter`,
};

type Rows = Pick<Asked, 'program' | 'from' | 'to' | 'by' | 'filter'>;

/** Rows of enrollments in the quarters, with the slices that are asked for. */
export function enrollmentRows(asked: Rows): RawBuilder<unknown> {
  const { program, from, to, by, filter } = asked;
  const uses = (slice: Slice): boolean => by === slice || slice in filter;
  const column = (slice: Slice, alias: string): RawBuilder<unknown> =>
    sql.raw(uses(slice) ? `${alias}.${slice}` : `null::text as ${slice}`);
  const joins = (['integration', 'incentive'] as const).map((slice) => (uses(slice) ? WITH[slice]?.(asked) : undefined) ?? sql``);
  return sql`select e.*, ${column('integration', 'n')}, ${column('incentive', 'p')} from enrollment_quarters e ${joins[0]} ${joins[1]}
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
