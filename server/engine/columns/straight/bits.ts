/** Rules of one kind as bits of a few words: sets of them, and loops over those that are in a set. */
import type { SourceWriter } from '../../compiled/generate/source.ts';

/** Bits of a word: so few that a word and what is reckoned from it never leave small whole numbers. */
const WIDTH = 30;

/** By word. */
export type Mask = readonly number[];

export const wordsFor = (count: number): number => Math.ceil(count / WIDTH);
export const wordOf = (place: number): number => Math.floor(place / WIDTH);
/** The first rules have the highest bits: those are found quickest. */
export const bitOf = (place: number): number => 1 << (WIDTH - 1 - (place % WIDTH));

export function maskOf(count: number, places: Iterable<number>): Mask {
  const mask = new Array<number>(wordsFor(count)).fill(0);
  for (const place of places) mask[wordOf(place)] = (mask[wordOf(place)] ?? 0) | bitOf(place);
  return mask;
}

/** Whether one of the rules is in a set: an expression. */
export const isIn = (words: readonly string[], place: number): string => `(${words[wordOf(place)]} & ${bitOf(place)}) !== 0`;

/** The part of a set that is in a mask, by word; '' where there can be none. */
export const within = (words: readonly string[], mask: Mask): readonly string[] =>
  words.map((word, at) => ((mask[at] ?? 0) === 0 ? '' : `${word} & ${mask[at]}`));

export interface Each {
  /** Names of locals: the rule's place, and its bit in the word. */
  readonly place: string;
  readonly bit: string;
  readonly word: number;
}

/** A loop for each word over the rules of a set, in rule order. `sets`: expressions by word, '' for none. */
export function eachOf(out: SourceWriter, sets: readonly string[], write: (each: Each) => void): void {
  for (const [word, set] of sets.entries()) {
    if (set === '') continue;
    const left = out.name('m');
    out.block(`for (let ${left} = ${set}; ${left} !== 0; )`, () => {
      const zeros = out.constant('z', `Math.clz32(${left})`);
      const bit = out.constant('l', `-0x80000000 >>> ${zeros}`);
      const place = out.constant('b', `${zeros} + ${word * WIDTH - (32 - WIDTH)}`);
      out.line(`${left} ^= ${bit};`);
      write({ place, bit, word });
    });
  }
}
