/** Which enrollments win and lose by a candidate. */
import type { DifferenceResult, PartnerChange } from '../../schemas/types.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { textOf } from '../engine/columns/read-history.ts';
import type { Money } from './figures.ts';
import type { Tally } from './tally.ts';

/** What enrollments earn under both, in smallest units: lines to the partner and its persons, less what it owes. */
export interface EarningChanges {
  /** Those that are counted, by place in the history. */
  readonly enrollments: readonly number[];
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
}

export function earningChanges(baseline: Tally, candidate: Tally): EarningChanges {
  const enrollments: number[] = [];
  const before: number[] = [];
  const after: number[] = [];
  for (let e = 0; e < baseline.enrollments.counted.length; e += 1) {
    const [was, is] = [earned(baseline, e), earned(candidate, e)];
    if (baseline.enrollments.counted[e] !== 1 && was === 0 && is === 0) continue;
    enrollments.push(e);
    before.push(was);
    after.push(is);
  }
  return { enrollments, baseline: before, candidate: after };
}

export const earned = ({ enrollments: { partner, person, owed } }: Tally, e: number): number =>
  (partner[e] ?? 0) + (person[e] ?? 0) - (owed[e] ?? 0);

export const changeAt = ({ baseline, candidate }: EarningChanges, place: number): number =>
  (candidate[place] ?? 0) - (baseline[place] ?? 0);

function rowAt(changes: EarningChanges, place: number, history: HistoryColumns, money: Money): PartnerChange {
  return {
    ...nameOf(history, changes.enrollments[place] ?? 0),
    baseline: money.show(changes.baseline[place] ?? 0),
    candidate: money.show(changes.candidate[place] ?? 0),
    change: money.show(changeAt(changes, place)),
  };
}

export const nameOf = (history: HistoryColumns, e: number): { readonly partner: string; readonly partnerType: string } => ({
  partner: textOf(history, history.enrollments.partner[e] ?? 0),
  partnerType: textOf(history, history.enrollments.partnerType[e] ?? 0),
});

export function partnerResults(changes: EarningChanges, most: number, history: HistoryColumns, money: Money): DifferenceResult['partners'] {
  const places = changes.enrollments.map((_, place) => place);
  const win = places.filter((place) => changeAt(changes, place) > 0).sort((a, b) => changeAt(changes, b) - changeAt(changes, a) || a - b);
  const lose = places.filter((place) => changeAt(changes, place) < 0).sort((a, b) => changeAt(changes, a) - changeAt(changes, b) || a - b);
  const rows = (some: readonly number[]): PartnerChange[] => some.slice(0, most).map((place) => rowAt(changes, place, history, money));
  return { win: win.length, lose: lose.length, same: places.length - win.length - lose.length, winners: rows(win), losers: rows(lose) };
}

/** Where bins of the histogram end, in whole units of the currency, above and below 0 alike. */
const EDGES = [100, 1_000, 10_000, 100_000, 1_000_000] as const;

/** Bins are the same whatever the result, so that two results can be laid side by side. */
export function histogram(changes: EarningChanges, money: Money): DifferenceResult['histogram'] {
  const edges = EDGES.map((edge) => money.units(edge));
  const gains = new Array<number>(edges.length + 1).fill(0);
  const losses = new Array<number>(edges.length + 1).fill(0);
  let same = 0;
  for (const place of changes.enrollments.keys()) {
    const change = changeAt(changes, place);
    const bin = edges.filter((edge) => Math.abs(change) >= edge).length;
    if (change === 0) same += 1;
    else if (change > 0) gains[bin] = (gains[bin] ?? 0) + 1;
    else losses[bin] = (losses[bin] ?? 0) + 1;
  }
  const at = (bin: number, sign: number): string | null => {
    const edge = bin === 0 ? 0 : edges[bin - 1];
    return edge === undefined ? null : money.show(sign * edge);
  };
  const below = losses.map((partners, bin) => ({ from: at(bin + 1, -1), to: at(bin, -1), partners })).reverse();
  const above = gains.map((partners, bin) => ({ from: at(bin, 1), to: at(bin + 1, 1), partners }));
  return [...below, { from: money.show(0), to: money.show(0), partners: same }, ...above];
}
