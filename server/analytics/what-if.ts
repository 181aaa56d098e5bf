import type { MoneyPaid, SideResult, SimulationResult } from '../../schemas/types.ts';
import { parseDecimal } from '../engine/facts/render.ts';
import { readOpportunities } from '../store/analytics/read-opportunities.ts';
import { readCosts } from '../store/analytics/read-others.ts';
import type { Store } from '../store/open-store.ts';
import type { Reckoning } from './analytics.ts';
import { type Asking, AskingError } from './asking.ts';
import { readIncremental } from './incremental.ts';
import { lastDay } from './periods.ts';
import { moneyText, rateText } from './show.ts';

/** How partners of a type are supposed to respond: their revenue changes by this share. */
export interface Response {
  readonly partnerType: string;
  /** 0.05: five per cent more. */
  readonly change: number;
}

export const UNCHANGED =
  'At unchanged behaviour: the same deals, paid for by the other program. That partners would have acted otherwise is not in it.';
export const ASSUMED =
  'Under an assumed response: revenue with partners of a type changes by the share that the analyst set, and what they are paid with it. Nothing in the record shows that it would.';

interface Sums {
  revenue: number;
  cost: number;
  incremental: number | undefined;
}

const PART =
  'The simulation counts other quarters too: of what it pays in these the partner types are taken to have had the shares that they have in all.';

/**
 * What a simulated program would do to cost ratio and return, over the quarters that are asked for. The simulation says what
 * would have been paid more or less in these; that is added to what the program cost. Of one that counts a part of them the
 * figures are of that part.
 */
export async function worthOf(
  { store }: { readonly store: Store },
  reckoning: Reckoning,
  { asked, method }: Asking,
  {
    result,
    candidate,
    response,
  }: { readonly result: SimulationResult; readonly candidate: number; readonly response: readonly Response[] },
) {
  const { digits, currency, program } = reckoning;
  const [baseline, ...candidates] = result.sides;
  const other = candidates[candidate];
  if (baseline === undefined || other === undefined)
    throw new AskingError(`The simulation has ${candidates.length} candidates, and no number ${candidate}.`);
  if (baseline.program !== program) throw new AskingError(`The simulation is of ${baseline.program}.`);
  if (result.currency !== currency) throw new AskingError(`The simulation is in ${result.currency}, the program in ${currency}.`);
  const paid = (side: SideResult, type?: string): number => {
    const whole = type === undefined ? side.totals : side.byPartnerType.find(({ partnerType }) => partnerType === type)?.total;
    return minorOf(whole, digits) * shareOf(side, asked, digits);
  };
  const isPart = [baseline, other].some((side) => side.byQuarter.some(({ from }) => !isWithin(from, asked)));
  const range = { ...asked, per: 'range', by: 'partnerType' } as const;
  const [deals, costs, estimates] = await Promise.all([
    readOpportunities(store.db, 'closed', range),
    readCosts(store.db, range),
    readIncremental(store.db, range, method, ({ slice }) => String(slice)),
  ]);
  const types = new Map<string | null, Sums>();
  const sumsOf = (type: string | null): Sums => {
    const sums = types.get(type) ?? { revenue: 0, cost: 0, incremental: estimates.get(String(type))?.value };
    types.set(type, sums);
    return sums;
  };
  for (const { slice, attribution, won_amount } of deals) if (attribution !== 'none') sumsOf(slice).revenue += won_amount;
  for (const { slice, amount } of costs) sumsOf(slice).cost += amount;
  for (const { partnerType } of [...baseline.byPartnerType, ...other.byPartnerType])
    if (partnerType !== 'vendor-field') sumsOf(partnerType);
  const rows = [...types].map(([partnerType, before]) => {
    const more = partnerType === null ? 0 : paid(other, partnerType) - paid(baseline, partnerType);
    const unchanged: Sums = { ...before, cost: before.cost + more };
    const change = response.find((one) => one.partnerType === partnerType)?.change ?? 0;
    const assumed: Sums = {
      revenue: before.revenue * (1 + change),
      cost: unchanged.cost + (partnerType === null ? 0 : paid(other, partnerType)) * change,
      incremental: before.incremental === undefined ? undefined : before.incremental + before.revenue * change,
    };
    return { partnerType, before, unchanged, assumed };
  });
  const whole = (of: 'before' | 'unchanged' | 'assumed'): Sums => ({
    revenue: rows.reduce((sum, row) => sum + row[of].revenue, 0),
    cost: rows.reduce((sum, row) => sum + row[of].cost, 0),
    incremental: rows.every((row) => row[of].incremental === undefined)
      ? undefined
      : rows.reduce((sum, row) => sum + (row[of].incremental ?? 0), 0),
  });
  const show = (sums: Sums) => shown(sums, digits);
  return {
    program,
    currency,
    from: asked.from,
    to: lastDay(asked.to),
    method,
    simulation: { request: result.hashes.request, candidate: other.name, until: result.until },
    paid: {
      baseline: moneyText(paid(baseline), digits),
      candidate: moneyText(paid(other), digits),
      difference: moneyText(paid(other) - paid(baseline), digits),
    },
    before: show(whole('before')),
    unchanged: { says: isPart ? `${UNCHANGED} ${PART}` : UNCHANGED, ...show(whole('unchanged')) },
    ...(response.length > 0 && {
      assumed: {
        says: ASSUMED,
        response: response.map(({ partnerType, change }) => ({ partnerType, change: rateText(change) })),
        ...show(whole('assumed')),
      },
    }),
    types: rows
      .toSorted((a, b) => (String(a.partnerType) < String(b.partnerType) ? -1 : 1))
      .map(({ partnerType, before, unchanged, assumed }) => ({
        partnerType,
        before: show(before),
        unchanged: show(unchanged),
        ...(response.length > 0 && { assumed: show(assumed) }),
      })),
    estimate: true,
  };
}

const shown = ({ revenue, cost, incremental }: Sums, digits: number) => ({
  revenue: moneyText(revenue, digits),
  cost: moneyText(cost, digits),
  costRatio: revenue <= 0 ? null : rateText(cost / revenue),
  incremental: incremental === undefined ? null : moneyText(incremental, digits),
  return: incremental === undefined || cost <= 0 ? null : rateText((incremental - cost) / cost),
});

const isWithin = (quarter: string, { from, to }: Asking['asked']): boolean => quarter >= from && quarter <= to;

/** How much of what a side pays falls into the quarters. */
function shareOf({ byQuarter }: SideResult, asked: Asking['asked'], digits: number): number {
  const sum = (quarters: SideResult['byQuarter']): number => quarters.reduce((all, { total }) => all + minorOf(total, digits), 0);
  const within = byQuarter.filter(({ from }) => isWithin(from, asked));
  return within.length === byQuarter.length || sum(byQuarter) === 0 ? 1 : sum(within) / sum(byQuarter);
}

const minorOf = (total: MoneyPaid | undefined, digits: number): number => parseDecimal(total?.paid ?? '0', digits) ?? 0;
