import type { Timeline } from '../program/model.ts';
import type { Version } from './version.ts';

/** A timeline, compiled. */
export interface CompiledTimeline {
  readonly timeline: Timeline;
  readonly versions: readonly Version[];
  /** Some version asks for earlier activities by their id. */
  readonly needsActivities: boolean;
}
