/** Ways through the rows of a history. */
import type { HistoryColumns } from './history.ts';

/** The activities of a history in its order. */
export interface Sequence {
  readonly kind: Uint8Array;
  readonly place: Int32Array;
  /** By kind: the row of each activity's first party, or of each of its parties where the kind has party lists. */
  readonly rows: readonly Int32Array[];
}

export function sequenceOf({ kinds, activities, rows }: HistoryColumns): Sequence {
  const kind = new Uint8Array(activities);
  const place = new Int32Array(activities);
  for (const [index, { count, order }] of kinds.entries()) {
    for (let at = 0; at < count; at += 1) {
      kind[order[at] ?? 0] = index;
      place[order[at] ?? 0] = at;
    }
  }
  const rowsOf = kinds.map(({ count, parties }) => new Int32Array(parties?.enrollment.length ?? count));
  for (let row = 0; row < rows.count; row += 1) {
    const index = rows.kind[row] ?? 0;
    const at = rows.place[row] ?? 0;
    const offset = kinds[index]?.partyOffsets?.[at] ?? at;
    const into = rowsOf[index];
    if (into !== undefined) into[offset + (rows.party[row] ?? 0)] = row;
  }
  return { kind, place, rows: rowsOf };
}

/** The enrollment that a row is of. */
export function enrollmentOfRow({ enrollments, rows: { start } }: HistoryColumns, row: number): number {
  let low = 0;
  let high = enrollments.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((start[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
