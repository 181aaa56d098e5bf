/** Protections that were given: granted as they were, and kept free until then. */
import { enrollmentKey } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { KeptProtection } from './given.ts';
import { rivalHolds } from './leaves.ts';
import { known } from './registry.ts';
import type { Sitting } from './sitting.ts';
import type { ReferenceState, Registration } from './state.ts';

/** What this activity granted to the registration before, if that still can be; from now on it isn't kept free any more. */
export function takeKept({ state, entry, party }: Sitting, registration: Registration): KeptProtection | undefined {
  const kept = state.kept.find(
    ({ source, activity, partner, partnerType }) =>
      source === entry.source && activity === entry.id && partner === party.partner && partnerType === party.partnerType,
  );
  if (kept === undefined) return undefined;
  state.kept = state.kept.filter((each) => each !== kept);
  if (kept.registration !== registration.id || registration.status === 'withdrawn' || kept.leaves.length === 0) return undefined;
  const leaves = kept.leaves.map(({ leaf }) => leaf);
  return rivalHolds(state.leaves, leaves, registration.enrollment, entry.day) ? undefined : kept;
}

/** Whether another enrollment will be granted one of the leaves within the days. */
export function isKeptForRival(state: ReferenceState, leaves: readonly string[], enrollment: string, from: Day, until: Day): boolean {
  return state.kept.some(
    (kept) =>
      from <= kept.from &&
      kept.from <= until &&
      enrollmentKey(kept.partner, kept.partnerType) !== enrollment &&
      known(state, kept, kept.registration)?.status !== 'withdrawn' &&
      kept.leaves.some(({ leaf }) => leaves.includes(leaf)),
  );
}

/** Whether a registration was granted something on the day by being reconsidered. */
export const isKeptOn = (state: ReferenceState, { enrollment, id, status }: Registration, day: Day): boolean =>
  status !== 'withdrawn' &&
  state.kept.some(
    (kept) =>
      kept.source === 'dealwright' &&
      kept.from === day &&
      kept.registration === id &&
      enrollmentKey(kept.partner, kept.partnerType) === enrollment,
  );
