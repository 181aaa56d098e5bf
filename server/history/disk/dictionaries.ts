import { type Data, makeData, Utf8, Vector } from 'apache-arrow';
import type { Present, Texts } from '../../engine/columns/history.ts';
import { isPresent } from '../../engine/columns/read-history.ts';
import { pickTexts } from '../building/recode.ts';

export type Codes = Uint8Array | Uint16Array | Int32Array;

/** The texts of one column, as codes of the segment's list of texts, ascending. */
export interface ColumnTexts {
  readonly file: string;
  /** Dotted path in the file. */
  readonly column: string;
  readonly codes: Int32Array;
}

/**
 * Columns of texts on disk have a dictionary of their own, so that whoever opens one file sees texts; in memory all
 * have codes of one list. Which code an entry of a dictionary has is kept beside.
 */
export class Dictionaries {
  readonly columns: ColumnTexts[] = [];
  private readonly texts: Texts;
  private readonly local: Int32Array;

  constructor(texts: Texts) {
    this.texts = texts;
    this.local = new Int32Array(texts.offsets.length).fill(-1);
  }

  /** The codes as places in the column's own dictionary, as wide as they were; 0 where missing. */
  encode<C extends Codes>(
    file: string,
    column: string,
    codes: C,
    present: Present,
  ): { readonly codes: C; readonly dictionary: Vector<Utf8> } {
    const found: number[] = [];
    for (let n = 0; n < codes.length; n += 1) {
      const code = codes[n] ?? 0;
      if (this.local[code] !== -1 || !isPresent(present, n)) continue;
      this.local[code] = 0;
      found.push(code);
    }
    const used = Int32Array.from(found).sort();
    for (const [local, code] of used.entries()) this.local[code] = local;
    const Kind = codes.constructor as new (length: number) => C;
    const locals = new Kind(codes.length);
    for (let n = 0; n < codes.length; n += 1) if (isPresent(present, n)) locals[n] = this.local[codes[n] ?? 0] ?? 0;
    for (const code of used) this.local[code] = -1;
    this.columns.push({ file, column, codes: used });
    return { codes: locals, dictionary: new Vector([textData(pickTexts(this.texts, used))]) };
  }
}

export const textData = ({ offsets, bytes }: Texts): Data<Utf8> =>
  makeData({ type: new Utf8(), length: offsets.length - 1, nullCount: 0, valueOffsets: offsets, data: bytes });
