/** Columns of a history out of those of its parts, row by row in a new order. */
import type { Column, Columns, Present } from '../../engine/columns/history.ts';
import { isPresent } from '../../engine/columns/read-history.ts';
import { sharedBytes, sharedFloats, sharedInts } from '../shared-memory.ts';
import { isInt } from './growing.ts';
import type { Recoder } from './recode.ts';

/** Row n of the history is row `place[n]` of one of several sources. */
export interface Picked {
  readonly place: Int32Array;
  /** By source: the rows that come from it, ascending; null: all do. A row may come from none. */
  readonly rows: readonly (Int32Array | null)[];
}

/** `source`: by row; NOWHERE: it has nothing. */
export function pickedFrom(place: Int32Array, source: Uint16Array, sources: number): Picked {
  const counts = new Int32Array(sources);
  for (const one of source) if (one < sources) counts[one] = (counts[one] ?? 0) + 1;
  const rows = Array.from(counts, (count) => (count === place.length ? null : new Int32Array(count)));
  counts.fill(0);
  for (let n = 0; n < source.length; n += 1) {
    const one = source[n] ?? NOWHERE;
    const own = rows[one];
    if (!own) continue;
    const next = counts[one] ?? 0;
    own[next] = n;
    counts[one] = next + 1;
  }
  return { place, rows };
}

export const NOWHERE = 0xffff;

/** Known once the recoder has finished. */
export type Later<T> = () => T;

/** Calls for each row of a source. */
export function each({ place, rows }: Picked, source: number, row: (n: number, place: number) => void): void {
  const own = rows[source] ?? null;
  const count = own?.length ?? place.length;
  for (let at = 0; at < count; at += 1) {
    const n = own === null ? at : (own[at] ?? 0);
    row(n, place[n] ?? 0);
  }
}

export class Gathering {
  private readonly recoder: Recoder;
  private readonly maps: readonly (Int32Array | null)[];

  /** `maps`: by source, its codes as the recoder knows them; null: the same. */
  constructor(recoder: Recoder, maps: readonly (Int32Array | null)[]) {
    this.recoder = recoder;
    this.maps = maps;
  }

  mapOf(source: number): Int32Array | null {
    return this.maps[source] ?? null;
  }

  /** Columns by name, in the order of their names; those that no picked row carries are left out. */
  columns(label: string, pick: Picked, of: readonly Columns[]): Later<Columns> {
    const names = [...new Set(of.flatMap((columns) => Object.keys(columns)))].sort();
    const gathered = names.map((name) =>
      this.column(
        `${label}\u0000${name}`,
        pick,
        of.map((columns) => columns[name]),
      ),
    );
    return () => Object.fromEntries(gathered.flatMap((later, index) => (later === undefined ? [] : [[names[index] ?? '', later()]])));
  }

  /** undefined: no picked row has a value. */
  column(label: string, pick: Picked, of: readonly (Column | undefined)[]): Later<Column> | undefined {
    const present = this.present(pick, of);
    if (present === undefined) return undefined;
    const [holds, other] = new Set(of.flatMap((column) => (column === undefined ? [] : [column.holds])));
    if (other !== undefined) throw new Error(`${label} holds ${holds} in one part of the history and ${other} in another`);
    switch (holds) {
      case 'numbers': {
        const values = this.numbers(pick, of);
        return () => ({ holds, values, present });
      }
      case 'flags': {
        const bits = this.flags(pick, of);
        return () => ({ holds, bits, present });
      }
      case 'lists':
        return this.lists(label, pick, of, present);
      default: {
        const codes = this.recoder.add(label, this.codes(pick, of.map(codesOf)), present);
        return () => ({ holds: 'codes', codes: codes.narrow(), present });
      }
    }
  }

  /** Codes as the recoder knows them; of rows that are missing, any. */
  codes({ place, rows }: Picked, of: readonly (ArrayLike<number> | undefined)[]): Int32Array {
    const codes = new Int32Array(place.length);
    for (const [source, theirs] of of.entries()) {
      if (theirs === undefined) continue;
      const map = this.mapOf(source);
      const own = rows[source] ?? null;
      const count = own?.length ?? place.length;
      for (let at = 0; at < count; at += 1) {
        const n = own === null ? at : (own[at] ?? 0);
        const code = theirs[place[n] ?? 0] ?? 0;
        codes[n] = map === null ? code : (map[code] ?? 0);
      }
    }
    return codes;
  }

  private present(pick: Picked, of: readonly (Column | undefined)[]): Present | undefined {
    const { place } = pick;
    if (place.length > 0 && of.every((column, source) => pick.rows[source]?.length === 0 || column?.present === null)) {
      const rows = of.reduce((sum, _, source) => sum + (pick.rows[source]?.length ?? place.length), 0);
      if (rows === place.length) return null;
    }
    const bits = sharedBytes((place.length + 7) >> 3);
    let count = 0;
    for (const [source, column] of of.entries()) {
      if (column === undefined) continue;
      each(pick, source, (n, at) => {
        if (!isPresent(column.present, at)) return;
        bits[n >> 3] = (bits[n >> 3] ?? 0) | (1 << (n & 7));
        count += 1;
      });
    }
    if (count === 0) return undefined;
    return count === place.length ? null : bits;
  }

  private numbers({ place, rows }: Picked, of: readonly (Column | undefined)[]): Int32Array | Float64Array {
    const columns = of.map((column) => (column?.holds === 'numbers' ? column : undefined));
    const ints = columns.every((column) => column === undefined || column.values instanceof Int32Array);
    const values = ints ? sharedInts(place.length) : new Float64Array(place.length);
    for (const [source, column] of columns.entries()) {
      if (column === undefined) continue;
      const { values: theirs, present } = column;
      const own = rows[source] ?? null;
      const count = own?.length ?? place.length;
      for (let at = 0; at < count; at += 1) {
        const n = own === null ? at : (own[at] ?? 0);
        const from = place[n] ?? 0;
        if (present === null || isPresent(present, from)) values[n] = theirs[from] ?? 0;
      }
    }
    return values instanceof Int32Array ? values : narrowed(values);
  }

  private flags(pick: Picked, of: readonly (Column | undefined)[]): Uint8Array {
    const bits = sharedBytes((pick.place.length + 7) >> 3);
    for (const [source, column] of of.entries()) {
      if (column?.holds !== 'flags') continue;
      each(pick, source, (n, place) => {
        if (isPresent(column.present, place) && isPresent(column.bits, place)) bits[n >> 3] = (bits[n >> 3] ?? 0) | (1 << (n & 7));
      });
    }
    return bits;
  }

  private lists(label: string, pick: Picked, of: readonly (Column | undefined)[], present: Present): Later<Column> {
    const spread = spreadOf(
      pick,
      of.map((column) => (column?.holds === 'lists' ? column.offsets : undefined)),
    );
    const codes = this.codes(
      spread.pick,
      of.map((column) => (column?.holds === 'lists' ? column.codes : undefined)),
    );
    const recoded = this.recoder.add(label, codes);
    return () => ({ holds: 'lists', offsets: spread.offsets, codes: recoded.wide(), present });
  }
}

const codesOf = (column: Column | undefined): ArrayLike<number> | undefined => (column?.holds === 'codes' ? column.codes : undefined);

/** In an Int32Array where all fit. */
function narrowed(values: Float64Array): Int32Array | Float64Array {
  const narrow = values.every(isInt);
  const shared = narrow ? sharedInts(values.length) : sharedFloats(values.length);
  shared.set(values);
  return shared;
}

/** What lies between offsets (items, parties, entries of lists) of the picked rows, one after the other. */
export function spreadOf(
  pick: Picked,
  of: readonly (Int32Array | undefined | null)[],
): { readonly offsets: Int32Array; readonly pick: Picked } {
  const { length } = pick.place;
  const offsets = sharedInts(length + 1);
  for (const [source, theirs] of of.entries()) {
    if (theirs)
      each(pick, source, (n, place) => {
        offsets[n + 1] = (theirs[place + 1] ?? 0) - (theirs[place] ?? 0);
      });
  }
  for (let n = 0; n < length; n += 1) offsets[n + 1] = (offsets[n + 1] ?? 0) + (offsets[n] ?? 0);
  const total = offsets[length] ?? 0;
  const place = new Int32Array(total);
  const source = new Uint16Array(total);
  for (const [number, theirs] of of.entries()) {
    if (theirs)
      each(pick, number, (n, at) => {
        const start = theirs[at] ?? 0;
        const to = offsets[n] ?? 0;
        const end = offsets[n + 1] ?? 0;
        for (let one = to; one < end; one += 1) {
          place[one] = start + one - to;
          source[one] = number;
        }
      });
  }
  return { offsets, pick: pickedFrom(place, source, of.length) };
}
