/** How large things come to be in a history: found once for each history, so that code can be written that needn't ask. */
import type { Column, HistoryColumns, KindTable } from '../history.ts';

type Numbers = Float64Array | Int32Array;

const largestKnown = new WeakMap<Numbers, number>();

/** The largest magnitude in a column. */
export function largest(values: Numbers): number {
  const known = largestKnown.get(values);
  if (known !== undefined) return known;
  let most = 0;
  for (let at = 0; at < values.length; at += 1) {
    const size = Math.abs(values[at] ?? 0);
    if (size > most) most = size;
  }
  largestKnown.set(values, most);
  return most;
}

const zerosKnown = new WeakMap<Numbers, number>();

/** The largest power of ten, up to 10^most, that divides all values of a column. */
export function commonZeros(values: Numbers, most: number): number {
  let zeros = zerosKnown.get(values);
  if (zeros === undefined) {
    zeros = 9;
    for (let at = 0; at < values.length && zeros > 0; at += 1) while (zeros > 0 && (values[at] ?? 0) % 10 ** zeros !== 0) zeros -= 1;
    zerosKnown.set(values, zeros);
  }
  return Math.min(zeros, most);
}

export class Extents {
  private readonly history: HistoryColumns;
  private readonly sizes = new Map<string, Float64Array>();

  constructor(history: HistoryColumns) {
    this.history = history;
  }

  /** The most that the magnitudes of a fact in rows of these kinds add up to in one enrollment; without fact: the rows. */
  mostOf(kinds: readonly string[], fact: string | undefined, ofItems: boolean): number {
    const totals = this.history.kinds.flatMap((table, index) =>
      kinds.includes(table.kind) ? [this.sizesOf(table, index, fact, ofItems)] : [],
    );
    let most = 0;
    for (let e = 0; e < this.history.enrollments.count; e += 1) {
      let size = 0;
      for (const total of totals) size += total[e] ?? 0;
      if (size > most) most = size;
    }
    return most;
  }

  /** The most items of one activity. */
  mostItems({ itemOffsets, count }: KindTable): number {
    let most = 0;
    for (let place = 0; itemOffsets !== null && place < count; place += 1) {
      most = Math.max(most, (itemOffsets[place + 1] ?? 0) - (itemOffsets[place] ?? 0));
    }
    return most;
  }

  /** By enrollment. */
  private sizesOf(table: KindTable, index: number, fact: string | undefined, ofItems: boolean): Float64Array {
    const key = `${index} ${ofItems} ${fact ?? ''}`;
    const known = this.sizes.get(key);
    if (known !== undefined) return known;
    const { enrollments, rows } = this.history;
    const sizes = new Float64Array(enrollments.count);
    const column = fact === undefined ? undefined : (ofItems && fact.startsWith('item.') ? table.items : table.facts)[fact];
    const each = sizeOf(column, fact !== undefined);
    const perItem = ofItems && fact?.startsWith('item.') === true;
    for (let e = 0; e < enrollments.count; e += 1) {
      const end = rows.start[e + 1] ?? 0;
      let size = 0;
      for (let row = rows.start[e] ?? 0; row < end; row += 1) {
        if (rows.kind[row] !== index) continue;
        const place = rows.place[row] ?? 0;
        if (!ofItems) {
          size += each(place);
          continue;
        }
        const last = table.itemOffsets?.[place + 1] ?? 0;
        for (let item = table.itemOffsets?.[place] ?? 0; item < last; item += 1) size += each(perItem ? item : place);
      }
      sizes[e] = size;
    }
    this.sizes.set(key, sizes);
    return sizes;
  }
}

function sizeOf(column: Column | undefined, isFact: boolean): (place: number) => number {
  if (!isFact) return () => 1;
  if (column?.holds !== 'numbers') return () => 0;
  const { values } = column;
  return (place) => Math.abs(values[place] ?? 0);
}

const known = new WeakMap<HistoryColumns, Extents>();

export function extentsOf(history: HistoryColumns): Extents {
  const before = known.get(history);
  if (before !== undefined) return before;
  const made = new Extents(history);
  known.set(history, made);
  return made;
}
