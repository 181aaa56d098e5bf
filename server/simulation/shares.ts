/**
 * What each of a few edits costs, where they work on each other: its Shapley share, the mean of what it adds over all
 * orders in which the edits could have been made. Shares add up to the whole.
 */

/** By subset of the edits (bit i: edit i is made), in smallest units → the share of each edit, rounded so that all sum to the whole exactly. */
export function shapleyShares(count: number, amountOf: (subset: number) => number): readonly number[] {
  const all = (1 << count) - 1;
  const orders = factorial(count);
  const exact = Array.from({ length: count }, (_, edit) => {
    let sum = 0n;
    for (let subset = 0; subset <= all; subset += 1) {
      if ((subset >> edit) & 1) continue;
      const made = bits(subset);
      const weight = factorial(made) * factorial(count - made - 1);
      sum += weight * (BigInt(amountOf(subset | (1 << edit))) - BigInt(amountOf(subset)));
    }
    return sum;
  });
  return roundToSum(exact, orders);
}

/** Fractions of one denominator → whole numbers with the same sum, which is whole: the largest remainders are rounded up, the first of equal ones. */
export function roundToSum(numerators: readonly bigint[], denominator: bigint): readonly number[] {
  const floors = numerators.map((n) => (n >= 0n ? n / denominator : -((-n + denominator - 1n) / denominator)));
  const sum = numerators.reduce((a, b) => a + b, 0n);
  let left = sum / denominator - floors.reduce((a, b) => a + b, 0n);
  const order = numerators
    .map((n, index) => ({ index, remainder: n - (floors[index] ?? 0n) * denominator }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of order) {
    if (left <= 0n) break;
    floors[index] = (floors[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return floors.map(Number);
}

function bits(subset: number): number {
  let count = 0;
  for (let rest = subset; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

const factorial = (n: number): bigint => (n <= 1 ? 1n : BigInt(n) * factorial(n - 1));
