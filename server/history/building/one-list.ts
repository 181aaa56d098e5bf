import type { Texts } from '../../engine/columns/history.ts';
import { textCount } from '../../engine/columns/read-history.ts';
import { largestOf } from './live.ts';
import { TextTable } from './text-table.ts';

/** Texts of several parts, each once; by part, its codes as codes of that list (null: they are the same). */
export interface OneList {
  readonly texts: Texts;
  readonly codes: readonly (Int32Array | null)[];
}

/** The longest list stays as it is, and what it doesn't have comes behind it. `also`: a text that has to be there if there are several. */
export function oneList(lists: readonly Texts[], also: string): OneList {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return { texts: only, codes: [null] };
  const longest = largestOf(lists.map(textCount));
  const others = new TextTable();
  others.add(also);
  const numbers = lists.map((texts, list) => {
    if (list === longest) return null;
    return Int32Array.from({ length: textCount(texts) }, (_, code) =>
      others.addBytes(texts.bytes, texts.offsets[code] ?? 0, texts.offsets[code + 1] ?? 0),
    );
  });
  const first = lists[longest] ?? { offsets: new Int32Array(1), bytes: new Uint8Array(0) };
  const codes = new Int32Array(others.count).fill(-1);
  const count = textCount(first);
  for (let code = 0; code < count; code += 1) {
    const number = others.findBytes(first.bytes, first.offsets[code] ?? 0, first.offsets[code + 1] ?? 0);
    if (number >= 0) codes[number] = code;
  }
  const texts = appended(first, others, codes);
  return { texts, codes: numbers.map((own) => own?.map((number) => codes[number] ?? 0) ?? null) };
}

/** Those of `more` without a code get the next ones. */
function appended(first: Texts, more: TextTable, codes: Int32Array): Texts {
  const end = first.offsets[textCount(first)] ?? 0;
  const behind: number[] = [];
  let length = end;
  for (let number = 0; number < more.count; number += 1) {
    if (codes[number] !== -1) continue;
    codes[number] = textCount(first) + behind.length;
    behind.push(number);
    length += (more.offsets[number + 1] ?? 0) - (more.offsets[number] ?? 0);
  }
  const offsets = new Int32Array(first.offsets.length + behind.length);
  offsets.set(first.offsets);
  const bytes = new Uint8Array(length);
  bytes.set(first.bytes.subarray(0, end));
  let to = end;
  for (const [index, number] of behind.entries()) {
    const own = more.bytes.subarray(more.offsets[number], more.offsets[number + 1]);
    bytes.set(own, to);
    to += own.length;
    offsets[first.offsets.length + index] = to;
  }
  return { offsets, bytes };
}
