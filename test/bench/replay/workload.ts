import { createHash } from 'node:crypto';
import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import type { Day } from '../../../server/engine/facts/value.ts';
import { numbers } from '../decide/workload.ts';
import { Filling, narrow, plainTable, TextList, textsOf } from './columns.ts';
import { LINES } from './program.ts';

/** 5,000 enrollments at a million activities; a larger history has more partners, not larger ones. */
export const ACTIVITIES_AN_ENROLLMENT = 200;
/** The larger it is, the nearer to each other are partners' sizes. */
const EVENNESS = 10;

const FIRST: Day = dayOf('2023-02-01');
const LAST: Day = dayOf('2026-01-31');

const KINDS = ['deal-closed', 'renewal', 'profile-changed'] as const;
const DEAL = 0;
const RENEWAL = 1;
const SEGMENTS = ['small', 'mid-market', 'enterprise', 'public-sector'] as const;
const DEAL_KINDS = ['new', 'expansion', 'renewal'] as const;
const REGIONS = ['americas', 'emea', 'apac', 'elsewhere'] as const;

/**
 * Three years of deals (84 %), renewals (14 %) and moves to another region (2 %), a few large partners and a long tail, as columns.
 * The same count gives the same history. Made without activities in between, so that ten million of them fit where they are folded.
 */
export function replayHistory(activities: number): HistoryColumns {
  const below = numbers(5000);
  const sizes = enrollmentSizes(activities);
  const rows = drawRows(sizes, activities, below);
  const counts = KINDS.map((_, kind) => rows.kind.reduce((sum, each) => sum + (each === kind ? 1 : 0), 0));
  const list = new TextList();
  const filling = (holds: 'numbers' | 'codes' | 'flags', kind: number): Filling => new Filling(holds, counts[kind] ?? 0);
  const deal = {
    'deal.amount': filling('numbers', DEAL),
    'deal.kind': filling('codes', DEAL),
    'deal.productLine': filling('codes', DEAL),
    'deal.quantity': filling('numbers', DEAL),
    'deal.discount': filling('numbers', DEAL),
    'deal.competitorPresent': filling('flags', DEAL),
    'deal.tender': filling('flags', DEAL),
    'deal.registration': filling('codes', DEAL),
    'customer.id': filling('codes', DEAL),
    'customer.segment': filling('codes', DEAL),
  };
  const renewal = {
    'renewal.amount': filling('numbers', RENEWAL),
    'renewal.kept': filling('flags', RENEWAL),
    'customer.id': filling('codes', RENEWAL),
    'customer.segment': filling('codes', RENEWAL),
  };
  const profile = { 'partner.region': filling('codes', 2) };
  const code = { segment: SEGMENTS.map(codeOf), kind: DEAL_KINDS.map(codeOf), line: LINES.map(codeOf), region: REGIONS.map(codeOf) };
  function codeOf(text: string): number {
    return list.code(text);
  }
  const from = (codes: readonly number[]): number => codes[below(codes.length)] ?? 0;

  const days = KINDS.map((_, kind) => new Int32Array(counts[kind] ?? 0));
  const orders = KINDS.map((_, kind) => new Int32Array(counts[kind] ?? 0));
  const ids: string[][] = KINDS.map(() => []);
  for (let enrollment = 0; enrollment < sizes.length; enrollment += 1) {
    const customers = 2 + ((sizes[enrollment] ?? 0) >> 2);
    const customer = (): number => codeOf(`c${enrollment}-${below(customers)}`);
    const end = rows.start[enrollment + 1] ?? 0;
    for (let row = rows.start[enrollment] ?? 0; row < end; row += 1) {
      const kind = rows.kind[row] ?? DEAL;
      const place = rows.place[row] ?? 0;
      if (kind === DEAL) {
        deal['deal.amount'].set(place, (1 + below(1000)) * (1 + below(100)) * 100 + below(100));
        deal['deal.kind'].set(place, from(code.kind));
        deal['deal.productLine'].set(place, from(code.line));
        deal['deal.quantity'].set(place, 1 + below(300));
        if (below(5) > 0) deal['deal.discount'].set(place, below(45) * 10_000_000);
        if (below(10) > 2) deal['deal.competitorPresent'].set(place, below(3) === 0 ? 1 : 0);
        deal['deal.tender'].set(place, below(5) === 0 ? 1 : 0);
        if (below(4) === 0) deal['deal.registration'].set(place, codeOf(`r${enrollment}-${place}`));
        deal['customer.id'].set(place, customer());
        deal['customer.segment'].set(place, from(code.segment));
      } else if (kind === RENEWAL) {
        renewal['renewal.amount'].set(place, (1 + below(500)) * (1 + below(100)) * 100 + below(100));
        renewal['renewal.kept'].set(place, below(10) > 1 ? 1 : 0);
        renewal['customer.id'].set(place, customer());
        renewal['customer.segment'].set(place, from(code.segment));
      } else profile['partner.region'].set(place, from(code.region));
      put(days, kind, place, rows.day[row] ?? 0);
      put(orders, kind, place, rows.order[row] ?? 0);
      ids[kind]?.push(`a${row}`);
    }
  }

  const region = new Filling('codes', sizes.length);
  const partner = new Int32Array(sizes.length);
  for (let enrollment = 0; enrollment < sizes.length; enrollment += 1) {
    partner[enrollment] = codeOf(`p${String(enrollment).padStart(6, '0')}`);
    if (below(20) > 0) region.set(enrollment, from(code.region));
  }
  const partnerType = new Int32Array(sizes.length).fill(codeOf('reseller'));
  const source = codeOf('workload');
  const columnsOf = (of: Record<string, Filling>) => Object.fromEntries(Object.entries(of).map(([name, { column }]) => [name, column]));
  const table = (kind: number, facts: Record<string, Filling>) =>
    plainTable(KINDS[kind] ?? '', {
      count: counts[kind] ?? 0,
      facts: columnsOf(facts),
      ids: textsOf(ids[kind] ?? []),
      source: narrow(new Int32Array(counts[kind] ?? 0).fill(source)),
      day: days[kind] ?? new Int32Array(0),
      order: orders[kind] ?? new Int32Array(0),
    });
  const kinds = [table(DEAL, deal), table(RENEWAL, renewal), table(2, profile)];
  return {
    hash: createHash('sha256').update(`replay ${activities}`).digest('hex'),
    currency: { code: 'USD', digits: 2 },
    timeZone: 'UTC',
    attributes: {},
    texts: list.texts,
    enrollments: {
      count: sizes.length,
      partner,
      partnerType,
      enrolledOn: new Int32Array(sizes.length).fill(FIRST),
      tier: new Int32Array(sizes.length).fill(-1),
      profile: columnsOf({ 'partner.region': region }),
    },
    kinds,
    activities,
    firstDay: FIRST,
    lastDay: LAST,
    rows: { count: activities, start: rows.start, kind: rows.kind, place: rows.place, party: new Uint8Array(activities) },
  };
}

/** Activities of each enrollment, largest first, together exactly `activities`: in proportion to 1 ÷ (rank + EVENNESS). */
function enrollmentSizes(activities: number): Int32Array {
  const sizes = new Int32Array(Math.max(1, Math.round(activities / ACTIVITIES_AN_ENROLLMENT)));
  let total = 0;
  for (let rank = 0; rank < sizes.length; rank += 1) total += 1 / (rank + EVENNESS);
  let reached = 0;
  let given = 0;
  for (let rank = 0; rank < sizes.length; rank += 1) {
    reached += 1 / (rank + EVENNESS) / total;
    const upTo = rank === sizes.length - 1 ? activities : Math.min(activities, Math.round(reached * activities));
    sizes[rank] = upTo - given;
    given = upTo;
  }
  return sizes;
}

interface Rows {
  readonly start: Int32Array;
  readonly kind: Uint8Array;
  readonly place: Int32Array;
  readonly day: Int32Array;
  readonly order: Int32Array;
}

function drawRows(sizes: Int32Array, activities: number, below: (limit: number) => number): Rows {
  const start = new Int32Array(sizes.length + 1);
  const kind = new Uint8Array(activities);
  const place = new Int32Array(activities);
  const day = new Int32Array(activities);
  const next = KINDS.map(() => 0);
  const span = LAST - FIRST + 1;
  for (const [enrollment, size] of sizes.entries()) {
    const from = start[enrollment] ?? 0;
    start[enrollment + 1] = from + size;
    for (let row = from; row < from + size; row += 1) {
      day[row] = FIRST + below(span);
      const drawn = below(100);
      const of = drawn < 84 ? DEAL : drawn < 98 ? RENEWAL : 2;
      kind[row] = of;
      place[row] = next[of] ?? 0;
      next[of] = (next[of] ?? 0) + 1;
    }
    day.subarray(from, from + size).sort();
  }
  return { start, kind, place, day, order: inOrderOfHistory(day) };
}

/** Place of each row by day, ties by row. */
function inOrderOfHistory(day: Int32Array): Int32Array {
  const next = new Int32Array(LAST - FIRST + 2);
  for (const each of day) next[each - FIRST + 1] = (next[each - FIRST + 1] ?? 0) + 1;
  for (let at = 1; at < next.length; at += 1) next[at] = (next[at] ?? 0) + (next[at - 1] ?? 0);
  return day.map((each) => {
    const order = next[each - FIRST] ?? 0;
    next[each - FIRST] = order + 1;
    return order;
  });
}

function put(columns: readonly Int32Array[], kind: number, place: number, value: number): void {
  const column = columns[kind];
  if (column !== undefined) column[place] = value;
}

function dayOf(iso: string): Day {
  const day = isoToDay(iso);
  if (day === undefined) throw new Error(`${iso} is no day`);
  return day;
}
