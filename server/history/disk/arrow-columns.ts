/** Columns as Arrow's, a field and its data each. */
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Dictionary,
  Field,
  Int32,
  Int64,
  List,
  makeData,
  Struct,
  TimestampMillisecond,
  Uint8,
  Uint16,
  Utf8,
  type Vector,
} from 'apache-arrow';
import type { Column, Columns, Present, Texts } from '../../engine/columns/history.ts';
import { isPresent } from '../../engine/columns/read-history.ts';
import { decimalsOf } from '../../engine/facts/render.ts';
import type { FactType } from '../../engine/facts/value.ts';
import { factTypeOf, type HistorySetting } from '../setting.ts';
import { type Codes, type Dictionaries, textData } from './dictionaries.ts';
import { toInt64 } from './wide-numbers.ts';

export interface ArrowColumn {
  readonly field: Field;
  readonly data: Data;
}

/** Of one file: columns of texts get dictionaries of their own, numbered as they come. */
export class ArrowColumns {
  private readonly file: string;
  private readonly setting: HistorySetting;
  private readonly dictionaries: Dictionaries;
  private next = 0;

  constructor(file: string, setting: HistorySetting, dictionaries: Dictionaries) {
    this.file = file;
    this.setting = setting;
    this.dictionaries = dictionaries;
  }

  /** Facts by name. `path`: of the group that they stand in, with a dot behind; empty for the file itself. */
  facts(columns: Columns, rows: number, path = ''): ArrowColumn[] {
    return Object.entries(columns).map(([name, column]) => {
      const type = factTypeOf(this.setting, name);
      const { field, data } = this.column(name, column, rows, { path, date: type === 'date' });
      return { field: new Field(name, field.type, field.nullable, metadataOf(type, this.setting)), data };
    });
  }

  column(name: string, column: Column, rows: number, { path = '', date = false } = {}): ArrowColumn {
    const { present } = column;
    switch (column.holds) {
      case 'numbers':
        if (column.values instanceof Float64Array) return of(name, new Int64(), rows, { present, data: toInt64(column.values) });
        return of(name, date ? new DateDay() : new Int32(), rows, { present, data: column.values });
      case 'flags':
        return of(name, new Bool(), rows, { present, data: column.bits });
      case 'codes':
        return this.codes(name, column.codes, present, path);
      case 'lists':
        return list(name, column.offsets, this.codes('text', column.codes, null, `${path}${name}.`), present);
    }
  }

  /** Texts for whoever opens the file, as narrow as they go: nothing here reads them again. */
  names(name: string, codes: Int32Array): ArrowColumn {
    const { codes: wide, dictionary } = this.dictionaries.encode(this.file, name, codes, null);
    const narrow = dictionary.length <= 1 << 8 ? Uint8Array.from(wide) : dictionary.length <= 1 << 16 ? Uint16Array.from(wide) : wide;
    return dictionaryColumn(name, this.next++, { codes: narrow, dictionary }, null);
  }

  codes(name: string, codes: Codes, present: Present = null, path = ''): ArrowColumn {
    const encoded = this.dictionaries.encode(this.file, `${path}${name}`, codes, present);
    return dictionaryColumn(name, this.next++, encoded, present);
  }
}

function dictionaryColumn(
  name: string,
  id: number,
  { codes, dictionary }: { readonly codes: Codes; readonly dictionary: Vector<Utf8> },
  present: Present,
): ArrowColumn {
  const indices = codes instanceof Uint8Array ? new Uint8() : codes instanceof Uint16Array ? new Uint16() : new Int32();
  const type = new Dictionary(new Utf8(), indices, id);
  return {
    field: new Field(name, type, present !== null),
    data: makeData({ type, length: codes.length, ...bits(present, codes.length), data: codes, dictionary }),
  };
}

function of(
  name: string,
  type: DataType,
  length: number,
  { present, data }: { readonly present: Present; readonly data: ArrayBufferView },
): ArrowColumn {
  return { field: new Field(name, type, present !== null), data: makeData({ type, length, ...bits(present, length), data } as never) };
}

/** Rows of a list are `child` from one offset to the next. */
export function list(name: string, offsets: Int32Array, child: ArrowColumn, present: Present = null): ArrowColumn {
  const type = new List(child.field);
  const length = offsets.length - 1;
  return {
    field: new Field(name, type, present !== null),
    data: makeData({ type, length, ...bits(present, length), valueOffsets: offsets, child: child.data }),
  };
}

export function struct(name: string, children: readonly ArrowColumn[], length: number): ArrowColumn {
  const type = new Struct(children.map(({ field }) => field));
  return {
    field: new Field(name, type, false),
    data: makeData({ type, length, nullCount: 0, children: children.map(({ data }) => data) }),
  };
}

export const texts = (name: string, all: Texts): ArrowColumn => ({ field: new Field(name, new Utf8(), false), data: textData(all) });

/** A text each, where there is one. */
export function sparseTexts(name: string, byRow: ReadonlyMap<number, string>, length: number): ArrowColumn {
  const present = new Uint8Array((length + 7) >> 3);
  const valueOffsets = new Int32Array(length + 1);
  const encoded = [...byRow].sort(([a], [b]) => a - b).map(([row, text]) => [row, Buffer.from(text)] as const);
  for (const [row, bytes] of encoded) {
    present[row >> 3] = (present[row >> 3] ?? 0) | (1 << (row & 7));
    valueOffsets[row + 1] = bytes.length;
  }
  for (let row = 0; row < length; row += 1) valueOffsets[row + 1] = (valueOffsets[row + 1] ?? 0) + (valueOffsets[row] ?? 0);
  const data = Buffer.concat(encoded.map(([, bytes]) => bytes));
  return {
    field: new Field(name, new Utf8(), true),
    data: makeData({ type: new Utf8(), length, ...bits(present, length), valueOffsets, data }),
  };
}

export const ints = (name: string, values: Int32Array): ArrowColumn =>
  of(name, new Int32(), values.length, { present: null, data: values });
export const smallInts = (name: string, values: Uint8Array): ArrowColumn =>
  of(name, new Uint8(), values.length, { present: null, data: values });
export const wideInts = (name: string, values: Float64Array): ArrowColumn =>
  of(name, new Int64(), values.length, { present: null, data: toInt64(values) });
export const dates = (name: string, values: Int32Array): ArrowColumn =>
  of(name, new DateDay(), values.length, { present: null, data: values });
export const flags = (name: string, values: Uint8Array, length: number): ArrowColumn =>
  of(name, new Bool(), length, { present: null, data: values });

/** Milliseconds since 1970; NaN: not known. */
export function instants(name: string, values: Float64Array): ArrowColumn {
  const present = new Uint8Array((values.length + 7) >> 3);
  const known = values.map((value, n) => {
    if (Number.isNaN(value)) return 0;
    present[n >> 3] = (present[n >> 3] ?? 0) | (1 << (n & 7));
    return value;
  });
  return of(name, new TimestampMillisecond('UTC'), values.length, { present, data: toInt64(known) });
}

function bits(present: Present, length: number): { readonly nullCount: number; readonly nullBitmap?: Uint8Array } {
  if (present === null) return { nullCount: 0 };
  let nullCount = 0;
  for (let n = 0; n < length; n += 1) if (!isPresent(present, n)) nullCount += 1;
  return { nullCount, nullBitmap: present };
}

/** What the numbers mean, for people who open the file. */
function metadataOf(type: FactType | undefined, { currency }: HistorySetting): Map<string, string> {
  if (type === undefined) return new Map();
  const metadata = new Map<string, string>([['type', type]]);
  const step = `10^-${decimalsOf(type, currency.digits)}`;
  if (type === 'money' || type === 'price') metadata.set('unit', `${step} ${currency.code}`);
  if (type === 'rate') metadata.set('unit', step);
  return metadata;
}
