import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

const TWO_TO_32 = 4_294_967_296;
/** Drawn and thrown away: the first numbers of neighbouring seeds look alike. */
const WARM_UP = 32;
const DOUBLINGS = 5;

/**
 * Numbers that depend on the seed alone. Only operations that every engine rounds alike decide a value: + − × ÷ of doubles and
 * whole numbers, never powers, logarithms or sines.
 */
export class Random {
  private readonly source: JumpableRandomGenerator;

  /** A whole number of 32 bits. */
  constructor(seed: number) {
    this.source = xoroshiro128plus(seed);
    for (let drawn = 0; drawn < WARM_UP; drawn += 1) this.source.next();
  }

  /** A whole number from 0 up to below `limit`. */
  below(limit: number): number {
    return Math.floor(((this.source.next() >>> 0) / TWO_TO_32) * limit);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True so many times in a thousand. */
  chance(permille: number): boolean {
    return this.below(1000) < permille;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** Of anything that may be empty. */
  pickOr<T>(list: readonly T[], otherwise: T): T {
    return list[this.below(list.length)] ?? otherwise;
  }

  /** Around `middle` with a long tail on both sides: each doubling or halving is half as likely as the one before, at most `DOUBLINGS`. */
  tailed(middle: number): number {
    let factor = 1;
    const up = this.chance(500);
    for (let step = 0; step < DOUBLINGS && this.chance(500); step += 1) factor *= 2;
    const around = (middle * this.between(700, 1400)) / 1000;
    return Math.max(1, Math.round(up ? around * factor : around / factor));
  }
}

/** A number that looks random, of two whole numbers: what is asked of the same thing twice is answered alike without being kept. */
export function mixed(seed: number, of: number): number {
  let mix = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(of + 1, 0xc2b2ae35);
  mix = Math.imul(mix ^ (mix >>> 16), 0x7feb352d);
  mix = Math.imul(mix ^ (mix >>> 15), 0x846ca68b);
  return (mix ^ (mix >>> 16)) >>> 0;
}
