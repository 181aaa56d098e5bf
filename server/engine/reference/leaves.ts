/** What protections are held, leaf by leaf: a leaf is one combination of a protection's scope values. */
import { enrollmentKey } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Protection } from '../program/model.ts';
import type { RefValue } from './exact.ts';
import { keyText } from './keys.ts';
import type { Read } from './parameters.ts';
import type { Sitting } from './sitting.ts';
import type { Leaf } from './state.ts';

/** The leaves that facts name, one for each combination of values of list facts; undefined where a scope fact is missing. */
export function leavesNamed(protection: Protection, read: Read): readonly string[] | undefined {
  let combinations: readonly (readonly RefValue[])[] = [[]];
  for (const fact of protection.scope) {
    const value = read(fact);
    if (value === undefined) return undefined;
    const choices: readonly RefValue[] = isList(value) ? value : [value];
    combinations = combinations.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return combinations.flatMap((values) => keyText(protection.name, values) ?? []);
}

const isList = (value: RefValue): value is readonly string[] => Array.isArray(value);

export const isHeld = (leaf: Leaf, day: Day): boolean => leaf.from <= day && day <= leaf.until;

/** Whether another enrollment holds one of the leaves on the day. */
export function rivalHolds(leaves: readonly Leaf[], named: readonly string[], enrollment: string, day: Day): boolean {
  return leaves.some((leaf) => named.includes(leaf.leaf) && leaf.enrollment !== enrollment && isHeld(leaf, day));
}

/** protection.NAME, as it was before this party's turn. */
export function protectionSeen(sitting: Sitting, name: string, read: Read): 'rival' | 'own' | 'none' | undefined {
  const protection = sitting.run.program.protections.get(name);
  const named = protection === undefined ? undefined : leavesNamed(protection, read);
  if (named === undefined) return undefined;
  const own = enrollmentKey(sitting.party.partner, sitting.party.partnerType);
  const { day } = sitting.entry;
  if (rivalHolds(sitting.leaves, named, own, day)) return 'rival';
  return sitting.leaves.some((leaf) => named.includes(leaf.leaf) && leaf.enrollment === own && isHeld(leaf, day)) ? 'own' : 'none';
}
