import type { Condition } from '../engine/conditions/model.ts';
import type { Day } from '../engine/facts/value.ts';

/**
 * What is counted of a fold, and by what it is grouped: a filter, read and checked, as plain data. It means the
 * same whichever program is folded.
 */
export interface Selection {
  /** SHA-256 of all below, in canonical form. */
  readonly hash: string;
  /** First and last day counted; null: without end. */
  readonly from: Day | null;
  readonly through: Day | null;
  /** null: all. */
  readonly partnerTypes: readonly string[] | null;
  /** Over recorded facts; all must hold. */
  readonly where: readonly Condition[];
  /** Facts that stand for region and segment; null: the history has none. */
  readonly region: string | null;
  readonly segment: string | null;
  /** 1 to 12, of the baseline: both sides are shown by the same quarters. */
  readonly fiscalYearStartMonth: number;
}
