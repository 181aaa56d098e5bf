import type { Activity, Enrollment } from '../../engine/facts/activity.ts';

/** What takes activities in. Nothing of it is seen by others before `commit`; `abort`, or the end of the process, leaves what was there. */
export interface HistoryWriter {
  enroll(enrollment: Enrollment): 'added' | 'unchanged' | 'conflict';
  add(activity: Activity): 'added' | 'unchanged' | 'revised' | 'superseded' | 'conflict';
  commit(): Promise<unknown>;
  abort(): Promise<void> | void;
}
