import { isoToDay } from '../engine/facts/render.ts';
import type { Program, Timeline } from '../engine/program/model.ts';

/** The version in force on a day; before the first one, that. */
export function versionOn({ id, versions }: Timeline, day: string): Program {
  const on = isoToDay(day) ?? 0;
  const version = versions.findLast(({ effectiveFrom }) => effectiveFrom === undefined || effectiveFrom <= on) ?? versions[0];
  if (version === undefined) throw new Error(`no version of ${id}`);
  return version;
}

/** Of two days, YYYY-MM-DD. */
export const laterOf = (one: string, other: string): string => [one, other].sort()[1] ?? one;
