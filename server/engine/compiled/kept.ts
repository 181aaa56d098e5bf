/** Protections that were given: granted as they were, and kept free until then. */
import type { Day } from '../facts/value.ts';
import { type KeptProtection, keptKey } from './given.ts';
import { rivalHolds } from './leaves.ts';
import type { Sitting } from './sitting.ts';
import { type CompiledState, find, type Registration, registrationKey } from './state.ts';

/** What this activity granted to the registration before, if that still can be; from now on it isn't kept free any more. */
export function takeKept({ state, activity, attending, day }: Sitting, registration: Registration): KeptProtection | undefined {
  const { byActivity } = state.kept;
  if (byActivity.size === 0) return undefined;
  const key = keptKey(activity.source, activity.id, attending.party.partnerType, attending.party.partner);
  const kept = byActivity.get(key);
  if (kept === undefined) return undefined;
  byActivity.delete(key);
  const names = kept.leaves.map(({ leaf }) => leaf);
  const stands = kept.registration === registration.id && registration.status !== 'withdrawn' && names.length > 0;
  return stands && !rivalHolds(state, names, registration.enrollment, day) ? kept : undefined;
}

/** Whether another enrollment will be granted one of the leaves within the days. */
export function isKeptForRival(state: CompiledState, names: readonly string[], enrollment: number, from: Day, until: Day): boolean {
  const { byActivity, byLeaf } = state.kept;
  if (byActivity.size === 0) return false;
  return names.some((name) =>
    byLeaf.get(name)?.some((key) => {
      const kept = byActivity.get(key);
      if (kept === undefined || kept.from < from || kept.from > until) return false;
      const holder = find(state, kept.partner, kept.partnerType);
      if (holder === undefined) return true;
      const registration = state.registrations.get(registrationKey(holder.index, kept.registration));
      return holder.index !== enrollment && registration?.status !== 'withdrawn';
    }),
  );
}

/** Registrations that were granted something on this day by being reconsidered. */
export function keptOn(state: CompiledState, day: Day): readonly Registration[] {
  const found: Registration[] = [];
  for (const { source, partner, partnerType, registration: id, from } of state.kept.byActivity.values()) {
    if (source !== 'dealwright' || from !== day) continue;
    const holder = find(state, partner, partnerType);
    const registration = holder && state.registrations.get(registrationKey(holder.index, id));
    if (registration !== undefined && registration.status !== 'withdrawn') found.push(registration);
  }
  return found;
}
