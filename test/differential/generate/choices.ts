/**
 * A stream of numbers that decides everything about a generated case. It comes from fast-check, so
 * a case is reproduced by its seed; past its end it gives 0, the plainest choice everywhere.
 */
export class Choices {
  readonly #numbers: ArrayLike<number>;
  #next = 0;

  constructor(numbers: ArrayLike<number>) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 up to, not with, the bound. */
  below(bound: number): number {
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return number % bound;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === times - 1;
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.below(from.length)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  }

  /** Some of them, at least `least`, in their order. */
  some<T>(from: readonly T[], least: number, most: number): T[] {
    const wanted = Math.min(from.length, this.between(least, most));
    const left = [...from];
    while (left.length > wanted) left.splice(this.below(left.length), 1);
    return left;
  }

  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }
}
