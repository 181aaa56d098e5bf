/** Days are few: they are counted, not compared. */
const MOST_DAYS = 1_000_000;

/**
 * The order of history (engine/README.md): by day; within a day first what has an instant, by instant, then the rest;
 * ties as recorded. `at` is NaN where the instant isn't known; null: nowhere. The numbers of the activities in order.
 */
export function timeOrder(days: Int32Array, at: Float64Array | null): Int32Array {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (days.length === 0) return new Int32Array(0);
  if (last - first > MOST_DAYS) throw new Error(`a history spans at most ${MOST_DAYS} days`);
  const starts = new Int32Array(last - first + 2);
  for (const day of days) starts[day - first + 1] = (starts[day - first + 1] ?? 0) + 1;
  for (let day = 1; day < starts.length; day += 1) starts[day] = (starts[day] ?? 0) + (starts[day - 1] ?? 0);
  const order = new Int32Array(days.length);
  const next = starts.slice();
  for (let number = 0; number < days.length; number += 1) {
    const day = (days[number] ?? 0) - first;
    const to = next[day] ?? 0;
    order[to] = number;
    next[day] = to + 1;
  }
  if (at !== null) for (let day = 0; day + 1 < starts.length; day += 1) sortByInstant(order.subarray(starts[day], starts[day + 1]), at);
  return order;
}

function sortByInstant(numbers: Int32Array, at: Float64Array): void {
  // NaN is behind every instant
  const instant = (number: number): number => {
    const known = at[number] ?? Number.NaN;
    return Number.isNaN(known) ? Number.POSITIVE_INFINITY : known;
  };
  let sorted = true;
  for (let n = 1; n < numbers.length && sorted; n += 1) sorted = instant(numbers[n - 1] ?? 0) <= instant(numbers[n] ?? 0);
  if (sorted) return;
  // ties as recorded; ∞ − ∞ is NaN, which counts as a tie
  numbers.sort((a, b) => instant(a) - instant(b) || a - b);
}
