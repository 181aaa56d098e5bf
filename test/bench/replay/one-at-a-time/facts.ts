import type { HistoryColumns } from '../../../../server/engine/columns/history.ts';
import type { Outcome } from '../../../../server/engine/columns/outcome.ts';
import { OutcomeBuilder } from '../../../../server/engine/columns/outcome-builder.ts';
import { outcomeNames } from '../../../../server/engine/columns/outcome-names.ts';
import { textOf } from '../../../../server/engine/columns/read-history.ts';
import { straightFold } from '../../../../server/engine/columns/straight/straight.ts';
import type { Timeline } from '../../../../server/engine/program/model.ts';
import { codes, dealsOf, movesOf, present, renewalsOf, tableOf } from '../by-hand/deals.ts';

/** What a rules engine without measures, tiers or memory is given of an activity, all of it reckoned beforehand. Cents, basis points. */
export interface Facts {
  readonly row: number;
  readonly activity: 'deal-closed' | 'renewal' | 'profile-changed';
  readonly region: string | undefined;
  /** Place of the level before the activity. */
  readonly level: number;
  readonly revenue12: number;
  readonly revenue90: number;
  readonly customers12: number;
  readonly pace: number;
  readonly ytdBefore: number;
  readonly ytd: number;
  readonly boughtBefore: number;
  readonly bought: number;
  readonly growthEarned: number;
  readonly amount: number;
  readonly kind?: string;
  readonly line?: string;
  readonly segment?: string;
  readonly quantity?: number;
  readonly discount?: number | undefined;
  readonly competitor?: boolean | undefined;
  readonly tender?: boolean;
  readonly registered?: boolean;
  readonly kept?: boolean;
}

/** Millionths of a per cent in a basis point. */
const RATE_OF_BASIS_POINT = 100_000;

/** Facts of all activities of some enrollments, with the measures of our fold and the levels of its outcome. */
export function factsOf(timeline: Timeline, history: HistoryColumns, outcome: Outcome, enrollments: readonly number[]): Facts[] {
  const measures = measuresOf(timeline, history, enrollments);
  const { start, kind, place } = history.rows;
  const tables = { deals: tableOf(history, 'deal-closed'), renewals: tableOf(history, 'renewal') };
  const deals = dealsOf(tables.deals.table);
  const renewals = renewalsOf(tables.renewals.table);
  const moved = movesOf(tableOf(history, 'profile-changed').table);
  const profile = history.enrollments.profile['partner.region'];
  const facts: Facts[] = [];
  for (const enrollment of enrollments) {
    const entered = isSet(present(profile, history.enrollments.count), enrollment) ? codes(profile)[enrollment] : undefined;
    let region = entered === undefined ? undefined : textOf(history, entered);
    for (let row = start[enrollment] ?? 0; row < (start[enrollment + 1] ?? 0); row += 1) {
      const at = place[row] ?? 0;
      const of = measures.get(row) ?? new Map<string, Pair>();
      const now = (measure: string): number => of.get(measure)?.after ?? 0;
      const before = (measure: string): number => of.get(measure)?.before ?? 0;
      const text = (code: number | undefined): string => textOf(history, code ?? 0);
      if (kind[row] !== tables.deals.index && kind[row] !== tables.renewals.index) region = text(moved.region[at]);
      const day = (kind[row] === tables.deals.index ? deals : kind[row] === tables.renewals.index ? renewals : moved).day[at] ?? 0;
      const common = {
        row,
        region,
        level: levelBefore(outcome, enrollment, row, day),
        revenue12: now('revenue12Months'),
        revenue90: now('revenue90Days'),
        customers12: now('customers12Months'),
        pace: now('revenue12Months') === 0 ? 0 : now('revenue90Days') / now('revenue12Months'),
        ytdBefore: before('revenueYtd'),
        ytd: now('revenueYtd'),
        boughtBefore: before('customerYtd'),
        bought: now('customerYtd'),
        growthEarned: before('growthYtd'),
      };
      if (kind[row] === tables.deals.index)
        facts.push({
          ...common,
          activity: 'deal-closed',
          amount: deals.amount[at] ?? 0,
          kind: text(deals.kind[at]),
          line: text(deals.line[at]),
          segment: text(deals.segment[at]),
          quantity: deals.quantity[at] ?? 0,
          discount: isSet(deals.discountPresent, at) ? (deals.discount[at] ?? 0) / RATE_OF_BASIS_POINT : undefined,
          competitor: isSet(deals.competitorPresent, at) ? isSet(deals.competitor, at) : undefined,
          tender: isSet(deals.tender, at),
          registered: isSet(deals.registrationPresent, at),
        });
      else if (kind[row] === tables.renewals.index)
        facts.push({ ...common, activity: 'renewal', amount: renewals.amount[at] ?? 0, kept: isSet(renewals.kept, at) });
      else facts.push({ ...common, activity: 'profile-changed', amount: 0 });
    }
  }
  return facts;
}

interface Pair {
  readonly before: number;
  readonly after: number;
}

/** By row, then measure. */
function measuresOf(timeline: Timeline, history: HistoryColumns, enrollments: readonly number[]): Map<number, Map<string, Pair>> {
  const names = outcomeNames(timeline);
  const seen = new Map<number, Map<string, Pair>>();
  const fold = straightFold(timeline, names, history, false, (row, _day, _kind, measure, before, after) => {
    const of = seen.get(row) ?? new Map<string, Pair>();
    of.set(measure, { before: Number(before ?? 0), after: Number(after ?? 0) });
    seen.set(row, of);
  });
  const into = new OutcomeBuilder(names, { firstEnrollment: 0, enrollments: history.enrollments.count });
  for (const enrollment of enrollments)
    if (!fold.fold(enrollment, history.lastDay, into)) throw new Error(`enrollment ${enrollment} isn't folded in straight-line code`);
  return seen;
}

/** What falls due on a day comes after all that is dated on it. */
function levelBefore({ moves }: Outcome, enrollment: number, row: number, day: number): number {
  let level = 0;
  for (let at = moves.enrollment.indexOf(enrollment); at >= 0 && at < moves.count && moves.enrollment[at] === enrollment; at += 1) {
    const by = moves.row[at] ?? -1;
    if (by >= 0 ? by < row : (moves.day[at] ?? 0) < day) level = moves.after[at] ?? 0;
  }
  return level;
}

const isSet = (bits: Uint8Array, at: number): boolean => (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
