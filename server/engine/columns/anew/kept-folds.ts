/** Folds of a history that are kept, those made last: the next program may differ from one of them in lines alone. */
import type { HistoryColumns } from '../history.ts';
import type { KeptFold } from './lines-anew.ts';

const MOST_KEPT = 2;
/** Of all folds kept of a history: what is noted takes some 200 bytes a row. */
const MOST_ROWS = 1_500_000;

const kept = new WeakMap<HistoryColumns, readonly KeptFold[]>();

export const mayBeKept = ({ rows }: HistoryColumns): boolean => rows.count <= MOST_ROWS;

export const keptFolds = (history: HistoryColumns): readonly KeptFold[] => kept.get(history) ?? [];

export function keepFold(history: HistoryColumns, fold: KeptFold): void {
  const most = Math.min(MOST_KEPT, Math.max(1, Math.floor(MOST_ROWS / Math.max(1, history.rows.count))));
  kept.set(history, [fold, ...keptFolds(history)].slice(0, most));
}
