/** Granting and extending protections. */
import Fraction from 'fraction.js';
import type { RegistrationDecision } from '../decisions/model.ts';
import { dayToIso } from '../facts/render.ts';
import { type Day, FIRST_DAY, LAST_DAY } from '../facts/value.ts';
import type { Formula } from '../formula/model.ts';
import { computeApart, fail } from './compute.ts';
import type { KeptProtection } from './given.ts';
import { isKeptForRival, takeKept } from './kept.ts';
import { isHeld, leavesNamed, rivalHolds } from './leaves.ts';
import type { Read } from './parameters.ts';
import { keepRegistration } from './registry.ts';
import type { Sitting } from './sitting.ts';
import type { Leaf, Registration } from './state.ts';

type Shown = NonNullable<RegistrationDecision['protection']>;

interface Granted {
  readonly granted: NonNullable<Registration['granted']>;
  readonly shown: Shown;
}

/** `kept`: for another enrollment, to which it was granted before. */
export type Grant = ({ readonly kind: 'granted' } & Granted) | { readonly kind: 'scope-missing' | 'duplicate' | 'days-failed' | 'kept' };

/** Grants all the leaves that the facts name, or none of them. */
export function grant(sitting: Sitting, registration: Registration, name: string, read: Read): Grant {
  const { state, entry } = sitting;
  const protection = sitting.run.program.protections.get(name);
  const named = protection === undefined ? undefined : leavesNamed(protection, read);
  if (protection === undefined || named === undefined) return { kind: 'scope-missing' };
  if (rivalHolds(state.leaves, named, registration.enrollment, entry.day)) return { kind: 'duplicate' };
  const until = lastDay(sitting, protection.days, name, read, entry.day);
  if (until === undefined) return { kind: 'days-failed' };
  if (isKeptForRival(state, named, registration.enrollment, entry.day, until)) return { kind: 'kept' };
  const leaves = named.map((leaf) => ({ leaf, until }));
  return { kind: 'granted', ...grantLeaves(sitting, registration, name, leaves) };
}

export function grantLeaves(
  { state, entry }: Sitting,
  registration: Registration,
  name: string,
  named: readonly { readonly leaf: string; readonly until: Day }[],
): Granted {
  const leaves = named.map(({ leaf, until }): Leaf => {
    // one's own leaf passes to the newer registration, and loses no day by it
    const own = state.leaves.find((held) => held.leaf === leaf && isHeld(held, entry.day));
    const { enrollment, id } = registration;
    return { leaf, enrollment, registration: id, from: entry.day, until: Math.max(until, own?.until ?? until) };
  });
  state.leaves = [...state.leaves.filter(({ leaf }) => !named.some((each) => each.leaf === leaf)), ...leaves];
  const latest = Math.max(...leaves.map((leaf) => leaf.until));
  return {
    granted: { protection: name, from: entry.day, extensions: 0 },
    shown: { name, from: dayToIso(entry.day), until: dayToIso(latest) },
  };
}

/** More days, while the protection runs and extensions are left. */
export function extend(sitting: Sitting, registration: Registration, read: Read, reasons: readonly string[]): RegistrationDecision {
  const { state, entry } = sitting;
  const notExtendable: RegistrationDecision = { outcome: 'refused', reasons: ['not-extendable'] };
  const { granted } = registration;
  const protection = granted === undefined ? undefined : sitting.run.program.protections.get(granted.protection);
  const running = state.leaves.filter(
    (leaf) => leaf.enrollment === registration.enrollment && leaf.registration === registration.id && isHeld(leaf, entry.day),
  );
  const [first] = running;
  const kept = takeKept(sitting, registration);
  if (kept !== undefined && granted !== undefined && first !== undefined) {
    return extendAsKept(sitting, registration, granted, running, kept, reasons);
  }
  if (granted === undefined || protection?.extensionDays === undefined || first === undefined) return notExtendable;
  if (granted.extensions >= protection.extensions) return notExtendable;
  const latestBefore = Math.max(...running.map(({ until }) => until));
  const latest = lastDay(sitting, protection.extensionDays, protection.name, read, latestBefore);
  if (latest === undefined) return notExtendable;
  const names = running.map(({ leaf }) => leaf);
  if (isKeptForRival(state, names, registration.enrollment, entry.day, latest)) return notExtendable;
  const days = latest - latestBefore;
  state.leaves = state.leaves.map((leaf) => (running.includes(leaf) ? { ...leaf, until: leaf.until + days } : leaf));
  keepRegistration(state, { ...registration, granted: { ...granted, extensions: granted.extensions + 1 } });
  return {
    outcome: 'extended',
    reasons,
    protection: { name: protection.name, from: dayToIso(granted.from), until: dayToIso(latest) },
  };
}

/** To the days to which it was extended before, whatever is left now. */
function extendAsKept(
  { state }: Sitting,
  registration: Registration,
  granted: NonNullable<Registration['granted']>,
  running: readonly Leaf[],
  kept: KeptProtection,
  reasons: readonly string[],
): RegistrationDecision {
  const extended = running.map((leaf) => {
    const given = kept.leaves.find((each) => each.leaf === leaf.leaf);
    return { ...leaf, until: Math.max(leaf.until, given?.until ?? leaf.until) };
  });
  state.leaves = state.leaves.map((leaf) => (running.includes(leaf) ? (extended[running.indexOf(leaf)] ?? leaf) : leaf));
  keepRegistration(state, { ...registration, granted: { ...granted, extensions: granted.extensions + 1 } });
  const latest = Math.max(...extended.map(({ until }) => until));
  return {
    outcome: 'extended',
    reasons,
    protection: { name: granted.protection, from: dayToIso(granted.from), until: dayToIso(latest) },
  };
}

/** A whole number of days after a day; undefined where the formula fails or leads out of the calendar. */
function lastDay(sitting: Sitting, formula: Formula, of: string, read: Read, after: Day): Day | undefined {
  const computed = computeApart(sitting, formula, of, read);
  if (computed === undefined) return undefined;
  if (computed.value.d !== 1n) return fail(sitting, formula, of, 'not-whole', computed);
  const last = computed.value.add(after);
  if (last.lt(new Fraction(FIRST_DAY)) || last.gt(new Fraction(LAST_DAY))) return fail(sitting, formula, of, 'number-too-large', computed);
  return Number(last.s * last.n);
}
