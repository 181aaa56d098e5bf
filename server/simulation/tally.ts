/**
 * What one program pays and does over a stretch of enrollments, counted: exact whole numbers, money in smallest
 * units, in plain data that goes between threads and machines as it is.
 *
 * A tally of shards, merged in order of index, is the same to the byte as one of the whole: sums are exact
 * whichever way they are added, cells stand sorted, and columns of enrollments follow each other.
 */
import type { Day } from '../engine/facts/value.ts';

/** Sums by what the key says: its parts joined by TAB, which no name or fact may hold. */
export type Cell = readonly [key: string, sums: readonly number[]];
/** Sorted by key, by code unit; each key once. */
export type Cells = readonly Cell[];

/**
 * Tables of a tally, with the parts of their keys and the sums of their cells. The sums of lines (PAID) are their
 * number, what goes to partners, to persons at partners and to the vendor's own field, and what partners owe.
 * Only what the selection counts is in them, except where `of all` says that the whole fold is meant.
 */
export const TABLES = {
  /** version, rule, incentive → PAID */
  rule: 5,
  /** partner type → PAID */
  partnerType: 5,
  /** partner type, tier before the activity ('' none) → PAID */
  tier: 5,
  /** first day of the fiscal quarter → PAID */
  quarter: 5,
  /** region ('' unknown) → PAID */
  region: 5,
  /** segment ('' unknown) → PAID */
  segment: 5,
  /** partner type, outcome → registrations */
  registrations: 1,
  /** partner type, gate → times found closed */
  closed: 1,
  /** partner type, tier before, tier after → moves */
  moves: 1,
  /** partner type, tier at the end ('' none) → enrollments */
  standing: 1,
  /** budget, first day of its window ('' for life), enrollment scope or program scope → lines, amount; of all, and counted */
  budgets: 4,
  /** whole or part, what failed, code → failures */
  failures: 1,
  /** version, rule → of all: looked at, held, lines due, excluded, outbid, set aside */
  rules: 6,
  /** version, rule, leaf, dimension, its value ('' unknown) → activities (of tiers 0), enrollments. Leaf -1: several together bar; '': barred at all. */
  bars: 2,
  /** dimension, its value, partner type → enrollments counted: whom bars may concern */
  population: 1,
} as const satisfies Record<string, number>;
export type TableName = keyof typeof TABLES;

/** Sums of lines: their number, and an amount for each of PAYEES. */
export const PAID = TABLES.rule;

/**
 * Columns with a number for each enrollment: lines to the partner, to its persons, to the vendor's field, owed; of
 * those to the partner and its persons, what is margin (MARGIN), and else what is on service engagements; 1 where the
 * enrollment is counted.
 */
export const ENROLLMENT_COLUMNS = ['partner', 'person', 'field', 'owed', 'margin', 'services', 'counted'] as const;
/** Incentives that are margin, by a word of their name: what a rival's program is compared by. */
export const MARGIN = /(^|-)(margin|discount)(-|$)/;
export type EnrollmentColumnName = (typeof ENROLLMENT_COLUMNS)[number];

/** Plain counts: decisions and enrollments left to the compiled evaluator of all; rows counted; activities set aside whole (an activity counts for each of its parties) that are counted. */
export const COUNTS = ['decisions', 'handedOver', 'rows', 'setAside'] as const;
export type CountName = (typeof COUNTS)[number];

/** What a tally is of; only tallies of the same can be merged or compared. */
export interface TallyOf {
  /** Hash of the timeline that was folded. */
  readonly programs: string;
  readonly history: string;
  readonly selection: string;
  readonly until: Day;
  readonly bars: boolean;
}

export interface Tally {
  readonly of: TallyOf;
  /** Enrollments from..to − 1 of the history. */
  readonly from: number;
  readonly to: number;
  readonly counts: Readonly<Record<CountName, number>>;
  readonly tables: Readonly<Record<TableName, Cells>>;
  readonly enrollments: Readonly<Record<EnrollmentColumnName, readonly number[]>>;
}

/** A sum has left the range in which whole numbers are exact: ±(2⁵³ − 1) smallest units. */
export class SumTooLarge extends Error {
  constructor(what: string) {
    super(`A sum is too large to be exact: ${what} goes beyond 9,007,199,254,740,991 smallest units. Count fewer dates or partners.`);
  }
}

/** Tallies of neighbouring shards, in order of index → that of all of them. */
export function mergeTallies(shards: readonly Tally[]): Tally {
  const [first] = shards;
  const last = shards.at(-1);
  if (first === undefined || last === undefined) throw new Error('there is no shard to merge');
  for (const [index, shard] of shards.entries()) {
    const before = shards[index - 1];
    if (before !== undefined && (shard.from !== before.to || !sameOf(shard.of, before.of))) throw new Error('shards are not neighbours');
  }
  if (shards.length === 1) return first;
  return {
    of: first.of,
    from: first.from,
    to: last.to,
    counts: mapRecord(COUNTS, (name) => sum(shards.map(({ counts }) => counts[name])) as number),
    tables: mapRecord(tableNames, (name) => mergeCells(shards.map(({ tables }) => tables[name]))),
    enrollments: mapRecord(ENROLLMENT_COLUMNS, (name) => shards.flatMap(({ enrollments }) => enrollments[name])),
  };
}

export const tableNames = Object.keys(TABLES) as readonly TableName[];

const sameOf = (a: TallyOf, b: TallyOf): boolean =>
  a.programs === b.programs && a.history === b.history && a.selection === b.selection && a.until === b.until && a.bars === b.bars;

function mergeCells(tables: readonly Cells[]): Cells {
  const sums = new Map<string, number[]>();
  for (const [key, values] of tables.flat()) {
    const into = sums.get(key);
    if (into === undefined) sums.set(key, [...values]);
    else for (const [place, value] of values.entries()) into[place] = (into[place] ?? 0) + value;
  }
  return sortedCells(sums);
}

/** Cells without those that are 0 throughout, so that it doesn't matter which shard came upon them. */
export function sortedCells(sums: ReadonlyMap<string, readonly number[]>): Cells {
  const cells: Cell[] = [];
  for (const [key, values] of sums) {
    for (const value of values) if (!Number.isSafeInteger(value)) throw new SumTooLarge(key.replaceAll('\t', ' '));
    if (values.some((value) => value !== 0)) cells.push([key, values]);
  }
  return cells.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function sum(values: readonly number[]): number {
  const total = values.reduce((all, value) => all + value, 0);
  if (!Number.isSafeInteger(total)) throw new SumTooLarge('a count');
  return total;
}

export function mapRecord<K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
}
