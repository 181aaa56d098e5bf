/** The days on which something may fall due: a heap of days, and what it may be. */
import type { Day } from '../facts/value.ts';
import type { CompiledState, Due } from './state.ts';

/** Notes that something falls due at the end of a day, or (undefined) only that the day must not be passed over. */
export function wake(state: CompiledState, day: Day, what: Due | undefined): void {
  const known = state.due.get(day);
  if (known !== undefined) {
    if (what !== undefined) known.push(what);
    return;
  }
  state.due.set(day, what === undefined ? [] : [what]);
  push(state.dueDays, day);
}

/** The first such day after one. */
export function nextWake({ dueDays, due }: CompiledState, after: Day): Day | undefined {
  while (dueDays[0] !== undefined && dueDays[0] <= after) due.delete(pop(dueDays));
  return dueDays[0];
}

function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] ?? 0) <= value) break;
    heap[at] = heap[parent] ?? 0;
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const [first = 0] = heap;
  const value = heap.pop() ?? 0;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
    if ((heap[child] ?? 0) >= value) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = value;
  return first;
}
