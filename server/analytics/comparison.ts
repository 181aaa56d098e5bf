import { dayToIso } from '../engine/facts/render.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Store } from '../store/open-store.ts';
import type { Reckoning } from './analytics.ts';
import { type Asking, AskingError } from './asking.ts';
import type { Measure } from './measures/measure.ts';
import { lastDay } from './periods.ts';
import { quarterOf, quartersBetween, quartersLater } from './quarters.ts';
import { type ReckonedCell, type ReckonedMeasure, reckon } from './reckon.ts';
import { type ShownCell, showCell, shownDifference } from './show.ts';
import { newcombe } from './statistics/newcombe.ts';

export interface Period {
  /** First days of the first and the last quarter. */
  readonly from: string;
  readonly to: string;
}

/** Figures of two periods, side by side, each of all its quarters together. */
export async function compareOf(
  { store }: { readonly store: Store },
  reckoning: Reckoning,
  { asked, ids, method }: Asking,
  before: Period,
) {
  const range = { ...asked, per: 'range' } as const;
  const [then, now] = await Promise.all([reckon(store.db, { ...range, ...before }, ids, method), reckon(store.db, range, ids, method)]);
  return {
    program: reckoning.program,
    currency: reckoning.currency,
    before: told(before),
    after: told(asked),
    ...(asked.by !== undefined && { by: asked.by }),
    filter: asked.filter,
    method,
    measures: now.map((measure, index) => sideBySide(measure, then[index], reckoning.digits)),
  };
}

const told = ({ from, to }: Period) => ({ from, to: lastDay(to) });

function sideBySide({ measure, cells, unsliced }: ReckonedMeasure, then: ReckonedMeasure | undefined, digits: number) {
  const earlier = new Map((then?.cells ?? []).map((cell) => [cell.slice, cell]));
  const slices = [...new Set([...cells.map(({ slice }) => slice), ...earlier.keys()])];
  const now = new Map(cells.map((cell) => [cell.slice, cell]));
  return {
    id: measure.id,
    ...(unsliced !== undefined && { unsliced }),
    figures: slices.map((slice) => ({
      ...(slice !== undefined && { slice }),
      ...changeOf(measure, earlier.get(slice), now.get(slice), digits),
    })),
  };
}

/** A figure before and after, and what changed; of a rate with the interval of the change. */
export function changeOf(measure: Measure, before: ReckonedCell | undefined, after: ReckonedCell | undefined, digits: number) {
  const change = measure.unit === 'rate' && before && after ? newcombe(shareOf(after), shareOf(before)) : undefined;
  const show = (cell: ReckonedCell | undefined): ShownCell | null => (cell === undefined ? null : showCell(measure, cell, digits));
  const difference = before?.value === undefined || after?.value === undefined ? undefined : { value: after.value - before.value };
  return {
    before: show(before),
    after: show(after),
    change: difference === undefined ? null : shownDifference(measure, { ...difference, ...change }, digits),
    // nobody celebrates what chance may have made
    ...(change !== undefined && { maybeChance: change.low <= 0 && change.high >= 0 }),
  };
}

const shareOf = ({ numerator, denominator }: ReckonedCell) => ({ successes: numerator, of: denominator });

/** Quarters that lie wholly in the time in which a version was in force; of the one that is in force up to the last of which sales are known. */
export function timeOf(timeline: Timeline, hash: string, { month, made }: Pick<Reckoning, 'month' | 'made'>): Period {
  const index = timeline.versions.findIndex((version) => version.hash === hash || version.hash.startsWith(hash));
  const version = timeline.versions[index];
  if (version === undefined || hash.length < 8)
    throw new AskingError(`${timeline.id} has no version ${hash.slice(0, 64)} in force at any time.`);
  const { effectiveFrom } = version;
  const next = timeline.versions[index + 1]?.effectiveFrom;
  const begins = effectiveFrom === undefined ? undefined : dayToIso(effectiveFrom);
  const ends = next === undefined ? undefined : dayToIso(next);
  const last = ends === undefined ? quarterOf(made.through, month) : quartersLater(quarterOf(ends, month), -1);
  const first = begins === undefined ? quartersLater(last, -MOST + 1) : roundedUp(begins, month);
  const quarters = quartersBetween(first, last);
  if (quarters.length === 0) throw new AskingError(`No fiscal quarter lies wholly in the time of version ${hash.slice(0, 12)}.`);
  return { from: quarters.at(-MOST) ?? first, to: last };
}

/** Quarters of a version that are looked at, the latest ones. */
const MOST = 8;

function roundedUp(day: string, month: number): string {
  const quarter = quarterOf(day, month);
  return quarter === day ? quarter : quartersLater(quarter, 1);
}
