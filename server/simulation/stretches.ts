import type { HistoryColumns, KindTable } from '../engine/columns/history.ts';
import type { Day } from '../engine/facts/value.ts';

/**
 * An enrollment's profile changes with each `profile-changed`; between two of them it is the same. Those spans are
 * its **stretches**: what is known of the partner is kept once for each of them, not for each activity.
 */
export interface Stretches {
  readonly count: number;
  /** Stretches of enrollment e are start[e] up to start[e + 1]; the first begins before its first row. */
  readonly start: Int32Array;
  /** Enrollment of each stretch. */
  readonly enrollment: Int32Array;
  /** First row, and its day; -1 and -∞ for the first of an enrollment. */
  readonly row: Int32Array;
  readonly day: Float64Array;
  /** Index of the table of profile-changed; -1 where nothing ever changes. */
  readonly kind: number;
}

export function stretchesOf(history: HistoryColumns): Stretches {
  const { enrollments, rows, kinds } = history;
  const kind = kinds.findIndex((table) => table.kind === 'profile-changed');
  const starts = new Int32Array(enrollments.count + 1);
  const enrollment: number[] = [];
  const firstRow: number[] = [];
  const day: number[] = [];
  for (let e = 0; e < enrollments.count; e += 1) {
    starts[e] = enrollment.length;
    enrollment.push(e);
    firstRow.push(-1);
    day.push(Number.NEGATIVE_INFINITY);
    if (kind < 0) continue;
    const end = rows.start[e + 1] ?? 0;
    for (let row = rows.start[e] ?? 0; row < end; row += 1) {
      if (rows.kind[row] !== kind) continue;
      enrollment.push(e);
      firstRow.push(row);
      day.push(kinds[kind]?.day[rows.place[row] ?? 0] ?? 0);
    }
  }
  starts[enrollments.count] = enrollment.length;
  return {
    count: enrollment.length,
    start: starts,
    enrollment: Int32Array.from(enrollment),
    row: Int32Array.from(firstRow),
    day: Float64Array.from(day),
    kind,
  };
}

/** The stretch at the end of a day. */
export function stretchOn(stretches: Stretches, enrollment: number, day: Day): number {
  const first = stretches.start[enrollment] ?? 0;
  let at = (stretches.start[enrollment + 1] ?? 0) - 1;
  while (at > first && (stretches.day[at] ?? 0) > day) at -= 1;
  return at;
}

/** Calls for every row, in order, with its enrollment and stretch. */
export function eachRow(
  history: HistoryColumns,
  stretches: Stretches,
  visit: (row: number, enrollment: number, stretch: number) => void,
): void {
  const { start } = history.rows;
  for (let e = 0; e < history.enrollments.count; e += 1) {
    const end = start[e + 1] ?? 0;
    let stretch = stretches.start[e] ?? 0;
    const last = (stretches.start[e + 1] ?? 0) - 1;
    for (let row = start[e] ?? 0; row < end; row += 1) {
      while (stretch < last && (stretches.row[stretch + 1] ?? 0) <= row) stretch += 1;
      visit(row, e, stretch);
    }
  }
}

export const tableOf = (history: HistoryColumns, kind: number): KindTable => {
  const table = history.kinds[kind];
  if (table === undefined) throw new Error(`a history of ${history.kinds.length} kinds has no kind ${kind}`);
  return table;
};
