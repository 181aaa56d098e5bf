import type { Column, KindTable, Present, Texts } from '../../../server/engine/columns/history.ts';

/** Small makers of the columns of a history, for a workload that knows beforehand how many rows there will be. */

/** Texts with their codes, in order of first appearance. */
export class TextList {
  private readonly codes = new Map<string, number>();

  code(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const code = this.codes.size;
    this.codes.set(text, code);
    return code;
  }

  get texts(): Texts {
    return textsOf([...this.codes.keys()]);
  }
}

export function textsOf(all: readonly string[]): Texts {
  const bytes = new TextEncoder().encode(all.join(''));
  const offsets = new Int32Array(all.length + 1);
  let end = 0;
  for (const [index, text] of all.entries()) {
    end += Buffer.byteLength(text);
    offsets[index + 1] = end;
  }
  return { offsets, bytes };
}

/** A column that is filled place by place; what isn't set is missing. */
export class Filling {
  private readonly values: Int32Array | Float64Array | Uint8Array;
  private readonly present: Uint8Array;
  private readonly holds: 'numbers' | 'codes' | 'flags';
  private readonly count: number;
  private missing: number;

  constructor(holds: 'numbers' | 'codes' | 'flags', count: number, values?: Float64Array) {
    this.holds = holds;
    this.count = count;
    this.missing = count;
    this.values = values ?? (holds === 'flags' ? new Uint8Array((count + 7) >> 3) : new Int32Array(count));
    this.present = new Uint8Array((count + 7) >> 3);
  }

  set(place: number, value: number): void {
    this.present[place >> 3] = (this.present[place >> 3] ?? 0) | (1 << (place & 7));
    this.missing -= 1;
    if (this.holds !== 'flags') this.values[place] = value;
    else if (value !== 0) this.values[place >> 3] = (this.values[place >> 3] ?? 0) | (1 << (place & 7));
  }

  get column(): Column {
    const present: Present = this.missing === 0 ? null : this.present;
    if (this.holds === 'flags') return { holds: 'flags', bits: this.values as Uint8Array, present };
    if (this.holds === 'numbers') return { holds: 'numbers', values: this.values as Int32Array | Float64Array, present };
    return { holds: 'codes', codes: narrow(this.values as Int32Array), present };
  }

  get length(): number {
    return this.count;
  }
}

/** Codes below 256 in a byte each, below 65,536 in two. */
export function narrow(codes: Int32Array): Int32Array | Uint16Array | Uint8Array {
  let most = 0;
  for (const code of codes) if (code > most) most = code;
  return most < 256 ? Uint8Array.from(codes) : most < 65_536 ? Uint16Array.from(codes) : codes;
}

/** A kind whose activities have one party each, no items, and no instants. */
export const plainTable = (kind: string, of: Pick<KindTable, 'count' | 'facts' | 'ids' | 'source' | 'day' | 'order'>): KindTable => ({
  kind,
  ...of,
  itemOffsets: null,
  items: {},
  revision: null,
  at: null,
  partyOffsets: null,
  parties: null,
  exchange: null,
  extras: new Map(),
});
