/** Granting and extending protections. */
import Fraction from 'fraction.js';
import type { RegistrationDecision } from '../decisions/model.ts';
import { dayToIso } from '../facts/render.ts';
import { type Day, FIRST_DAY, LAST_DAY } from '../facts/value.ts';
import type { Formula } from '../formula/model.ts';
import { computeApart, fail } from './compute.ts';
import { isHeld, leavesNamed, rivalHolds } from './leaves.ts';
import type { Read } from './parameters.ts';
import { keepRegistration } from './registry.ts';
import type { Sitting } from './sitting.ts';
import type { Leaf, Registration } from './state.ts';

type Shown = NonNullable<RegistrationDecision['protection']>;

export type Grant =
  | { readonly kind: 'granted'; readonly granted: NonNullable<Registration['granted']>; readonly shown: Shown }
  | { readonly kind: 'scope-missing' | 'duplicate' | 'days-failed' };

/** Grants all the leaves that the facts name, or none of them. */
export function grant(sitting: Sitting, registration: Registration, name: string, read: Read): Grant {
  const { state, entry } = sitting;
  const protection = sitting.run.program.protections.get(name);
  const named = protection === undefined ? undefined : leavesNamed(protection, read);
  if (protection === undefined || named === undefined) return { kind: 'scope-missing' };
  if (rivalHolds(state.leaves, named, registration.enrollment, entry.day)) return { kind: 'duplicate' };
  const until = lastDay(sitting, protection.days, name, read, entry.day);
  if (until === undefined) return { kind: 'days-failed' };
  const leaves = named.map((leaf): Leaf => {
    // one's own leaf passes to the newer registration, and loses no day by it
    const own = state.leaves.find((held) => held.leaf === leaf && isHeld(held, entry.day));
    const { enrollment, id } = registration;
    return { leaf, enrollment, registration: id, from: entry.day, until: Math.max(until, own?.until ?? until) };
  });
  state.leaves = [...state.leaves.filter(({ leaf }) => !named.includes(leaf)), ...leaves];
  const latest = Math.max(until, ...leaves.map((leaf) => leaf.until));
  return {
    kind: 'granted',
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
  if (granted === undefined || protection?.extensionDays === undefined || first === undefined) return notExtendable;
  if (granted.extensions >= protection.extensions) return notExtendable;
  const latestBefore = Math.max(...running.map(({ until }) => until));
  const latest = lastDay(sitting, protection.extensionDays, protection.name, read, latestBefore);
  if (latest === undefined) return notExtendable;
  const days = latest - latestBefore;
  state.leaves = state.leaves.map((leaf) => (running.includes(leaf) ? { ...leaf, until: leaf.until + days } : leaf));
  keepRegistration(state, { ...registration, granted: { ...granted, extensions: granted.extensions + 1 } });
  return {
    outcome: 'extended',
    reasons,
    protection: { name: protection.name, from: dayToIso(granted.from), until: dayToIso(latest) },
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
