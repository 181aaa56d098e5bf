/** The registrations that a state knows. */
import { enrollmentKey } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { ReferenceState, Registration } from './state.ts';

export function known(
  state: ReferenceState,
  { partner, partnerType }: { readonly partner: string; readonly partnerType: string },
  id: string,
): Registration | undefined {
  const enrollment = enrollmentKey(partner, partnerType);
  return state.registrations.find((registration) => registration.enrollment === enrollment && registration.id === id);
}

/** Keeps a registration in its place, or puts a new one last; one submitted again under its id takes the place of the old. */
export function keepRegistration(state: ReferenceState, registration: Registration): void {
  const others = state.registrations.filter(({ enrollment, id }) => enrollment !== registration.enrollment || id !== registration.id);
  state.registrations = [...others, registration].sort((a, b) => a.order - b.order);
}

/** Takes away all that a registration holds; it is offered to the queue on the next day. */
export function freeLeaves(state: ReferenceState, registration: Registration, day: Day): void {
  const held = state.leaves.filter((leaf) => isOf(leaf, registration));
  state.leaves = state.leaves.filter((leaf) => !held.includes(leaf));
  state.freed = [...state.freed, ...held.map(({ leaf }) => ({ leaf, on: day }))];
}

/** Takes away what a registration held until the end of the day: free for the queue, or for nobody where it was won. */
export function expireLeaves(state: ReferenceState, registration: Registration, day: Day): void {
  const expired = state.leaves.filter((leaf) => isOf(leaf, registration) && leaf.until === day);
  state.leaves = state.leaves.filter((leaf) => !expired.includes(leaf));
  if (!registration.won) {
    state.freed = [...state.freed, ...expired.map(({ leaf }) => ({ leaf, on: day }))];
    return;
  }
  const names = expired.map(({ leaf }) => leaf);
  state.registrations = state.registrations.map((each) =>
    each.waits?.leaves.some((leaf) => names.includes(leaf)) ? unqueued(each) : each,
  );
}

function unqueued({ waits: _waits, ...rest }: Registration): Registration {
  return rest;
}

/** A deal was closed under the registration. */
export function markWon(state: ReferenceState, registration: Registration): void {
  keepRegistration(state, { ...registration, won: true });
}

const isOf = (leaf: { enrollment: string; registration: string }, registration: Registration): boolean =>
  leaf.enrollment === registration.enrollment && leaf.registration === registration.id;
