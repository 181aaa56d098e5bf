/**
 * Trailing windows: a queue of what is yet inside. Sums keep a total of each day; minima and maxima only the
 * records that may become the extreme; the earliest the first record of each day; the latest but one.
 */
import type { Day, Value } from '../../facts/value.ts';
import type { Aggregate } from '../../measures/model.ts';
import { type Accumulator, addTo, forget, include } from './accumulator.ts';

export interface Trailing {
  readonly total: Accumulator;
  days: Day[];
  values: Value[];
  /** Of sums: how many records a day has. */
  counts: number[];
  /** Where the queue begins. */
  head: number;
}

export function addTrailing(aggregate: Aggregate, store: Trailing, day: Day, value: Value): void {
  const { days, values, counts, total } = store;
  const last = days.length - 1;
  const sameDay = last >= store.head && days[last] === day;
  switch (aggregate) {
    case 'sum':
    case 'average':
    case 'count': {
      const amount = aggregate === 'count' ? 0 : Number(value);
      total.count += 1;
      addTo(total, amount);
      const merged = sameDay ? Number(values[last]) + amount : Number.NaN;
      if (Number.isSafeInteger(merged)) {
        values[last] = merged;
        counts[last] = (counts[last] ?? 0) + 1;
        return;
      }
      counts.push(1);
      days.push(day);
      values.push(amount);
      return;
    }
    case 'countDistinct':
      include('countDistinct', total, value);
      days.push(day);
      values.push(value);
      return;
    case 'min':
    case 'max':
      // what a later value outdoes can never be the extreme again
      for (let at = last; at >= store.head; at -= 1) {
        const other = values[at];
        if (other === undefined || (aggregate === 'min' ? other < value : other > value)) break;
        days.pop();
        values.pop();
      }
      days.push(day);
      values.push(value);
      total.value = values[store.head] ?? null;
      return;
    case 'latest':
      days[0] = day;
      values[0] = value;
      store.head = 0;
      total.value = value;
      return;
    case 'earliest':
      if (sameDay) return;
      days.push(day);
      values.push(value);
      total.value = values[store.head] ?? null;
  }
}

/** Lets go of what lies before a day. */
export function dropBefore(aggregate: Aggregate, store: Trailing, start: Day): void {
  const { days, values, counts, total } = store;
  let { head } = store;
  if (head >= days.length || (days[head] ?? start) >= start) return;
  while (head < days.length && (days[head] ?? start) < start) {
    const value = values[head] ?? 0;
    if (aggregate === 'countDistinct') {
      total.count -= 1;
      if (total.seen !== null) forget(total.seen, value);
    } else if (typeof value === 'number' && counts.length > 0) {
      total.count -= counts[head] ?? 0;
      addTo(total, -value);
    }
    head += 1;
  }
  store.head = head;
  if (head > 32 && head * 2 > days.length) {
    store.days = days.slice(head);
    store.values = values.slice(head);
    store.counts = counts.slice(head);
    store.head = 0;
  }
  if (counts.length === 0 && aggregate !== 'countDistinct') total.value = store.values[store.head] ?? null;
}
