import type { SourceNode } from '../../server/engine/program/source.ts';

/*
 * Text in JSON, as it is meant and as it is written: a formula's "money(\"5\")" has four more characters on paper.
 */

/** Of a text in quotes: for each offset in what it says, the offset in the file; one more for its end. */
export function writtenOffsets({ file, start, end, value }: SourceNode): readonly number[] {
  const said = String(value).length;
  const offsets: number[] = [];
  let at = start + 1;
  for (let seen = 0; seen <= said; seen += 1) {
    offsets.push(Math.min(at, end));
    if (file.text[at] !== '\\') at += 1;
    else at += file.text[at + 1] === 'u' ? 6 : 2;
  }
  return offsets;
}

/** The offset in what a text says of an offset in the file. */
export function saidOffset(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A piece of a text as it is written between quotes. */
export const written = (text: string): string => JSON.stringify(text).slice(1, -1);
