import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import type { ValidKind } from './measures/plan.ts';
import type { Version } from './version.ts';

/** Kinds of activity that are valid for a while. */
export interface ExpiringKinds {
  readonly kinds: ReadonlyMap<string, ValidKind>;
  readonly ending: ReadonlySet<string>;
}

/** A timeline, compiled. */
export interface CompiledTimeline {
  readonly timeline: Timeline;
  readonly versions: readonly Version[];
  /** Some version asks for earlier activities by their id. */
  readonly needsActivities: boolean;
  /** Something that is decided later rests on lines of earlier activities. */
  readonly looksBackOnLines: boolean;
  /** What expires, and what ends it before. */
  readonly expiring: ExpiringKinds;
}

/** Index of the version in force on a day; undefined before the first. */
export function versionOn({ versions }: Timeline, day: Day): number | undefined {
  for (let index = versions.length - 1; index >= 0; index -= 1) {
    const from = versions[index]?.effectiveFrom;
    if (from === undefined ? index === 0 : from <= day) return index;
  }
  return undefined;
}
