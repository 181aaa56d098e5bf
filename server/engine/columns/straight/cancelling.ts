/** Which row of an enrollment each of its cancellations takes back, and room for what the cancelled rows posted. */
import { cancelledIn } from '../cancelled.ts';
import type { HistoryColumns, KindTable } from '../history.ts';
import { isPresent, textAt, textsOf } from '../read-history.ts';

/** Lines of cancelled activities of one enrollment that there is room for. */
export const POSTED_ROOM = 16_384;

export interface Cancelling {
  /** By row: the enrollment's last row before it whose activity it names; -1: none. */
  readonly target: Int32Array;
  /** By row: 1 where what it posts may be taken back. */
  readonly isCancelled: Uint8Array;
  /** By row that is cancelled: where its lines stand, and how many. */
  readonly first: Int32Array;
  readonly lines: Int32Array;
  /** By posted line: the rule that gave it first, its amount, and what was taken back so far, with the other sign. */
  readonly rule: Uint16Array;
  readonly amount: Float64Array;
  readonly reversed: Float64Array;
}

const known = new WeakMap<HistoryColumns, Cancelling>();

export function cancellingIn(history: HistoryColumns): Cancelling {
  const before = known.get(history);
  if (before !== undefined) return before;
  const { count } = history.rows;
  const made: Cancelling = {
    ...{ target: new Int32Array(count).fill(-1), isCancelled: new Uint8Array(count) },
    ...{ first: new Int32Array(count), lines: new Int32Array(count) },
    ...{ rule: new Uint16Array(POSTED_ROOM), amount: new Float64Array(POSTED_ROOM), reversed: new Float64Array(POSTED_ROOM) },
  };
  find(history, made);
  known.set(history, made);
  return made;
}

function find(history: HistoryColumns, { target, isCancelled }: Cancelling): void {
  const { start, kind, place } = history.rows;
  const places = cancelledIn(history);
  const textOf = textsOf(history);
  const keyOf = (source: number, id: string): string => `${source} ${id}`;
  const cites = (table: KindTable, at: number): string | undefined => {
    const column = table.facts['cancelled.activity'];
    return column?.holds === 'codes' && isPresent(column.present, at) ? textOf(column.codes[at] ?? 0) : undefined;
  };
  for (let e = 0; e < history.enrollments.count; e += 1) {
    const rows = new Map<string, number>();
    for (let row = start[e] ?? 0; row < (start[e + 1] ?? 0); row += 1) {
      const [of = 0, at = 0] = [kind[row], place[row]];
      const table = history.kinds[of];
      if (table === undefined) continue;
      const source = table.source[at] ?? 0;
      const cited = cites(table, at);
      if (cited !== undefined) target[row] = rows.get(keyOf(source, cited)) ?? -1;
      if (places[of]?.[at] !== 1) continue;
      isCancelled[row] = 1;
      rows.set(keyOf(source, textAt(table.ids, at)), row);
    }
  }
}
