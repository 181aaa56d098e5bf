import { type Data, DataType, type RecordBatch, RecordBatchReader } from 'apache-arrow';
import type { Column, Columns, Present, Texts } from '../../engine/columns/history.ts';
import { isPresent } from '../../engine/columns/read-history.ts';
import { HistoryError } from '../history-error.ts';
import type { Codes } from './dictionaries.ts';
import { fromInt64 } from './wide-numbers.ts';

const MAGIC = 'ARROW1';

type Arrays = Uint8Array | Uint16Array | Int32Array | BigInt64Array;

/** A list's or struct's rows among those of the file. */
interface Within {
  readonly path: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Data>;
  /** Before the names of columns in `dictionaries`. */
  readonly prefix: string;
  /** By dotted path of the column: its texts, as codes of the history's list. */
  readonly dictionaries: ReadonlyMap<string, Int32Array>;
}

/**
 * Columns of an Arrow file as views of its bytes. Lengths, offsets and codes are looked at before they are trusted;
 * other numbers are not, since any may be a value. Codes and 64-bit integers become the history's own where they lie:
 * a column is read once, and the bytes are nobody else's.
 */
export class ArrowReader {
  readonly rows: number;
  private readonly at: Within;

  private constructor(at: Within) {
    this.at = at;
    this.rows = at.rows;
  }

  /** `rows`: how many there must be. */
  static open(path: string, bytes: Uint8Array, rows: number, dictionaries: ReadonlyMap<string, Int32Array> = new Map()): ArrowReader {
    const { schema, data, numRows } = readBatch(path, bytes);
    if (numRows !== rows) throw new HistoryError(`${path} has ${numRows} rows; ${rows} were expected.`);
    const columns = named(schema.fields, data.children);
    return new ArrowReader({ path, rows, columns, prefix: '', dictionaries });
  }

  has(name: string): boolean {
    return this.at.columns.has(name);
  }

  /** Facts: columns with a dot in their names. */
  facts(): Columns {
    const names = [...this.at.columns.keys()].filter((name) => name.includes('.'));
    return Object.fromEntries(names.map((name) => [name, this.column(name)]));
  }

  column(name: string): Column {
    const data = this.data(name);
    const { type } = data;
    const present = this.present(name);
    if (DataType.isDictionary(type)) return { holds: 'codes', codes: this.codes(name), present };
    if (DataType.isBool(type)) return { holds: 'flags', bits: this.flags(name), present };
    if (!DataType.isList(type))
      return { holds: 'numbers', values: data.values instanceof Int32Array ? this.ints(name) : this.wideInts(name), present };
    const { offsets, rows } = this.list(name);
    const codes = rows.codes('text');
    if (!(codes instanceof Int32Array)) throw this.damaged(name, 'its texts have no 32-bit codes');
    return { holds: 'lists', offsets, codes, present };
  }

  codes(name: string): Codes {
    const { values } = this.data(name);
    const map = this.at.dictionaries.get(`${this.at.prefix}${name}`);
    if (map === undefined) throw this.damaged(name, 'its dictionary isn’t among those of the segment');
    const codes: Codes =
      values instanceof Uint8Array || values instanceof Uint16Array
        ? this.sized(name, values, this.rows)
        : this.sized(name, this.int32(name), this.rows);
    const wrong = recode(codes, map, this.present(name));
    if (wrong >= 0) throw this.damaged(name, `row ${wrong} has text ${codes[wrong]} of ${map.length}`);
    return codes;
  }

  /** `below`: what all must be less than, and at least 0. */
  ints(name: string, below?: number): Int32Array {
    const values = this.sized(name, this.int32(name), this.rows);
    const wrong = below === undefined ? -1 : firstBeyond(values, below);
    if (wrong >= 0) throw this.damaged(name, `row ${wrong} has ${values[wrong]}, where there are ${below}`);
    return values;
  }

  smallInts(name: string): Uint8Array {
    const { values } = this.data(name);
    if (!(values instanceof Uint8Array)) throw this.damaged(name, 'it holds no 8-bit numbers');
    return this.sized(name, values, this.rows);
  }

  wideInts(name: string): Float64Array {
    const { values } = this.data(name);
    if (!(values instanceof BigInt64Array)) throw this.damaged(name, 'it holds no 64-bit numbers');
    const wide = fromInt64(this.sized(name, values, this.rows));
    if (wide === undefined) throw this.damaged(name, 'a number is beyond 2⁵³');
    return wide;
  }

  /** NaN where missing. */
  instants(name: string): Float64Array {
    const instants = this.wideInts(name);
    const present = this.present(name);
    for (let n = 0; n < instants.length; n += 1) if (!isPresent(present, n)) instants[n] = Number.NaN;
    return instants;
  }

  flags(name: string): Uint8Array {
    const { values } = this.data(name);
    if (!(values instanceof Uint8Array)) throw this.damaged(name, 'it holds no bits');
    return this.sized(name, values, (this.rows + 7) >> 3);
  }

  present(name: string): Present {
    const { nullCount, nullBitmap } = this.data(name);
    return nullCount === 0 ? null : this.sized(name, nullBitmap ?? new Uint8Array(0), (this.rows + 7) >> 3);
  }

  texts(name: string): Texts {
    const { values } = this.data(name);
    if (!(values instanceof Uint8Array)) throw this.damaged(name, 'it holds no texts');
    const offsets = this.offsets(name, values.length);
    return { offsets, bytes: values.subarray(0, offsets[this.rows]) };
  }

  /** Row n has rows offsets[n] up to offsets[n + 1]. */
  list(name: string): { readonly offsets: Int32Array; readonly rows: ArrowReader } {
    const { type, children } = this.data(name);
    const [child] = children;
    if (child === undefined || !DataType.isList(type)) throw this.damaged(name, 'it holds no lists');
    const rows = DataType.isStruct(child.type) ? this.inner(name, child) : this.inside(name, child.length, named(type.children, children));
    return { offsets: this.offsets(name, child.length), rows };
  }

  struct(name: string): ArrowReader {
    return this.inner(name, this.data(name));
  }

  damaged(name: string, what: string): HistoryError {
    return new HistoryError(`${this.at.path} is damaged: column ${name}: ${what}.`);
  }

  private inner(name: string, data: Data): ArrowReader {
    if (!DataType.isStruct(data.type)) throw this.damaged(name, 'it holds no records');
    return this.inside(name, data.length, named(data.type.children, data.children));
  }

  private inside(name: string, rows: number, columns: ReadonlyMap<string, Data>): ArrowReader {
    return new ArrowReader({ ...this.at, rows, columns, prefix: `${this.at.prefix}${name}.` });
  }

  private data(name: string): Data {
    const data = this.at.columns.get(name);
    if (data === undefined) throw new HistoryError(`${this.at.path} is damaged: it has no column ${this.at.prefix}${name}.`);
    return data;
  }

  private int32(name: string): Int32Array {
    const { values } = this.data(name);
    if (!(values instanceof Int32Array)) throw this.damaged(name, 'it holds no 32-bit numbers');
    return values;
  }

  private offsets(name: string, most: number): Int32Array {
    const { valueOffsets } = this.data(name);
    if (!(valueOffsets instanceof Int32Array)) throw this.damaged(name, 'it has no offsets');
    const offsets = this.sized(name, valueOffsets, this.rows + 1);
    let before = 0;
    for (let n = 0; n < offsets.length; n += 1) {
      const offset = offsets[n] ?? 0;
      if (offset < before || offset > most || (n === 0 && offset !== 0)) throw this.damaged(name, `offset ${n} is ${offset}`);
      before = offset;
    }
    return offsets;
  }

  private sized<A extends Arrays>(name: string, values: A, length: number): A {
    if (values.length < length) throw this.damaged(name, `it ends after ${values.length} of ${length}`);
    return values.subarray(0, length) as A;
  }
}

/**
 * In place; the first row whose code is none of the map's, −1: there is none. A third of the time of opening is spent
 * here: bytes, which most columns are of, have a loop of their own, and what is missing is multiplied away.
 */
function recode(codes: Codes, map: Int32Array, present: Present): number {
  // without any text all rows are missing, and have code 0
  if (map.length === 0) return codes.findIndex((_, n) => isPresent(present, n));
  return codes instanceof Uint8Array ? recodeBytes(codes, map, present) : recodeWide(codes, map, present);
}

function recodeBytes(codes: Uint8Array, map: Int32Array, present: Present): number {
  for (let n = 0; n < codes.length; n += 1) {
    const code = codes[n] ?? 0;
    if (code >= map.length) return n;
    codes[n] = (map[code] ?? 0) * (present === null ? 1 : ((present[n >> 3] ?? 0) >> (n & 7)) & 1);
  }
  return -1;
}

function recodeWide(codes: Uint16Array | Int32Array, map: Int32Array, present: Present): number {
  for (let n = 0; n < codes.length; n += 1) {
    const code = codes[n] ?? 0;
    if (code >>> 0 >= map.length) return n;
    codes[n] = (map[code] ?? 0) * (present === null ? 1 : ((present[n >> 3] ?? 0) >> (n & 7)) & 1);
  }
  return -1;
}

function firstBeyond(values: Int32Array, below: number): number {
  for (let n = 0; n < values.length; n += 1) if ((values[n] ?? 0) >>> 0 >= below) return n;
  return -1;
}

function readBatch(path: string, bytes: Uint8Array): RecordBatch {
  const magicAt = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + MAGIC.length));
  if (bytes.length < 16 || magicAt(0) !== MAGIC || magicAt(bytes.length - MAGIC.length) !== MAGIC) {
    throw new HistoryError(`${path} is no Arrow file, or was cut short.`);
  }
  try {
    const [batch, other] = [...RecordBatchReader.from(bytes)];
    if (batch !== undefined && other === undefined) return batch;
  } catch (error) {
    throw new HistoryError(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new HistoryError(`${path} is no file of a history: one batch of rows was expected.`);
}

const named = (fields: readonly { readonly name: unknown }[], children: readonly Data[]): ReadonlyMap<string, Data> =>
  new Map(children.map((data, index) => [String(fields[index]?.name), data]));
