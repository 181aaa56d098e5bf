import type { Activity, Enrollment } from '../../engine/facts/activity.ts';

/** The same was said before with other content; `conflict`: the place given with it, undefined where it was kept earlier. */
export interface Conflict {
  readonly conflict: number | undefined;
}

/** What takes activities in. Nothing of it is seen by others before `commit`; `abort`, or the end of the process, leaves what was there. */
export interface HistoryWriter {
  enroll(enrollment: Enrollment, place: number): 'added' | 'unchanged' | Conflict;
  add(activity: Activity, place: number): 'added' | 'unchanged' | 'revised' | 'superseded' | Conflict;
  commit(): Promise<unknown>;
  abort(): Promise<void> | void;
}
