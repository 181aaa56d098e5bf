import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import { type Asked, passing, type Slice, sliceOf, usesOnly } from './asked.ts';
import { ENROLLMENT_SLICES } from './read-enrollments.ts';
import { slicedRows } from './read-opportunities.ts';
import { COST_SLICES, RENEWAL_SLICES, USE_SLICES } from './read-others.ts';

/** Of these a program has few values. */
const FEW: readonly Slice[] = ['partnerType', 'tier', 'competitor'];

export interface LargestSlices {
  readonly values: readonly string[];
  /** Beyond these. */
  readonly more: number;
}

/**
 * Values of a slice with the most to tell in the quarters: by amounts of opportunities, due renewals and costs. undefined: there
 * are no more than so many.
 */
export async function largestSlices(db: Reader, { among: _, ...asked }: Asked, most: number): Promise<LargestSlices | undefined> {
  const { by } = asked;
  if (by === undefined || FEW.includes(by)) return undefined;
  const { rows } = await sql<{ readonly slice: string; readonly slices: number }>`
    select w.slice, (count(*) over ())::int as slices from (${sql.join(weightsOf(asked, by), sql` union all `)}) w
    where w.slice is not null group by w.slice order by sum(w.weight) desc, w.slice limit ${most}`.execute(db);
  const slices = rows[0]?.slices ?? 0;
  return slices > most ? { values: rows.map(({ slice }) => slice), more: slices - most } : undefined;
}

/** What there is of each value, by whatever knows of it. */
function weightsOf(asked: Asked, by: Slice): readonly RawBuilder<unknown>[] {
  const { program, from, to, filter } = asked;
  const opportunities = (['closed', 'open'] as const).map((what) => {
    const { rows, slice, isPassing } = slicedRows(what, asked);
    return sql`select ${slice} as slice, sum(r.amount + r.opportunities) as weight from ${rows} where ${isPassing} group by 1`;
  });
  const others: readonly (readonly [readonly Slice[], string, string])[] = [
    [COST_SLICES, 'sum(abs(r.amount))', 'program_costs r'],
    [RENEWAL_SLICES, 'sum(coalesce(r.due, 0))', 'renewals r'],
    [ENROLLMENT_SLICES.filter((slice) => slice !== 'integration' && slice !== 'incentive'), '0', 'enrollment_quarters r'],
  ];
  const dated = others
    .filter(([slices]) => usesOnly(asked, slices))
    .map(
      ([, weight, rows]) => sql`select ${sliceOf(by)}, ${sql.raw(weight)} from ${sql.raw(rows)}
        where r.program = ${program} and r.quarter between ${from}::date and ${to}::date and ${passing(filter, false)} group by 1`,
    );
  const uses = usesOnly(
    asked,
    USE_SLICES.filter((slice) => slice !== 'tier'),
  );
  return [
    ...opportunities,
    ...dated,
    ...(uses
      ? [sql`select ${sliceOf(by)}, 0 from integration_uses r where r.program = ${program} and ${passing(filter, false)} group by 1`]
      : []),
  ];
}
