import type { Asked } from '../store/analytics/asked.ts';
import { readOpportunities } from '../store/analytics/read-opportunities.ts';
import { readCosts } from '../store/analytics/read-others.ts';
import type { Store } from '../store/open-store.ts';
import type { Reckoning } from './analytics.ts';
import { type Asking, AskingError } from './asking.ts';
import { type Incremental, readIncremental } from './incremental.ts';
import { lastDay } from './periods.ts';
import { moneyText, rateText } from './show.ts';

/** Rows that are told one by one; the rest is one more. */
const MOST_ROWS = 200;
/** How many bring so much of all. */
const SHARES = [0.05, 0.3, 0.5, 0.8, 0.95] as const;

interface Row {
  readonly name: string | null;
  contribution: number;
  deals: number;
  cost: number;
}

/** Who brings what: contribution by partner or integration, the largest first, with what all up to it bring together. */
export async function portfolioOf(
  { store }: { readonly store: Store },
  reckoning: Reckoning,
  { asked }: Asking,
  by: 'partner' | 'integration',
) {
  const { digits, currency, program } = reckoning;
  const rows = await contributions(store, asked, by);
  const total = rows.reduce((sum, { contribution }) => sum + contribution, 0);
  let reached = 0;
  const shown = rows.map((row, index) => {
    reached += row.contribution;
    return {
      rank: index + 1,
      name: row.name,
      deals: row.deals,
      contribution: moneyText(row.contribution, digits),
      share: total === 0 ? null : rateText(row.contribution / total),
      cumulative: total === 0 ? null : rateText(reached / total),
      cost: moneyText(row.cost, digits),
      costRatio: row.contribution === 0 ? null : rateText(row.cost / row.contribution),
    };
  });
  const rest = rows.slice(MOST_ROWS);
  return {
    program,
    currency,
    from: asked.from,
    to: lastDay(asked.to),
    by,
    total: moneyText(total, digits),
    members: rows.filter(({ contribution }) => contribution > 0).length,
    rows: shown.slice(0, MOST_ROWS),
    rest: {
      members: rest.length,
      contribution: moneyText(
        rest.reduce((sum, row) => sum + row.contribution, 0),
        digits,
      ),
      cost: moneyText(
        rest.reduce((sum, row) => sum + row.cost, 0),
        digits,
      ),
    },
    concentration: total === 0 ? [] : SHARES.map((share) => ({ share: rateText(share), members: countFor(rows, total * share) })),
  };
}

/** What partners won, and what was spent on them, the largest contribution first. */
async function contributions(store: Store, asked: Asked, by: 'partner' | 'integration' | 'partnerType'): Promise<readonly Row[]> {
  const range = { ...asked, per: 'range', by } as const;
  const [deals, costs] = await Promise.all([readOpportunities(store.db, 'closed', range), readCosts(store.db, range)]);
  const rows = new Map<string | null, Row>();
  const rowOf = (name: string | null): Row => {
    const row = rows.get(name) ?? { name, contribution: 0, deals: 0, cost: 0 };
    rows.set(name, row);
    return row;
  };
  for (const { slice, attribution, won, won_amount } of deals) {
    if (attribution === 'none') continue;
    const row = rowOf(slice);
    row.contribution += won_amount;
    row.deals += won;
  }
  for (const { slice, amount } of costs) rowOf(slice).cost += amount;
  const brought = [...rows.values()].filter(({ contribution, cost }) => contribution !== 0 || cost !== 0);
  return brought.toSorted((a, b) => b.contribution - a.contribution || (String(a.name) < String(b.name) ? -1 : 1));
}

function countFor(rows: readonly Row[], wanted: number): number {
  let reached = 0;
  const index = rows.findIndex(({ contribution }) => {
    reached += contribution;
    return reached >= wanted;
  });
  return index < 0 ? rows.length : index + 1;
}

export interface Try {
  /** In smallest units. */
  readonly amount: number;
  readonly from: string;
  readonly to: string;
  /** What a unit more brings in the type that gets it, in incremental revenue; missing: what one brought on average. */
  readonly marginal?: number | undefined;
}

/**
 * A sum moved from one partner type to another. What it supposes is said: a unit more or less brings what one brought on
 * average in the period, or for the type that gets it what the analyst says. Returns fall as sums grow, so that the average is
 * an upper bound as a rule.
 */
export async function tryMove({ store }: { readonly store: Store }, reckoning: Reckoning, { asked, method }: Asking, tried: Try) {
  const { digits, currency, program } = reckoning;
  const rows = await contributions(store, asked, 'partnerType');
  const range = { ...asked, per: 'range', by: 'partnerType' } as const;
  const estimates = await readIncremental(store.db, range, method, ({ slice }) => String(slice));
  const sides = [tried.from, tried.to].map((type) => {
    const row = rows.find(({ name }) => name === type);
    if (row === undefined) throw new AskingError(`Nothing was won with or spent on partners of type ${JSON.stringify(type.slice(0, 80))}.`);
    return { type, cost: row.cost, contribution: row.contribution, incremental: estimates.get(type) };
  });
  const [giver, taker] = sides;
  if (giver === undefined || taker === undefined || giver.type === taker.type)
    throw new AskingError('A sum is moved from one partner type to another.');
  if (tried.amount <= 0 || tried.amount > giver.cost)
    throw new AskingError(`${moneyText(tried.amount, digits)} is to be moved; ${giver.type} had ${moneyText(giver.cost, digits)}.`);
  const lost = averageOf(giver);
  const gained = tried.marginal ?? averageOf(taker);
  const show = (side: typeof giver, change: number, each: number | undefined) => {
    const incremental = side.incremental?.value;
    const then = incremental === undefined || each === undefined ? undefined : incremental + change * each;
    return {
      partnerType: side.type,
      before: shownReturn(side.cost, incremental, digits),
      after: shownReturn(side.cost + change, then, digits),
    };
  };
  const change = lost === undefined || gained === undefined ? undefined : tried.amount * (gained - lost);
  return {
    program,
    currency,
    from: asked.from,
    to: lastDay(asked.to),
    moved: moneyText(tried.amount, digits),
    method,
    assumption:
      tried.marginal === undefined
        ? 'A unit more or less brings what a unit brought on average in the period. That is more than can be expected where returns fall as sums grow.'
        : `A unit more in ${taker.type} brings ${rateText(tried.marginal)} of incremental revenue, as the analyst says; a unit less in ${giver.type} costs what one brought on average.`,
    types: [show(giver, -tried.amount, lost), show(taker, tried.amount, gained)],
    change: change === undefined ? null : moneyText(change, digits),
    ...(change === undefined && {
      why: whyNot(giver.incremental) ?? whyNot(taker.incremental) ?? 'Nothing was spent on one of the types.',
    }),
    estimate: true,
  };
}

/** Incremental revenue for each unit spent. */
const averageOf = ({ cost, incremental }: { readonly cost: number; readonly incremental: Incremental | undefined }): number | undefined =>
  incremental?.value === undefined || cost <= 0 ? undefined : incremental.value / cost;

const whyNot = (incremental: Incremental | undefined): string | undefined =>
  incremental === undefined
    ? 'There is no incremental revenue to reckon it from.'
    : incremental.value === undefined
      ? incremental.why
      : undefined;

const shownReturn = (cost: number, incremental: number | undefined, digits: number) => ({
  investment: moneyText(cost, digits),
  incremental: incremental === undefined ? null : moneyText(incremental, digits),
  return: incremental === undefined || cost <= 0 ? null : rateText((incremental - cost) / cost),
});
