/** Ways through the rows of a history. */
import type { DecisionPlaces } from './decision-rows.ts';
import type { HistoryColumns } from './history.ts';
import { enrollmentOfRow, textAt, textOf } from './read-history.ts';

/** The activities of a history in its order. */
export interface Sequence {
  readonly kind: Uint8Array;
  readonly place: Int32Array;
  /** Of the first party. */
  readonly enrollment: Int32Array;
  /** By kind: the row of each activity's first party, or of each of its parties where the kind has party lists. */
  readonly rows: readonly Int32Array[];
}

const sequences = new WeakMap<HistoryColumns, Sequence>();

/** Found once: a slider has the same history folded again and again. */
export function sequenceOf(history: HistoryColumns): Sequence {
  const known = sequences.get(history);
  if (known !== undefined) return known;
  const made = findSequence(history);
  sequences.set(history, made);
  return made;
}

function findSequence({ kinds, activities, rows, enrollments }: HistoryColumns): Sequence {
  const kind = new Uint8Array(activities);
  const place = new Int32Array(activities);
  const enrollment = new Int32Array(activities);
  for (const [index, { count, order }] of kinds.entries()) {
    for (let at = 0; at < count; at += 1) {
      kind[order[at] ?? 0] = index;
      place[order[at] ?? 0] = at;
    }
  }
  const rowsOf = kinds.map(({ count, parties }) => new Int32Array(parties?.enrollment.length ?? count));
  for (let each = 0; each < enrollments.count; each += 1) {
    const end = rows.start[each + 1] ?? 0;
    for (let row = rows.start[each] ?? 0; row < end; row += 1) {
      const index = rows.kind[row] ?? 0;
      const at = rows.place[row] ?? 0;
      const party = rows.party[row] ?? 0;
      const table = kinds[index];
      const into = rowsOf[index];
      if (table === undefined || into === undefined) continue;
      into[(table.partyOffsets?.[at] ?? at) + party] = row;
      if (party === 0) enrollment[table.order[at] ?? 0] = each;
    }
  }
  return { kind, place, enrollment, rows: rowsOf };
}

const places = new WeakMap<HistoryColumns, DecisionPlaces>();

/** Where a history has what decisions name; indexes are made when they are first asked for. */
export function historyPlaces(history: HistoryColumns): DecisionPlaces {
  const known = places.get(history);
  if (known !== undefined) return known;
  let enrollments: Map<string, number> | undefined;
  let rows: Map<string, number[]> | undefined;
  const made: DecisionPlaces = {
    enrollment: (partner, partnerType) => {
      enrollments ??= enrollmentIndex(history);
      return enrollments.get(`${partnerType}\u0000${partner}`) ?? -1;
    },
    rows: (source, id) => {
      rows ??= rowIndex(history);
      return rows.get(`${source}\u0000${id}`) ?? [];
    },
    enrollmentOf: (row) => enrollmentOfRow(history, row),
  };
  places.set(history, made);
  return made;
}

function enrollmentIndex(history: HistoryColumns): Map<string, number> {
  const { partner, partnerType, count } = history.enrollments;
  const index = new Map<string, number>();
  for (let e = 0; e < count; e += 1) index.set(`${textOf(history, partnerType[e] ?? 0)}\u0000${textOf(history, partner[e] ?? 0)}`, e);
  return index;
}

function rowIndex(history: HistoryColumns): Map<string, number[]> {
  const { rows, kinds } = history;
  const index = new Map<string, number[]>();
  for (let row = 0; row < rows.count; row += 1) {
    const table = kinds[rows.kind[row] ?? 0];
    if (table === undefined) continue;
    const place = rows.place[row] ?? 0;
    const name = `${textOf(history, table.source[place] ?? 0)}\u0000${textAt(table.ids, place)}`;
    const ofActivity = index.get(name) ?? [];
    ofActivity[rows.party[row] ?? 0] = row;
    index.set(name, ofActivity);
  }
  return index;
}
