import { type RecordsOf, readRecords } from '../store/analytics/records.ts';
import type { Store } from '../store/open-store.ts';
import type { Reckoning } from './analytics.ts';
import type { Asking } from './asking.ts';
import { METHODS, type Method, ofCustomers } from './incremental.ts';
import { MEASURE_IDS, MEASURES } from './measures/index.ts';
import type { Measure, OutcomeMeasure } from './measures/measure.ts';
import { lastDay } from './periods.ts';
import { quarterName, quartersBetween, quartersLater } from './quarters.ts';
import { reckon } from './reckon.ts';
import { moneyText, showMeasure } from './show.ts';

/** What is told of a measure: made of its definition, which is also what reckons it. */
export function definitionOf(measure: Measure) {
  const { id, name, group, definition, numerator, denominator, reckoned, unit, parts, better, estimate, slices, beside, leaves, behind } =
    measure;
  const { behindLeftOut = {}, difference } = measure;
  return {
    id,
    name,
    group,
    definition,
    numerator,
    denominator,
    reckoned,
    unit,
    parts,
    better,
    ...(estimate && { estimate }),
    slices,
    beside: Object.entries(beside).map(([name, one]) => ({ name, ...one })),
    ...(difference !== undefined && { difference }),
    leftOut: Object.entries(leaves).map(([reason, why]) => ({ reason, why, opens: reason in behindLeftOut })),
    records: Object.entries(behind).map(([figure, parts]) => ({ figure, parts: Object.keys(parts) })),
  };
}

export const definitions = () => ({
  measures: MEASURE_IDS.map((id) => definitionOf(MEASURES[id])),
  methods: Object.entries(METHODS).map(([id, says]) => ({ id, says })),
});

/** A page: figures of measures by quarter, or of all of them together. */
export async function figuresOf({ store }: { readonly store: Store }, reckoning: Reckoning, { asked, ids, method }: Asking) {
  const { program, currency, digits, month, asOf, made } = reckoning;
  const { from, to, per, by, filter } = asked;
  const reckoned = await reckon(store.db, asked, ids, method);
  return {
    program,
    currency,
    asOf,
    madeAt: made.at.toISOString(),
    from,
    to: lastDay(to),
    per,
    ...(by !== undefined && { by }),
    filter,
    method,
    quarters: quartersBetween(from, to).map((quarter) => ({
      from: quarter,
      to: lastDay(quarter),
      name: quarterName(quarter, month),
      ...(lastDay(quarter) > asOf && { running: true }),
    })),
    measures: reckoned.map((one) => showMeasure(one, digits)),
  };
}

export type Figures = Awaited<ReturnType<typeof figuresOf>>;

export interface RecordsAsked {
  readonly measure: OutcomeMeasure;
  /** `value`, or the name of a figure beside it. */
  readonly figure: string;
  readonly part: 'numerator' | 'denominator' | 'left-out';
  readonly reason?: string | undefined;
  /** Of a baseline: by which it is estimated. */
  readonly method?: Method | undefined;
}

/** Which records make a part of a figure; undefined: the measure has no such. */
export function recordsOf({ measure: id, figure, part, reason, method = 'prior-period' }: RecordsAsked): RecordsOf | undefined {
  const { behind, behindLeftOut = {} } = MEASURES[id];
  if (part === 'left-out') return reason === undefined ? undefined : behindLeftOut[reason];
  const found = Object.hasOwn(behind, figure) ? behind[figure]?.[part] : undefined;
  return found === undefined || 'of' in found ? found : found[method];
}

const QUARTERS_A_YEAR = 4;
const AMOUNTS: ReadonlySet<string> = new Set(['amount', 'margin', 'due']);
const KEPT_BACK: ReadonlySet<string> = new Set(['key', 'program']);

/** The records behind a part of a figure, a page of them. */
export async function recordsPage(
  { store }: { readonly store: Store },
  { digits }: Reckoning,
  of: RecordsOf,
  { asked }: { readonly asked: Asking['asked'] },
  page: { readonly limit: number; readonly after?: string | undefined },
) {
  const { from, to, filter } = asked;
  const time =
    of.yearBefore === true ? { from: quartersLater(from, -QUARTERS_A_YEAR), to: quartersLater(to, -QUARTERS_A_YEAR) } : { from, to };
  const { records, next } = await readRecords(
    store.db,
    of,
    { ...asked, ...time, filter: of.direct === true ? ofCustomers(filter) : filter },
    page,
  );
  return {
    kind: of.of === 'closed' || of.of === 'open' ? 'opportunities' : of.of,
    records: records.map((record) =>
      Object.fromEntries(
        Object.entries(record).flatMap(([name, value]) => {
          if (KEPT_BACK.has(name) || value === null) return [];
          return [[camel(name), AMOUNTS.has(name) && typeof value === 'number' ? moneyText(value, digits) : value]];
        }),
      ),
    ),
    ...(next !== undefined && { next }),
  };
}

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
