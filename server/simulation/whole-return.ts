/**
 * What partners would have earned under two vendors' programs on the same deals, all of it: margin, incentives, what
 * services bring, less what they owe.
 *
 * Margin is what a program pays under the name of margin or discount (MARGIN). Of a program that pays none it is what
 * the deals say: list price less net price, or the discount. Never both: where margin is paid as a line, the price
 * of the deal is the customer's.
 */
import type { ReturnSide, WholeReturn } from '../../schemas/types.ts';
import type { HistoryColumns, KindTable } from '../engine/columns/history.ts';
import { isPresent } from '../engine/columns/read-history.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Money } from './figures.ts';
import { type EarningChanges, nameOf } from './partner-changes.ts';
import type { Selected } from './select.ts';
import { eachRow } from './stretches.ts';
import { MARGIN, type Tally } from './tally.ts';

/** What counted deals and engagements say, for each enrollment, in smallest units. */
export interface DealFacts {
  readonly margin: Float64Array;
  readonly engagements: Float64Array;
  readonly dealsWithMargin: number;
  readonly dealsWithout: number;
}

const WHOLE = 1_000_000_000n;

export function dealFacts(history: HistoryColumns, selected: Selected, until: Day): DealFacts {
  const margin = new Float64Array(history.enrollments.count);
  const engagements = new Float64Array(history.enrollments.count);
  let dealsWithMargin = 0;
  let dealsWithout = 0;
  eachRow(history, selected.stretches, (row, e) => {
    const table = history.kinds[history.rows.kind[row] ?? 0];
    const place = history.rows.place[row] ?? 0;
    if (table === undefined || selected.rows[row] !== 1 || (table.day[place] ?? 0) > until) return;
    if (table.kind === 'deal-closed') {
      const whole = marginOf(table, place);
      if (whole === undefined) dealsWithout += 1;
      else {
        dealsWithMargin += 1;
        margin[e] = (margin[e] ?? 0) + shared(whole, table, place, history.rows.party[row] ?? 0);
      }
    } else if (table.kind === 'service-engagement') {
      const amount = numberAt(table, 'engagement.amount', place);
      if (amount !== undefined) engagements[e] = (engagements[e] ?? 0) + shared(amount, table, place, history.rows.party[row] ?? 0);
    }
  });
  return { margin, engagements, dealsWithMargin, dealsWithout };
}

/** List price less net price; where only the discount off list is known, the net price × discount ÷ (1 − discount). */
function marginOf(table: KindTable, place: number): number | undefined {
  const amount = numberAt(table, 'deal.amount', place);
  if (amount === undefined) return undefined;
  const list = numberAt(table, 'deal.listAmount', place);
  if (list !== undefined) return list - amount;
  const discount = numberAt(table, 'deal.discount', place);
  if (discount === undefined || discount < 0 || BigInt(discount) >= WHOLE) return undefined;
  return divided(BigInt(amount) * BigInt(discount), WHOLE - BigInt(discount));
}

function numberAt({ facts }: KindTable, fact: string, place: number): number | undefined {
  const column = facts[fact];
  return column?.holds === 'numbers' && isPresent(column.present, place) ? column.values[place] : undefined;
}

/** A party's part. */
function shared(amount: number, { parties, partyOffsets }: KindTable, place: number, party: number): number {
  if (parties === null) return amount;
  return divided(BigInt(amount) * BigInt(parties.share[(partyOffsets?.[place] ?? 0) + party] ?? 0), WHOLE);
}

/** To the nearest whole, halves away from 0; `d` is above 0. */
function divided(n: bigint, d: bigint): number {
  const half = (n < 0n ? -n : n) * 2n + d;
  return Number((half / (2n * d)) * (n < 0n ? -1n : 1n));
}

interface Earnings {
  readonly from: ReturnSide['marginFrom'];
  readonly tally: Tally;
}

/** Margin, incentives, services, owed of one enrollment or of all. */
type Parts = readonly [margin: number, incentives: number, services: number, owed: number];

export function wholeReturn(
  facts: DealFacts,
  sides: { readonly baseline: readonly [Timeline, Tally]; readonly candidate: readonly [Timeline, Tally] },
  counted: EarningChanges,
  most: number,
  history: HistoryColumns,
  money: Money,
): WholeReturn {
  const [baseline, candidate] = [earningsOf(...sides.baseline, facts), earningsOf(...sides.candidate, facts)];
  const places = counted.enrollments.map((e) => ({ e, was: partsOf(baseline, facts, e), is: partsOf(candidate, facts, e) }));
  const change = ({ was, is }: (typeof places)[number]): number => totalOf(is) - totalOf(was);
  const sum = (all: readonly Parts[]): Parts =>
    all.reduce<Parts>((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]], [0, 0, 0, 0]);
  const side = (of: Earnings, [margin, incentives, services, owed]: Parts): ReturnSide => ({
    margin: money.show(margin),
    marginFrom: of.from,
    incentives: money.show(incentives),
    services: money.show(services),
    owed: money.show(owed),
    total: money.show(margin + incentives + services - owed),
  });
  const apart = places.filter((place) => change(place) !== 0).sort((a, b) => Math.abs(change(b)) - Math.abs(change(a)) || a.e - b.e);
  return {
    dealsWithMargin: facts.dealsWithMargin,
    dealsWithout: facts.dealsWithout,
    engagements: money.show(facts.engagements.reduce((a, b) => a + b, 0)),
    baseline: side(baseline, sum(places.map(({ was }) => was))),
    candidate: side(candidate, sum(places.map(({ is }) => is))),
    better: apart.filter((place) => change(place) > 0).length,
    worse: apart.filter((place) => change(place) < 0).length,
    partners: apart.slice(0, most).map((place) => ({
      ...nameOf(history, place.e),
      baseline: side(baseline, place.was),
      candidate: side(candidate, place.is),
      change: money.show(change(place)),
    })),
  };
}

const totalOf = ([margin, incentives, services, owed]: Parts): number => margin + incentives + services - owed;

function earningsOf({ versions }: Timeline, tally: Tally, facts: DealFacts): Earnings {
  const paid = versions.some(({ rules }) =>
    rules.some((rule) => rule.decides === 'incentive' && 'incentive' in rule && MARGIN.test(rule.incentive)),
  );
  return { tally, from: paid ? 'incentives' : facts.dealsWithMargin > 0 ? 'deals' : 'nowhere' };
}

function partsOf({ tally: { enrollments }, from }: Earnings, facts: DealFacts, e: number): Parts {
  const lines = (enrollments.partner[e] ?? 0) + (enrollments.person[e] ?? 0);
  const margin = enrollments.margin[e] ?? 0;
  const services = enrollments.services[e] ?? 0;
  return [from === 'deals' ? (facts.margin[e] ?? 0) : margin, lines - margin - services, services, enrollments.owed[e] ?? 0];
}
