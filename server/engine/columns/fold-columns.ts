import type { Day } from '../facts/value.ts';
import type { HistoryColumns } from './history.ts';
import type { Outcome, OutcomeNames } from './outcome.ts';

/** Enrollments from..to − 1 of the history. */
export interface EnrollmentRange {
  readonly from: number;
  readonly to: number;
}

export interface ColumnFoldOptions {
  /** The day through whose end all that falls due is decided; nothing dated later is. Missing: the history's last day. */
  readonly until?: Day;
  /** Missing: all. Only of programs that may be cut. */
  readonly enrollments?: EnrollmentRange;
  /** Find out what alone bars from tiers and gates. */
  readonly bars?: boolean;
  /** false: everything is decided, whatever is kept of other programs' folds; and nothing is kept of this one. */
  readonly anew?: boolean;
  /**
   * Asked between enrollments, or every few thousand activities, then with how many are done; true stops the fold, which
   * then throws `FoldStopped`.
   */
  readonly stop?: (activities?: number) => boolean;
}

/** May the program be folded one enrollment at a time? If not, what in it reaches further, for people to read. */
export type Cut = { readonly by: 'enrollment' } | { readonly by: 'nothing'; readonly because: readonly string[] };

/** A timeline made ready to fold histories. */
export interface ColumnFold {
  readonly names: OutcomeNames;
  readonly cut: Cut;
  fold(history: HistoryColumns, options?: ColumnFoldOptions): Outcome;
}

/** `stop` said so. */
export class FoldStopped extends Error {}

/**
 * A fold of some enrollments found one that decides for others: a sum too large sets an activity of several parties aside
 * for all of them. Nothing folded apart counts then; a fold of all enrollments at once does.
 */
export class ReachesFurther extends Error {}
