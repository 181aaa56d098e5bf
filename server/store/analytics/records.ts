import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import { type Asked, passing } from './asked.ts';
import { enrollmentRangeRows, enrollmentRows } from './read-enrollments.ts';
import { jointCustomerRows } from './read-others.ts';
import { tierHeld } from './tier-held.ts';

/*
 * The records behind a figure: which of a table's rows make its numerator, its denominator, or were left out. A condition
 * has a name, and the sums count by the same one.
 */

const PARTNERED = "r.attribution <> 'none'";

/** Conditions on a row r. */
export const CONDITIONS = {
  closed: {
    closed: 'true',
    'closed-with': PARTNERED,
    'closed-sourced': "r.attribution = 'sourced'",
    'closed-influenced': "r.attribution = 'influenced'",
    'closed-without': "r.attribution = 'none'",
    won: "r.outcome = 'won'",
    'won-with': `r.outcome = 'won' and ${PARTNERED}`,
    'won-sourced': "r.outcome = 'won' and r.attribution = 'sourced'",
    'won-influenced': "r.outcome = 'won' and r.attribution = 'influenced'",
    'won-without': "r.outcome = 'won' and r.attribution = 'none'",
    'sized-with': `r.outcome = 'won' and r.amount is not null and ${PARTNERED}`,
    'sized-without': "r.outcome = 'won' and r.amount is not null and r.attribution = 'none'",
    'new-customers': "r.outcome = 'won' and r.customer_new",
    'new-customers-sourced': "r.outcome = 'won' and r.customer_new and r.attribution = 'sourced'",
    'new-unknown': "r.outcome = 'won' and r.customer_new is null",
    'amount-unknown': "r.outcome = 'won' and r.amount is null",
    'margin-with': `r.outcome = 'won' and r.margin is not null and ${PARTNERED}`,
  },
  open: {
    open: 'true',
    'open-with': PARTNERED,
    'open-sourced': "r.attribution = 'sourced'",
    'open-influenced': "r.attribution = 'influenced'",
    'open-unknown': 'r.amount is null',
  },
  enrollments: {
    whole: 'r.at_start and r.at_end',
    active: 'r.at_start and r.at_end and r.actions > 0',
    started: 'r.at_start',
    stayed: 'r.at_start and r.at_end',
    joined: 'not r.at_start and r.joined',
    left: 'r.at_start and not r.at_end',
    cohort: 'r.joined and r.known',
    acted: 'r.joined and r.known and r.first_on is not null',
    'cohort-unknown': 'r.joined and not r.known',
  },
  uses: { joint: 'true', using: 'r.used' },
  renewals: {
    due: 'r.renewed is not null',
    renewed: 'r.renewed',
    'due-integrated': 'r.renewed is not null and r.integrated',
    'renewed-integrated': 'r.renewed and r.integrated',
    'due-plain': 'r.renewed is not null and r.integrated is not true',
    'renewed-plain': 'r.renewed and r.integrated is not true',
    'due-unknown': 'r.renewed is null',
  },
  costs: {
    counted: 'r.left_out is null',
    incentives: "r.left_out is null and r.kind = 'incentives'",
    'in-ledger': "r.left_out = 'in-ledger'",
  },
} as const;

type Conditions = typeof CONDITIONS;
type OfTable = { [Table in keyof Conditions]: { readonly of: Table; readonly which: keyof Conditions[Table] } }[keyof Conditions];

export type RecordsOf = OfTable & {
  /** Those of the same quarters a year before. */
  readonly yearBefore?: true;
  /** Of all customers of a region, segment or rival, whatever partner is asked for. */
  readonly direct?: true;
};

/** A record, by the names of its table's columns. */
export interface FoundRecord {
  readonly quarter: string;
  /** Its name among the records of its quarter. */
  readonly key: string;
  readonly [column: string]: unknown;
}

/** Of those who enrolled in a quarter; the others are counted over all quarters that are asked for together. */
const OF_THEIR_QUARTER: ReadonlySet<string> = new Set(['cohort', 'acted', 'cohort-unknown'] satisfies (keyof Conditions['enrollments'])[]);

/** Rows r with their key and what is shown of them. */
function source({ of, which }: RecordsOf, asked: Asked): { readonly rows: RawBuilder<unknown>; readonly incentives: boolean } {
  const { program, from, to } = asked;
  const within = sql`between ${from}::date and ${to}::date`;
  const shown = sql.raw(
    'o.id as key, o.id, o.customer, o.customer_new, o.created_on, o.stage, o.outcome, o.closed_on, o.amount, o.margin, o.attribution, o.evidence, o.doubt, o.partner, o.partner_type, o.region, o.segment, o.competitor, o.integration, o.campaigns, o.incentives',
  );
  switch (of) {
    case 'closed':
      return {
        rows: sql`select o.quarter, ${shown}, o.tier from opportunities o where o.program = ${program} and o.quarter ${within}`,
        incentives: true,
      };
    case 'open': {
      const last = sql`least((${to}::date + interval '3 months')::date - 1, ${asked.asOf}::date)`;
      return {
        rows: sql`select ${to}::date as quarter, ${shown}, t.tier from opportunities o ${tierHeld('o', last, program)}
          where o.program = ${program} and o.created_on <= ${last}
          and (o.closed_on is null or o.closed_on > ${last}) and (o.stale_on is null or o.stale_on > ${last})`,
        incentives: true,
      };
    }
    case 'enrollments': {
      const rows = asked.per === 'range' && !OF_THEIR_QUARTER.has(which) ? enrollmentRangeRows(asked) : enrollmentRows(asked);
      return { rows: sql`select e.*, e.partner || ' ' || e.partner_type as key from (${rows}) e`, incentives: false };
    }
    case 'uses':
      return {
        rows: sql`select u.*, u.integration || ' ' || u.customer as key from (${jointCustomerRows({ ...asked, from: asked.to })}) u`,
        incentives: false,
      };
    case 'renewals':
      return {
        rows: sql`select quarter, id as key, id, customer, due_on, due, renewed, amount, partner, partner_type, tier, region, segment, integration,
          integrated from renewals where program = ${program} and quarter ${within} and due_on <= ${asked.asOf}::date`,
        incentives: false,
      };
    case 'costs':
      return {
        rows: sql`select quarter, origin || ' ' || id as key, id, origin, kind, spent_on, amount, partner, partner_type, tier, region, segment,
          integration, incentive, campaign, left_out from program_costs where program = ${program} and quarter ${within}`,
        incentives: false,
      };
  }
}

export interface RecordPage {
  readonly records: readonly FoundRecord[];
  readonly next?: string;
}

/** One page of the records, by quarter and key. `after`: `next` of the page before. */
export async function readRecords(
  db: Reader,
  what: RecordsOf,
  asked: Asked,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<RecordPage> {
  const { rows, incentives } = source(what, asked);
  const condition = (CONDITIONS[what.of] as Readonly<Record<string, string>>)[what.which] ?? 'false';
  const [quarter = '', ...rest] = (after ?? '').split('~');
  const from = after === undefined ? sql`true` : sql`(r.quarter, r.key) > (${quarter}::date, ${rest.join('~')}::text)`;
  const found = await sql<FoundRecord>`
    select r.* from (${rows}) r where ${sql.raw(condition)} and ${passing(asked.filter, incentives)} and ${from}
    order by r.quarter, r.key limit ${limit + 1}`.execute(db);
  const records = found.rows.slice(0, limit);
  const last = records.at(-1);
  return { records, ...(found.rows.length > limit && last && { next: `${last.quarter}~${last.key}` }) };
}

/** Whether it is what a page before gave as `next`. */
export const isCursor = (text: string): boolean => /^\d{4}-\d{2}-\d{2}~./.test(text);
