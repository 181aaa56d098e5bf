/** Folds of a history that are kept, those made last: the next program may differ from one of them in lines alone. */
import type { HistoryColumns } from '../history.ts';
import type { KeptFold } from './lines-anew.ts';

const MOST_KEPT = 2;
/** Of larger histories what is noted takes too much room. */
const MOST_ROWS = 3_000_000;

const kept = new WeakMap<HistoryColumns, KeptFold[]>();

export const mayBeKept = ({ rows }: HistoryColumns): boolean => rows.count <= MOST_ROWS;

export const keptFolds = (history: HistoryColumns): readonly KeptFold[] => kept.get(history) ?? [];

export function keepFold(history: HistoryColumns, fold: KeptFold): void {
  kept.set(history, [fold, ...keptFolds(history)].slice(0, MOST_KEPT));
}
