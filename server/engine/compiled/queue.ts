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
  for (const leaf of registration.waits) {
    const queue = state.waiting.get(leaf);
    if (queue === undefined) continue;
    const at = placeIn(state, queue, registration.order);
    if (queue[at] === keyOf(registration)) queue.splice(at, 1);
    if (queue.length === 0) state.waiting.delete(leaf);
  }
  registration.waits = null;
}

/** How many of a queue were submitted earlier. */
function placeIn({ registrations }: CompiledState, queue: readonly string[], order: number): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((registrations.get(queue[middle] ?? '')?.order ?? 0) < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Refused, and waits for what it asked for; its place among those that wait for a common leaf, from 1. One that waits
 * for it already keeps its place: thousands may be looked at again on one day.
 */
export function joinQueue(state: CompiledState, registration: Registration, leaves: readonly string[]): number {
  const before = registration.waits;
  if (before === null || before.length !== leaves.length || before.some((leaf, index) => leaf !== leaves[index])) {
    leaveQueue(state, registration);
    registration.waits = leaves;
    for (const leaf of leaves) enqueue(state, leaf, registration);
  }
  registration.status = 'refused';
  registration.review = null;
  return placeAmong(state, registration.order, leaves);
}

/** The place, from 1, among those that wait for a common leaf. */
export function placeAmong(state: CompiledState, order: number, leaves: readonly string[]): number {
  const [first = ''] = leaves;
  if (leaves.length === 1) return placeIn(state, state.waiting.get(first) ?? [], order) + 1;
  const earlier = new Set<string>();
  for (const leaf of leaves) {
    const queue = state.waiting.get(leaf) ?? [];
    for (const key of queue.slice(0, placeIn(state, queue, order))) earlier.add(key);
  }
  return earlier.size + 1;
}

function enqueue(state: CompiledState, leaf: string, registration: Registration): void {
  const key = keyOf(registration);
  const queue = state.waiting.get(leaf);
  if (queue === undefined) state.waiting.set(leaf, [key]);
  else {
    const at = placeIn(state, queue, registration.order);
    // a list fact may name a leaf twice
    if (queue[at] !== key) queue.splice(at, 0, key);
  }
}

/** Those that wait for one of the leaves, in order of submission. */
export function waitingFor({ waiting, registrations }: CompiledState, leaves: readonly string[]): readonly Registration[] {
  const keys = new Set(leaves.flatMap((leaf) => waiting.get(leaf) ?? []));
  const found = [...keys].flatMap((key) => registrations.get(key) ?? []);
  return leaves.length === 1 ? found : found.sort((a, b) => a.order - b.order);
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
  dissolve(state, names);
}

/** Nobody waits for these leaves any more. */
export function dissolve(state: CompiledState, names: readonly string[]): void {
  // the last first: nobody has to move up
  for (const waiting of [...waitingFor(state, names)].reverse()) leaveQueue(state, waiting);
}
