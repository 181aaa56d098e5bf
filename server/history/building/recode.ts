import type { Present, Texts } from '../../engine/columns/history.ts';
import { isPresent } from '../../engine/columns/read-history.ts';
import { sharedBytes, sharedInts, sharedWords } from '../shared-memory.ts';

/** Codes of the history, once all columns are known. */
export interface Recoded {
  /** As narrow as the codes of the column allow; 0 where missing. */
  narrow(): Uint8Array | Uint16Array | Int32Array;
  wide(missing?: number): Int32Array;
}

interface CodeColumn {
  readonly label: string;
  readonly codes: Int32Array;
  readonly present: Present;
  /** Codes in order of first appearance. */
  readonly distinct: Int32Array;
}

/**
 * Gives the texts that are in use their codes: columns with the fewest different texts first, then by name, and in a
 * column as texts first appear. So columns of few texts fit a byte, and the same history has the same codes however
 * it came together.
 */
export class Recoder {
  private readonly texts: Texts;
  private readonly columns: CodeColumn[] = [];
  private readonly seen: Int32Array;
  private readonly codes: Int32Array;
  private used = 0;

  /** `texts`: those that the codes handed in are of. */
  constructor(texts: Texts) {
    this.texts = texts;
    this.seen = new Int32Array(texts.offsets.length);
    this.codes = new Int32Array(texts.offsets.length).fill(-1);
  }

  /** `label` tells the column from all others. */
  add(label: string, codes: Int32Array, present: Present = null): Recoded {
    const mark = this.columns.length + 1;
    const distinct: number[] = [];
    for (let n = 0; n < codes.length; n += 1) {
      if (present !== null && !isPresent(present, n)) continue;
      const code = codes[n] ?? 0;
      if (this.seen[code] === mark) continue;
      this.seen[code] = mark;
      distinct.push(code);
    }
    const column = { label, codes, present, distinct: Int32Array.from(distinct) };
    this.columns.push(column);
    return { narrow: () => this.narrow(column), wide: (missing = 0) => this.fill(column, sharedInts(codes.length), missing) };
  }

  /** After the last column and before the first answer: the texts by their codes. */
  finish(): Texts {
    const inOrder: number[] = [];
    const sorted = [...this.columns].sort((a, b) => a.distinct.length - b.distinct.length || (a.label < b.label ? -1 : 1));
    for (const { distinct } of sorted) {
      for (const code of distinct) {
        if (this.codes[code] !== -1) continue;
        this.codes[code] = this.used;
        this.used += 1;
        inOrder.push(code);
      }
    }
    return pickTexts(this.texts, Int32Array.from(inOrder));
  }

  private narrow(column: CodeColumn): Uint8Array | Uint16Array | Int32Array {
    let most = 0;
    for (const code of column.distinct) most = Math.max(most, this.codes[code] ?? 0);
    const { length } = column.codes;
    if (most < 1 << 8) return this.fill(column, sharedBytes(length), 0);
    return most < 1 << 16 ? this.fill(column, sharedWords(length), 0) : this.fill(column, sharedInts(length), 0);
  }

  private fill<A extends Uint8Array | Uint16Array | Int32Array>({ codes, present }: CodeColumn, into: A, missing: number): A {
    for (let n = 0; n < codes.length; n += 1) into[n] = isPresent(present, n) ? (this.codes[codes[n] ?? 0] ?? 0) : missing;
    return into;
  }
}

/** Texts by number, in the order given. */
export function pickTexts({ offsets, bytes }: Texts, numbers: Int32Array): Texts {
  let length = 0;
  for (const number of numbers) length += (offsets[number + 1] ?? 0) - (offsets[number] ?? 0);
  const picked = { offsets: sharedInts(numbers.length + 1), bytes: sharedBytes(length) };
  let end = 0;
  for (let n = 0; n < numbers.length; n += 1) {
    const number = numbers[n] ?? 0;
    const until = offsets[number + 1] ?? 0;
    for (let at = offsets[number] ?? 0; at < until; at += 1) {
      picked.bytes[end] = bytes[at] ?? 0;
      end += 1;
    }
    picked.offsets[n + 1] = end;
  }
  return picked;
}
