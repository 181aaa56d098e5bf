import type { Asked, Filter, Slice } from '../store/analytics/asked.ts';
import { isStratified, type OpportunityRow, readOpportunities } from '../store/analytics/read-opportunities.ts';
import type { Reader } from '../store/life/contents.ts';
import { quartersLater } from './quarters.ts';
import { type Estimate, intervalOf, meanTimes, minus, scaled, type UncertainSum } from './statistics/estimate.ts';
import type { Interval } from './statistics/interval.ts';

/*
 * Revenue that would not have been won without the program: actual less a baseline. Nobody observes a baseline; each of the
 * methods states what it supposes. Comparable accounts are those of deals without a partner, of the same region and segment
 * where there are enough.
 */

export const METHODS = {
  'prior-period': 'The same partners a year before, at the growth of direct revenue of the same region and segment since.',
  'matched-accounts': 'What direct opportunities of the same region and segment brought on average, in the same period.',
} as const;
export type Method = keyof typeof METHODS;

/** Direct deals below which a region and segment isn't compared with. */
export const FEWEST_COMPARABLE = 10;

export type Incremental =
  | {
      readonly value: number;
      readonly actual: number;
      readonly baseline: number;
      readonly interval: Interval;
      readonly method: string;
      readonly leftOut: { readonly count: number; readonly amount: number };
    }
  | { readonly value: undefined; readonly why: string };

interface Sum extends UncertainSum {
  /** Closed, won or lost. */
  readonly closed: number;
}
const NO_SUM: Sum = { deals: 0, sum: 0, squares: 0, closed: 0 };

type Strata = ReadonlyMap<string, Sum>;

/** By quarter and slice; the key of `keyOf`. */
export async function readIncremental(
  db: Reader,
  asked: Asked,
  method: Method,
  keyOf: (row: { readonly quarter: string; readonly slice: string | null }) => string,
): Promise<ReadonlyMap<string, Incremental>> {
  const strata = isStratified(asked);
  const earlier = method === 'prior-period' ? aYearBefore(asked) : undefined;
  const direct = comparable(asked);
  const [now, before, directNow, directBefore] = await Promise.all([
    readOpportunities(db, 'closed', asked, { strata }),
    earlier && readOpportunities(db, 'closed', earlier, { strata }),
    readOpportunities(db, 'closed', direct, { strata }),
    earlier && readOpportunities(db, 'closed', aYearBefore(direct), { strata }),
  ]);
  const bySlice = direct.by !== undefined;
  const keyed = (rows: readonly OpportunityRow[], partnered: boolean, shift: number): ReadonlyMap<string, Map<string, Sum>> =>
    grouped(rows, partnered, ({ quarter, slice }) =>
      keyOf({ quarter: quartersLater(quarter, shift), slice: partnered || bySlice ? slice : null }),
    );
  const actual = keyed(now, true, 0);
  const prior = keyed(before ?? [], true, 4);
  const [current, past] = [keyed(directNow, false, 0), keyed(directBefore ?? [], false, 4)];
  const isPaid = asked.by === 'incentive' || 'incentive' in asked.filter;
  const found = new Map<string, Incremental>();
  const rows = [...now, ...(before ?? []).map((row) => ({ ...row, quarter: quartersLater(row.quarter, 4) }))];
  for (const { quarter, slice, attribution } of rows) {
    const key = keyOf({ quarter, slice });
    if (attribution === 'none' || found.has(key)) continue;
    const compared = keyOf({ quarter, slice: bySlice ? slice : null });
    const [a, p] = [actual.get(key) ?? NONE, prior.get(key) ?? NONE];
    const [d1, d0] = [current.get(compared) ?? NONE, past.get(compared) ?? NONE];
    found.set(key, method === 'prior-period' ? byPriorPeriod(a, p, d1, d0) : isPaid ? ALL_WON : byMatchedAccounts(a, d1));
  }
  return found;
}

const NONE: Strata = new Map();

/** Deals that were picked by their outcome are compared with none that weren't. */
const ALL_WON: Incremental = {
  value: undefined,
  why: 'Nearly all that an incentive pays for was won: direct opportunities, lost ones too, are no match for it. Take the prior period.',
};

const aYearBefore = (asked: Asked): Asked => ({ ...asked, from: quartersLater(asked.from, -4), to: quartersLater(asked.to, -4) });

/** What customers are, no partner has to do with. */
const OF_CUSTOMERS: readonly Slice[] = ['region', 'segment', 'competitor'];

function comparable({ by, filter, ...asked }: Asked): Asked {
  return { ...asked, by: by !== undefined && OF_CUSTOMERS.includes(by) ? by : undefined, filter: ofCustomers(filter) };
}

export const ofCustomers = (filter: Filter): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([slice]) => OF_CUSTOMERS.includes(slice as Slice)));

function grouped(
  rows: readonly OpportunityRow[],
  partnered: boolean,
  keyOf: (row: OpportunityRow) => string,
): ReadonlyMap<string, Map<string, Sum>> {
  const groups = new Map<string, Map<string, Sum>>();
  for (const row of rows) {
    if ((row.attribution !== 'none') !== partnered) continue;
    const key = keyOf(row);
    const strata = groups.get(key) ?? new Map<string, Sum>();
    groups.set(key, strata);
    const stratum = JSON.stringify([row.region ?? null, row.segment ?? null]);
    strata.set(
      stratum,
      added(strata.get(stratum) ?? NO_SUM, {
        deals: row.won,
        sum: row.won_amount,
        squares: row.won_squares,
        closed: row.opportunities,
      }),
    );
  }
  return groups;
}

const added = (a: Sum, b: Sum): Sum => ({
  deals: a.deals + b.deals,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
  closed: a.closed + b.closed,
});
const whole = (strata: Strata): Sum => [...strata.values()].reduce(added, NO_SUM);
const isEnough = ({ deals, sum }: Sum): boolean => deals >= FEWEST_COMPARABLE && sum > 0;

function byPriorPeriod(actual: Strata, prior: Strata, directNow: Strata, directBefore: Strata): Incremental {
  const [allNow, allBefore] = [whole(directNow), whole(directBefore)];
  if (whole(prior).deals === 0)
    return { value: undefined, why: 'Nothing was won with partners a year before that it could be compared with.' };
  const enough = isEnough(allNow) && isEnough(allBefore);
  let baseline: Estimate = { value: 0, variance: 0 };
  let compared = NO_SUM;
  const leftOut = { count: 0, amount: 0 };
  for (const stratum of new Set([...actual.keys(), ...prior.keys()])) {
    const [a, p] = [actual.get(stratum) ?? NO_SUM, prior.get(stratum) ?? NO_SUM];
    const [own1, own0] = [directNow.get(stratum) ?? NO_SUM, directBefore.get(stratum) ?? NO_SUM];
    const isOwn = isEnough(own1) && isEnough(own0);
    if (!isOwn && !enough) {
      leftOut.count += a.deals;
      leftOut.amount += a.sum;
      continue;
    }
    compared = added(compared, a);
    if (p.sum === 0) continue;
    const grown = isOwn ? scaled(p, own1, own0) : scaled(p, allNow, allBefore);
    baseline = { value: baseline.value + grown.value, variance: baseline.variance + grown.variance };
  }
  return estimate('prior-period', compared, baseline, leftOut);
}

function byMatchedAccounts(actual: Strata, direct: Strata): Incremental {
  let baseline: Estimate = { value: 0, variance: 0 };
  let compared = NO_SUM;
  const leftOut = { count: 0, amount: 0 };
  for (const [stratum, a] of actual) {
    const own = direct.get(stratum) ?? NO_SUM;
    if (own.closed < FEWEST_COMPARABLE) {
      leftOut.count += a.deals;
      leftOut.amount += a.sum;
      continue;
    }
    compared = added(compared, a);
    const expected = meanTimes(a.closed, own, own.closed);
    baseline = { value: baseline.value + expected.value, variance: baseline.variance + expected.variance };
  }
  return estimate('matched-accounts', compared, baseline, leftOut);
}

function estimate(
  method: Method,
  compared: Sum,
  baseline: Estimate,
  leftOut: { readonly count: number; readonly amount: number },
): Incremental {
  if (compared.closed === 0 && baseline.value === 0) {
    return { value: undefined, why: `There are fewer than ${FEWEST_COMPARABLE} direct deals to compare with.` };
  }
  const difference = minus({ value: compared.sum, variance: compared.squares }, baseline);
  return {
    value: difference.value,
    actual: compared.sum,
    baseline: baseline.value,
    interval: intervalOf(difference, 'normal, compound Poisson, delta method'),
    method,
    leftOut,
  };
}
