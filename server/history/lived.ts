import type { HistoryColumns } from '../engine/columns/history.ts';
import { codeOf, textAt, textOf } from '../engine/columns/read-history.ts';
import type { Day } from '../engine/facts/value.ts';

/** What a recorded activity is known by. */
export interface LivedActivity {
  readonly source: string;
  readonly id: string;
  /** The highest that was recorded. */
  readonly revision: number;
  readonly kind: string;
  readonly day: Day;
}

/** All that an enrollment lived through, in the order of history; undefined: there is no such enrollment. */
export function livedBy(history: HistoryColumns, partner: string, partnerType: string): readonly LivedActivity[] | undefined {
  const { enrollments, rows } = history;
  const [firm, type] = [codeOf(history, partner), codeOf(history, partnerType)];
  if (firm < 0 || type < 0) return undefined;
  for (let e = 0; e < enrollments.count; e += 1) {
    if (enrollments.partner[e] !== firm || enrollments.partnerType[e] !== type) continue;
    const lived: LivedActivity[] = [];
    for (let row = rows.start[e] ?? 0; row < (rows.start[e + 1] ?? 0); row += 1) lived.push(activityOf(history, row));
    return lived;
  }
  return undefined;
}

function activityOf(history: HistoryColumns, row: number): LivedActivity {
  const place = history.rows.place[row] ?? 0;
  const table = history.kinds[history.rows.kind[row] ?? 0];
  if (table === undefined) throw new Error(`row ${row} is of no kind`);
  const { ids, source, revision, kind, day } = table;
  return {
    source: textOf(history, source[place] ?? 0),
    id: textAt(ids, place),
    revision: revision?.[place] ?? 1,
    kind,
    day: day[place] ?? 0,
  };
}
