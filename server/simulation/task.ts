import type { ProgramDocument } from '../../schemas/types.ts';
import type { EnrollmentRange } from '../engine/columns/fold-columns.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Selection } from './selection.ts';

/** The unit of work: fold one timeline over some enrollments, and count what is selected. Plain data, as JSON has it. */
export interface FoldTask {
  /** All versions of one program, checked before: they load without errors. */
  readonly programs: readonly ProgramDocument[];
  /** Missing: all. Only of programs that may be cut by enrollment. */
  readonly enrollments?: EnrollmentRange;
  /** Missing: the last day of the history. */
  readonly until?: Day;
  readonly selection: Selection;
  /** Find out which condition alone bars from tiers and gates. */
  readonly bars: boolean;
}
