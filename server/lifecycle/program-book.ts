import type { Timeline } from '../engine/program/model.ts';

/**
 * The programs in force, was and will be, as whoever decides reads them: in memory, and up to date. A timeline is the same
 * object until it changes, so that what was made of it can be kept with it.
 */
export interface ProgramBook {
  /** By id, in that order; programs that have no version yet are not among them. */
  timelines(): readonly Timeline[];
  timeline(id: string): Timeline | undefined;
}

/** A book of programs that don't change. */
export function fixedBook(timelines: readonly Timeline[]): ProgramBook {
  const byId = new Map(timelines.map((timeline) => [timeline.id, timeline]));
  return { timelines: () => timelines, timeline: (id) => byId.get(id) };
}
