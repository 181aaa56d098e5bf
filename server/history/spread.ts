import type { Column, Columns, HistoryColumns } from '../engine/columns/history.ts';
import { isPresent, textOf } from '../engine/columns/read-history.ts';
import { dayToIso, showValue } from '../engine/facts/render.ts';
import type { FactType } from '../engine/facts/value.ts';
import { factTypeOf } from './setting.ts';

/* How the values of each fact spread over a history: what a filter can ask for, and how far a parameter reaches. */

/** Of numbers, as JSON shows them: decimals as text. A quantile is the least value that so many per cent don't exceed. */
export interface NumberSpread {
  readonly min: string | number;
  readonly max: string | number;
  readonly quantiles: Readonly<Record<'p5' | 'p25' | 'p50' | 'p75' | 'p95', string | number>>;
}

/** Of texts, choices and entries of lists: the commonest first, then by code unit. */
export interface TextSpread {
  readonly distinct: number;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

export interface FactSpread {
  readonly fact: string;
  readonly type: FactType;
  readonly present: number;
  readonly missing: number;
  readonly numbers?: NumberSpread;
  readonly dates?: { readonly first: string; readonly last: string };
  readonly texts?: TextSpread;
  readonly flags?: { readonly true: number; readonly false: number };
}

export interface KindSpread {
  readonly kind: string;
  readonly activities: number;
  readonly facts: readonly FactSpread[];
  /** Rows of items, and their facts; 0 where no activity of the kind has items. */
  readonly items: number;
  readonly itemFacts: readonly FactSpread[];
}

export interface HistorySpread {
  readonly activities: number;
  readonly enrollments: number;
  /** Missing where there is no activity. */
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly partnerTypes: TextSpread;
  /** Facts of partners on entry. */
  readonly profile: readonly FactSpread[];
  readonly kinds: readonly KindSpread[];
}

/** Of a fact's texts so many are told. */
const MOST_VALUES = 50;
const QUANTILES = { p5: 5, p25: 25, p50: 50, p75: 75, p95: 95 } as const;

const spreads = new WeakMap<HistoryColumns, HistorySpread>();

/** Reckoned once for a history: about a second for a million activities. */
export function spreadOf(history: HistoryColumns): HistorySpread {
  const before = spreads.get(history);
  if (before !== undefined) return before;
  const { activities, enrollments, kinds, firstDay, lastDay } = history;
  const spread: HistorySpread = {
    activities,
    enrollments: enrollments.count,
    ...(activities > 0 && { firstDay: dayToIso(firstDay), lastDay: dayToIso(lastDay) }),
    partnerTypes: textSpread(history, enrollments.partnerType),
    profile: factsOf(history, enrollments.profile, enrollments.count),
    kinds: kinds.map(({ kind, count, facts, itemOffsets, items }) => {
      const rows = itemOffsets?.[count] ?? 0;
      return { kind, activities: count, facts: factsOf(history, facts, count), items: rows, itemFacts: factsOf(history, items, rows) };
    }),
  };
  spreads.set(history, spread);
  return spread;
}

const factsOf = (history: HistoryColumns, columns: Columns, rows: number): readonly FactSpread[] =>
  Object.entries(columns).map(([fact, column]) => factSpread(history, fact, column, rows));

function factSpread(history: HistoryColumns, fact: string, column: Column, rows: number): FactSpread {
  const present = presentRows(column, rows);
  const head = { fact, type: factTypeOf(history, fact) ?? TYPE_OF[column.holds], present, missing: rows - present };
  switch (column.holds) {
    case 'numbers':
      return { ...head, ...numberSpread(history, head.type, column, rows) };
    case 'codes':
      return { ...head, texts: textSpread(history, column.codes, (row) => isPresent(column.present, row)) };
    case 'lists':
      return { ...head, texts: textSpread(history, column.codes) };
    case 'flags': {
      let yes = 0;
      for (let row = 0; row < rows; row += 1) if (isPresent(column.present, row) && isPresent(column.bits, row)) yes += 1;
      return { ...head, flags: { true: yes, false: present - yes } };
    }
  }
}

/** Of facts that no catalogue knows. */
const TYPE_OF = { numbers: 'count', codes: 'text', flags: 'boolean', lists: 'list' } as const satisfies Record<Column['holds'], FactType>;

function presentRows({ present }: Column, rows: number): number {
  if (present === null) return rows;
  let count = 0;
  for (let row = 0; row < rows; row += 1) if (isPresent(present, row)) count += 1;
  return count;
}

function numberSpread(
  { currency }: HistoryColumns,
  type: FactType,
  { values, present }: Column & { readonly holds: 'numbers' },
  rows: number,
): Pick<FactSpread, 'numbers' | 'dates'> {
  const sorted = values
    .slice(0, rows)
    .filter((_, row) => isPresent(present, row))
    .sort();
  const shown = (place: number): string | number => showValue(type, sorted[place] ?? 0, currency.digits) as string | number;
  if (sorted.length === 0) return {};
  const last = sorted.length - 1;
  if (type === 'date') return { dates: { first: String(shown(0)), last: String(shown(last)) } };
  const at = (percent: number): string | number => shown(Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1));
  const { p5, p25, p50, p75, p95 } = QUANTILES;
  return {
    numbers: { min: shown(0), max: shown(last), quantiles: { p5: at(p5), p25: at(p25), p50: at(p50), p75: at(p75), p95: at(p95) } },
  };
}

function textSpread(
  history: HistoryColumns,
  codes: Uint8Array | Uint16Array | Int32Array,
  counts: (row: number) => boolean = () => true,
): TextSpread {
  const byCode = new Map<number, number>();
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? 0;
    if (counts(row)) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  const all = [...byCode].sort(([, a], [, b]) => b - a);
  // those as common as the last that is told compete with it by their names
  const least = all[MOST_VALUES - 1]?.[1] ?? 0;
  const told = all
    .filter(([, count]) => count >= least)
    .slice(0, MOST_COMPARED)
    .map(([code, count]) => ({ value: textOf(history, code), count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { distinct: byCode.size, values: told.slice(0, MOST_VALUES) };
}

/** Identifiers that each stand once are all as common. */
const MOST_COMPARED = 10_000;
