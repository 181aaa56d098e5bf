import type { EnrollmentRange } from '../engine/columns/fold-columns.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';

/**
 * The enrollments cut into at most so many runs, each with about as many rows as the others, none empty: together
 * all enrollments once, in order. A partner with very many activities stands alone; no enrollment is ever cut.
 * Of a history without enrollments one empty run, so that there is something to fold.
 */
export function shardsOf({ enrollments, rows }: Pick<HistoryColumns, 'enrollments' | 'rows'>, count: number): readonly EnrollmentRange[] {
  const shards: EnrollmentRange[] = [];
  let from = 0;
  for (let shard = 1; shard <= count && from < enrollments.count; shard += 1) {
    const share = (rows.count * shard) / count;
    const to = shard === count ? enrollments.count : Math.max(from + 1, firstFrom(rows.start, share, enrollments.count));
    shards.push({ from, to });
    from = to;
  }
  return shards.length === 0 ? [{ from: 0, to: enrollments.count }] : shards;
}

/** The first enrollment whose rows start at this row or later. */
function firstFrom(start: Int32Array, row: number, count: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((start[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of a run of enrollments. */
export const rowsOf = ({ rows }: Pick<HistoryColumns, 'rows'>, { from, to }: EnrollmentRange): number =>
  (rows.start[to] ?? rows.count) - (rows.start[from] ?? 0);
