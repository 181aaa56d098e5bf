/** Columns of a history out of those of its parts, row by row in a new order. */
import type { Column, Columns, Present } from '../../engine/columns/history.ts';
import { isPresent } from '../../engine/columns/read-history.ts';
import { sharedBytes, sharedFloats, sharedInts } from '../shared-memory.ts';
import { isInt } from './growing.ts';
import type { Recoder } from './recode.ts';

/** Row n of the history is row `place[n]` of source `source[n]`. */
export interface Picked {
  readonly place: Int32Array;
  /** null: all of source 0. */
  readonly source: Uint16Array | null;
}

/** Of `Picked.source`: the row has nothing. */
export const NOWHERE = 0xffff;

/** Known once the recoder has finished. */
export type Later<T> = () => T;

/** Calls for each row of a source. */
export function each(pick: Picked, source: number, row: (n: number, place: number) => void): void {
  const { place, source: sources } = pick;
  for (let n = 0; n < place.length; n += 1) if (sources === null || sources[n] === source) row(n, place[n] ?? 0);
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

  /** Codes as the recoder knows them; 0 where missing. */
  codes(pick: Picked, of: readonly (ArrayLike<number> | undefined)[]): Int32Array {
    const codes = new Int32Array(pick.place.length);
    for (const [source, theirs] of of.entries()) {
      if (theirs === undefined) continue;
      const map = this.maps[source];
      each(pick, source, (n, place) => {
        const code = theirs[place] ?? 0;
        codes[n] = map ? (map[code] ?? 0) : code;
      });
    }
    return codes;
  }

  private present(pick: Picked, of: readonly (Column | undefined)[]): Present | undefined {
    const bits = new Uint8Array((pick.place.length + 7) >> 3);
    let count = 0;
    for (const [source, column] of of.entries()) {
      if (column === undefined) continue;
      each(pick, source, (n, place) => {
        if (!isPresent(column.present, place)) return;
        bits[n >> 3] = (bits[n >> 3] ?? 0) | (1 << (n & 7));
        count += 1;
      });
    }
    if (count === 0) return undefined;
    return count === pick.place.length ? null : copied(bits);
  }

  private numbers(pick: Picked, of: readonly (Column | undefined)[]): Int32Array | Float64Array {
    const values = new Float64Array(pick.place.length);
    for (const [source, column] of of.entries()) {
      if (column?.holds !== 'numbers') continue;
      each(pick, source, (n, place) => {
        if (isPresent(column.present, place)) values[n] = column.values[place] ?? 0;
      });
    }
    return narrowed(values);
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

function copied(bytes: Uint8Array): Uint8Array {
  const shared = sharedBytes(bytes.length);
  shared.set(bytes);
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
  const source = pick.source === null ? null : new Uint16Array(total);
  for (const [number, theirs] of of.entries()) {
    if (theirs)
      each(pick, number, (n, at) => {
        const start = theirs[at] ?? 0;
        const to = offsets[n] ?? 0;
        const end = offsets[n + 1] ?? 0;
        for (let one = to; one < end; one += 1) {
          place[one] = start + one - to;
          if (source !== null) source[one] = number;
        }
      });
  }
  return { offsets, pick: { place, source } };
}
