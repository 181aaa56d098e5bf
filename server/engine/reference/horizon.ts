/** Which day is the next on which something may fall due. */
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import { monthEndFrom } from './calendar.ts';
import type { ReferenceState } from './state.ts';

/** The first such day after the last that is done; undefined where nothing is to come. */
export function nextDue(timeline: Timeline, state: ReferenceState): Day | undefined {
  const enrolledOn = [...state.enrollments.values()].map((enrollment) => enrollment.enrolledOn);
  if (enrolledOn.length === 0) return undefined;
  const firstEnrolled = Math.min(...enrolledOn);
  const done = state.ended ?? firstEnrolled - 1;
  const days = [
    // every fiscal period ends with a month
    monthEndFrom(Math.max(done + 1, firstEnrolled)),
    ...timeline.versions.slice(1).map(({ effectiveFrom }) => effectiveFrom),
    ...state.freed.map(({ on }) => on + 1),
    ...state.leaves.map(({ until }) => until),
    ...state.kept.filter(({ source }) => source === 'dealwright').map(({ from }) => from),
    ...[...state.enrollments.values()].flatMap(({ graceUntil, agreements }) => [graceUntil, ...agreements.map(({ endsOn }) => endsOn)]),
    ...validityEnds(timeline, state),
  ];
  return Math.min(...days.filter((day) => day !== undefined && day > done).map(Number));
}

function validityEnds(timeline: Timeline, { history }: ReferenceState): readonly (Day | undefined)[] {
  const kinds = timeline.versions[0]?.catalogue.kinds;
  return history.map(({ kind, facts }) => {
    const fact = kinds?.get(kind)?.valid?.until;
    const until = fact === undefined ? undefined : facts.get(fact);
    return typeof until === 'number' ? until : undefined;
  });
}
