import { dayToIso } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { BothStates } from './deciders.ts';
import type { LiveTimeline } from './timelines.ts';

/** The day on which the calendar has something to do; an end of a day is done on the day after, when the day is over. */
export function dueOn({ compiled, timeline }: LiveTimeline, { compiled: state }: BothStates): string | null {
  const day = compiled.nextDue(state);
  if (day === undefined) return null;
  return dayToIso(beginsSomething(timeline.versions, state, day) ? day : day + 1);
}

/** Whether something comes at the start of the day: a version takes effect, or what became free the day before is offered. */
function beginsSomething(versions: LiveTimeline['timeline']['versions'], { started, freed }: BothStates['compiled'], day: Day): boolean {
  if (started !== null && started >= day) return false;
  return freed.some(({ on }) => on + 1 === day) || versions.some(({ effectiveFrom }, index) => index > 0 && effectiveFrom === day);
}
