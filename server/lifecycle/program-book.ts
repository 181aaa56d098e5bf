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

/** A book that follows the store. */
export interface LivingBook extends ProgramBook {
  /** All that was committed before the call is in the book after it. */
  refresh(): Promise<void>;
  /** Says that something was committed; it is read meanwhile. */
  stale(): void;
  /** Programs that are kept and can't be loaded, with the reason. */
  faults(): readonly { readonly program: string; readonly message: string }[];
  close(): Promise<void>;
}

/** A book of programs that don't change. */
export function fixedBook(timelines: readonly Timeline[]): ProgramBook {
  const byId = new Map(timelines.map((timeline) => [timeline.id, timeline]));
  return { timelines: () => timelines, timeline: (id) => byId.get(id) };
}
