/**
 * What a measure remembers for one key, by its window. Days only grow, so that what has left a window
 * never comes back; only the window `term` may reach further back again, and keeps all its records.
 * Stores are plain data.
 */
import type { Day, Value } from '../../facts/value.ts';
import type { Aggregate, Window } from '../../measures/model.ts';
import type { Calendar } from '../../program/model.ts';
import { addMonths, periodOf, periodStart } from '../calendar.ts';
import { type Accumulator, EMPTY, fresh, include } from './accumulator.ts';
import { addTrailing, dropBefore } from './trailing.ts';

/** Of a record that is valid for a while. */
export interface Validity {
  /** Last valid day; null: without end. */
  readonly until: Day | null;
  readonly kind: string;
  /** Its facts that ending activities are held against, in the order of the kind's; null where missing. */
  readonly here: readonly (Value | null)[];
  /** Index of the enrollment that it belongs to. */
  readonly owner: number;
}

interface ValidRecord extends Validity {
  readonly value: Value;
}

export interface Store {
  total: Accumulator;
  /** Fiscal windows: number of the period that `total` is of, and the total of the one before. */
  period: number;
  previous: Accumulator | null;
  /** Trailing and term: records (or day buckets) not yet past, from `head`. */
  days: Day[];
  values: Value[];
  counts: number[];
  head: number;
  /** Term: from which day on `total` counts; null: not reckoned. */
  from: Day | null;
  /** Valid: what is valid yet, and the first last day among it. */
  valid: ValidRecord[];
  nextEnd: Day | null;
}

/** Of stores whose window has no use for a list. */
const UNUSED: never[] = [];

/** How one measure's stores are kept. */
export class WindowKeeper {
  private readonly aggregate: Aggregate;
  private readonly window: Window;
  private readonly calendar: Calendar;
  private lastDay: Day = Number.NaN;
  private lastStart: Day = 0;

  constructor(aggregate: Aggregate, window: Window, calendar: Calendar) {
    this.aggregate = aggregate;
    this.window = window;
    this.calendar = calendar;
  }

  create(): Store {
    const { kind } = this.window;
    const lists = kind === 'trailing' || kind === 'term';
    return {
      total: fresh(this.aggregate),
      period: Number.MIN_SAFE_INTEGER,
      previous: null,
      days: lists ? [] : UNUSED,
      values: lists ? [] : UNUSED,
      counts: lists ? [] : UNUSED,
      head: 0,
      from: null,
      valid: kind === 'valid' ? [] : UNUSED,
      nextEnd: null,
    };
  }

  add(store: Store, day: Day, value: Value, validity: Validity | undefined): void {
    switch (this.window.kind) {
      case 'lifetime':
        include(this.aggregate, store.total, value);
        return;
      case 'fiscal':
      case 'previous-fiscal':
        this.rollPeriod(store, day);
        include(this.aggregate, store.total, value);
        return;
      case 'trailing':
        dropBefore(this.aggregate, store, this.start(day));
        addTrailing(this.aggregate, store, day, value);
        return;
      case 'term':
        store.days.push(day);
        store.values.push(value);
        if (store.from !== null && day >= store.from) include(this.aggregate, store.total, value);
        return;
      case 'valid': {
        if (validity === undefined) throw new Error('a record of the window valid without validity');
        store.valid.push({ value, ...validity });
        include(this.aggregate, store.total, value);
        if (validity.until !== null && (store.nextEnd === null || validity.until < store.nextEnd)) store.nextEnd = validity.until;
      }
    }
  }

  /**
   * What counts on a day. `termStart` undefined: no term runs, the value is missing. `validOn`: the day
   * through which a record must be valid.
   */
  at(store: Store, day: Day, termStart: Day | undefined, validOn: Day): Accumulator {
    switch (this.window.kind) {
      case 'lifetime':
        return store.total;
      case 'fiscal':
        this.rollPeriod(store, day);
        return store.total;
      case 'previous-fiscal':
        this.rollPeriod(store, day);
        return store.previous ?? EMPTY;
      case 'trailing':
        dropBefore(this.aggregate, store, this.start(day));
        return store.total;
      case 'term':
        if (termStart === undefined) return EMPTY;
        if (store.from !== termStart) this.restart(store, termStart);
        return store.total;
      case 'valid':
        if (store.nextEnd !== null && store.nextEnd < validOn) this.keep(store, ({ until }) => until === null || until >= validOn);
        return store.total;
    }
  }

  /** What would count if some records had ended. */
  without(store: Store, hasEnded: (record: Validity) => boolean): Accumulator {
    const left = fresh(this.aggregate);
    for (const record of store.valid) if (!hasEnded(record)) include(this.aggregate, left, record.value);
    return left;
  }

  end(store: Store, hasEnded: (record: Validity) => boolean): void {
    if (store.valid.some(hasEnded)) this.keep(store, (record) => !hasEnded(record));
  }

  private keep(store: Store, isKept: (record: ValidRecord) => boolean): void {
    store.valid = store.valid.filter(isKept);
    store.total = fresh(this.aggregate);
    store.nextEnd = null;
    for (const { value, until } of store.valid) {
      include(this.aggregate, store.total, value);
      if (until !== null && (store.nextEnd === null || until < store.nextEnd)) store.nextEnd = until;
    }
  }

  private rollPeriod(store: Store, day: Day): void {
    const period = this.start(day);
    if (store.period === period) return;
    const wasBefore = store.period === period - 1;
    if (this.window.kind === 'previous-fiscal') store.previous = wasBefore ? store.total : null;
    store.total = fresh(this.aggregate);
    store.period = period;
  }

  /** First day of a trailing window, number of a fiscal period; the same day is asked for again and again. */
  private start(day: Day): number {
    if (day !== this.lastDay) {
      this.lastDay = day;
      this.lastStart = this.startOf(day);
    }
    return this.lastStart;
  }

  private startOf(day: Day): number {
    const { window, calendar } = this;
    if (window.kind === 'fiscal' || window.kind === 'previous-fiscal') return periodOf(calendar, window.period, day);
    if (window.kind !== 'trailing') return day;
    switch (window.unit) {
      case 'days':
        return day - window.count + 1;
      case 'months':
        return addMonths(day, -window.count) + 1;
      case 'fiscal-quarters':
        return periodStart(calendar, 'quarter', periodOf(calendar, 'quarter', day) - (window.count - 1));
    }
  }

  private restart(store: Store, from: Day): void {
    store.from = from;
    store.total = fresh(this.aggregate);
    let at = store.days.length;
    while (at > 0 && (store.days[at - 1] ?? from) >= from) at -= 1;
    for (; at < store.values.length; at += 1) {
      const value = store.values[at];
      if (value !== undefined) include(this.aggregate, store.total, value);
    }
  }
}
