/** Registrations as they are known: what they hold, and who waits for it. */
import type { Day } from '../facts/value.ts';
import { wake } from './due.ts';
import { isHeld } from './leaves.ts';
import { type CompiledState, type Leaf, type Registration, registrationKey } from './state.ts';

export const keyOf = ({ enrollment, id }: Registration): string => registrationKey(enrollment, id);

/** One submitted again under its id is a new one, but for what it holds. */
export function submit(state: CompiledState, registration: Omit<Registration, 'order' | 'leaves'>): Registration {
  const key = registrationKey(registration.enrollment, registration.id);
  const before = state.registrations.get(key);
  if (before !== undefined) leaveQueue(state, before);
  state.submissions += 1;
  const submitted: Registration = { ...registration, order: state.submissions, leaves: before?.leaves ?? [] };
  state.registrations.set(key, submitted);
  return submitted;
}

/** With another status, and so neither in review nor waiting. */
export function settleAs(state: CompiledState, registration: Registration, status: Registration['status']): void {
  registration.status = status;
  registration.review = null;
  leaveQueue(state, registration);
}

function leaveQueue(state: CompiledState, registration: Registration): void {
  if (registration.waits === null) return;
  registration.waits = null;
  const key = keyOf(registration);
  state.waiting = state.waiting.filter((other) => other !== key);
}

/** Joins the queue of a protection; its place among those that wait for a common leaf, from 1. */
export function joinQueue(state: CompiledState, registration: Registration, protection: string, leaves: readonly string[]): number {
  registration.waits = { protection, leaves };
  const key = keyOf(registration);
  if (!state.waiting.includes(key)) state.waiting.push(key);
  const before = waitingFor(state, leaves).filter((other) => other.order < registration.order && other.waits?.protection === protection);
  return before.length + 1;
}

/** Those that wait for one of the leaves, in order of submission. */
export function waitingFor(state: CompiledState, leaves: readonly string[]): readonly Registration[] {
  const found: Registration[] = [];
  for (const key of state.waiting) {
    const registration = state.registrations.get(key);
    if (registration?.waits?.leaves.some((leaf) => leaves.includes(leaf)) === true) found.push(registration);
  }
  return found.sort((a, b) => a.order - b.order);
}

/** The leaves that a registration holds yet. */
export function leavesOf(state: CompiledState, registration: Registration): readonly (readonly [name: string, leaf: Leaf])[] {
  const key = keyOf(registration);
  return registration.leaves.flatMap((name) => {
    const leaf = state.leaves.get(name);
    return leaf?.registration === key ? [[name, leaf] as const] : [];
  });
}

export function give(state: CompiledState, registration: Registration, names: readonly string[], from: Day, until: Day): Day {
  const registrationName = keyOf(registration);
  let latest = until;
  for (const name of names) {
    const own = state.leaves.get(name);
    // one's own leaf passes to the newer registration, and loses no day by it
    const last = own !== undefined && isHeld(own, from) ? Math.max(until, own.until) : until;
    state.leaves.set(name, { enrollment: registration.enrollment, registration: registrationName, from, until: last });
    wake(state, last, { what: 'protection', registration: registrationName });
    latest = Math.max(latest, last);
  }
  registration.leaves = [...new Set([...registration.leaves, ...names])];
  return latest;
}

/** Takes away all that it holds; it is offered to the queue on the next day. */
export function free(state: CompiledState, registration: Registration, day: Day): void {
  release(state, leavesOf(state, registration), registration, day);
}

function release(
  state: CompiledState,
  leaves: readonly (readonly [name: string, leaf: Leaf])[],
  registration: Registration,
  day: Day,
): void {
  const names = leaves.map(([name]) => name);
  for (const name of names) state.leaves.delete(name);
  registration.leaves = registration.leaves.filter((name) => !names.includes(name));
  for (const leaf of names) state.freed.push({ leaf, on: day });
  if (names.length > 0) wake(state, day + 1, undefined);
}

/** Takes away what it held until the end of the day: free for the queue, or for nobody where it was won. */
export function expire(state: CompiledState, registration: Registration, day: Day): void {
  const expired = leavesOf(state, registration).filter(([, { until }]) => until === day);
  if (!registration.won) {
    release(state, expired, registration, day);
    return;
  }
  const names = expired.map(([name]) => name);
  for (const name of names) state.leaves.delete(name);
  registration.leaves = registration.leaves.filter((name) => !names.includes(name));
  for (const waiting of waitingFor(state, names)) leaveQueue(state, waiting);
}
