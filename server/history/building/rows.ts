import type { HistoryColumns } from '../../engine/columns/history.ts';
import { sharedBytes, sharedInts } from '../shared-memory.ts';

/** Activities in the order of history, with their parties. */
export interface Ordered {
  /** By place in the order of history: the kind. */
  readonly kind: Uint8Array;
  /** Parties of activity n are partyOffsets[n] up to partyOffsets[n + 1]. */
  readonly partyOffsets: Int32Array;
  /** Enrollments. */
  readonly parties: Int32Array;
}

export interface Rows {
  readonly rows: HistoryColumns['rows'];
  /** By kind: places in the order of history, by the place in its table. */
  readonly tables: readonly Int32Array[];
}

/** Rows by enrollment, then in the order of history, then by party; and each kind's activities by their first row. */
export function rowsOf({ kind, partyOffsets, parties }: Ordered, enrollments: number, kinds: number): Rows {
  const start = sharedInts(enrollments + 1);
  for (const enrollment of parties) start[enrollment + 1] = (start[enrollment + 1] ?? 0) + 1;
  for (let e = 0; e < enrollments; e += 1) start[e + 1] = (start[e + 1] ?? 0) + (start[e] ?? 0);
  const activity = new Int32Array(parties.length);
  const party = sharedBytes(parties.length);
  const next = start.slice();
  for (let order = 0; order < kind.length; order += 1) {
    const first = partyOffsets[order] ?? 0;
    const end = partyOffsets[order + 1] ?? 0;
    for (let at = first; at < end; at += 1) {
      const enrollment = parties[at] ?? 0;
      const row = next[enrollment] ?? 0;
      activity[row] = order;
      party[row] = at - first;
      next[enrollment] = row + 1;
    }
  }
  const counts = new Int32Array(kinds);
  for (const each of kind) counts[each] = (counts[each] ?? 0) + 1;
  const tables = Array.from(counts, (count) => sharedInts(count));
  const rows = { count: parties.length, start, kind: sharedBytes(parties.length), place: sharedInts(parties.length), party };
  const placed = new Int32Array(kind.length).fill(-1);
  counts.fill(0);
  for (let row = 0; row < parties.length; row += 1) {
    const order = activity[row] ?? 0;
    const of = kind[order] ?? 0;
    let place = placed[order] ?? -1;
    if (place < 0) {
      place = counts[of] ?? 0;
      counts[of] = place + 1;
      placed[order] = place;
      const table = tables[of];
      if (table !== undefined) table[place] = order;
    }
    rows.kind[row] = of;
    rows.place[row] = place;
  }
  return { rows, tables };
}
