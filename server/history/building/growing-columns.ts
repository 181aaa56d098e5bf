/** Columns while activities come in one by one. */
import type { Column, Columns, Present } from '../../engine/columns/history.ts';
import type { Value } from '../../engine/facts/value.ts';
import { FamiliarTexts } from './familiar-texts.ts';
import { grown, isInt } from './growing.ts';
import type { TextTable } from './text-table.ts';

const setBit = (bits: Uint8Array, n: number): void => {
  bits[n >> 3] = (bits[n >> 3] ?? 0) | (1 << (n & 7));
};

/** One fact. Rows that nothing was set for are missing. */
class GrowingColumn {
  private readonly holds: Column['holds'];
  private readonly texts: FamiliarTexts;
  private present = new Uint8Array(0);
  private presentRows = 0;
  /** Numbers, codes, or where lists end. */
  private values: Int32Array | Float64Array = new Int32Array(0);
  private bits = new Uint8Array(0);
  private codes = new Int32Array(0);
  private listed = 0;
  /** Of lists: rows whose end is known. */
  private ended = 0;

  constructor(holds: Column['holds'], texts: TextTable) {
    this.holds = holds;
    this.texts = new FamiliarTexts(texts);
  }

  set(n: number, value: Value): void {
    if (holdsOf(value) !== this.holds) throw new Error(`a column of ${this.holds} got ${typeof value}`);
    this.present = grown(this.present, (n >> 3) + 1);
    setBit(this.present, n);
    this.presentRows += 1;
    if (typeof value === 'number') this.setNumber(n, value);
    else if (typeof value === 'string') this.setNumber(n, this.texts.add(value));
    else if (typeof value === 'boolean') this.setFlag(n, value);
    else this.setList(n, value);
  }

  private setNumber(n: number, value: number): void {
    if (!isInt(value) && this.values instanceof Int32Array) this.values = Float64Array.from(this.values);
    this.values = grown<Int32Array | Float64Array>(this.values, n + 1);
    this.values[n] = value;
  }

  private setFlag(n: number, value: boolean): void {
    this.bits = grown(this.bits, (n >> 3) + 1);
    if (value) setBit(this.bits, n);
  }

  private setList(n: number, list: readonly string[]): void {
    this.endLists(n);
    this.codes = grown(this.codes, this.listed + list.length);
    for (const text of list) {
      this.codes[this.listed] = this.texts.add(text);
      this.listed += 1;
    }
  }

  /** Lists of the rows before n end where they do. */
  private endLists(n: number): void {
    this.values = grown<Int32Array | Float64Array>(this.values, n + 1);
    for (; this.ended < n; this.ended += 1) this.values[this.ended + 1] = this.listed;
  }

  /** Views of `rows` rows: good until the next value is set. */
  column(rows: number): Column {
    const present = this.presentOf(rows);
    switch (this.holds) {
      case 'numbers':
        return { holds: 'numbers', values: this.valuesOf(rows), present };
      case 'codes':
        return { holds: 'codes', codes: this.valuesOf(rows) as Int32Array, present };
      case 'flags':
        this.bits = grown(this.bits, (rows + 7) >> 3);
        return { holds: 'flags', bits: this.bits.subarray(0, (rows + 7) >> 3), present };
      case 'lists':
        this.endLists(rows);
        return { holds: 'lists', offsets: this.valuesOf(rows + 1) as Int32Array, codes: this.codes.subarray(0, this.listed), present };
    }
  }

  private presentOf(rows: number): Present {
    if (this.presentRows === rows) return null;
    this.present = grown(this.present, (rows + 7) >> 3);
    return this.present.subarray(0, (rows + 7) >> 3);
  }

  private valuesOf(length: number): Int32Array | Float64Array {
    this.values = grown<Int32Array | Float64Array>(this.values, length);
    return this.values.subarray(0, length);
  }
}

/** Rows of facts by name, one after the other. */
export class GrowingRows {
  count = 0;
  private readonly named = new Map<string, GrowingColumn>();
  private readonly texts: TextTable;

  constructor(texts: TextTable) {
    this.texts = texts;
  }

  add(values: ReadonlyMap<string, Value>): void {
    for (const [name, value] of values) {
      let column = this.named.get(name);
      if (column === undefined) {
        column = new GrowingColumn(holdsOf(value), this.texts);
        this.named.set(name, column);
      }
      column.set(this.count, value);
    }
    this.count += 1;
  }

  /** Views: good until the next row. */
  get columns(): Columns {
    return Object.fromEntries([...this.named].map(([name, column]) => [name, column.column(this.count)]));
  }
}

function holdsOf(value: Value): Column['holds'] {
  if (typeof value === 'number') return 'numbers';
  if (typeof value === 'string') return 'codes';
  return typeof value === 'boolean' ? 'flags' : 'lists';
}
