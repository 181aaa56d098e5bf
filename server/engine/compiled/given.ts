/** Promises and protections that a fold takes as they were recorded. */
import type { Shown } from '../decisions/model.ts';
import { decimalsOf, isoToDay, parseDecimal } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { Given, GivenProtection } from '../fold/evaluator.ts';
import type { Promised } from '../program/model.ts';

const keyOf = (promise: string, key: readonly Shown[]): string => JSON.stringify([promise, ...key]);

/** By promise and key as shown. */
export function givenPromises({ promises = [] }: Given): Map<string, Shown> {
  const given = new Map<string, Shown>();
  for (const { promise, key, value } of promises) {
    const name = keyOf(promise, key);
    if (!given.has(name)) given.set(name, value);
  }
  return given;
}

/** In whole steps of the promise's type; undefined where none is given that the type can hold. */
export function givenSteps(
  given: ReadonlyMap<string, Shown>,
  { name, type }: Promised,
  key: readonly Shown[],
  digits: number,
): number | undefined {
  const value = given.get(keyOf(name, key));
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return type === 'date' ? isoToDay(String(value)) : parseDecimal(String(value), decimalsOf(type, digits));
}

/** A protection that was granted, or extended, by its leaves as a state names them. */
export interface KeptProtection extends Omit<GivenProtection, 'leaves'> {
  readonly leaves: readonly { readonly leaf: string; readonly until: Day }[];
}

export interface GivenProtections {
  /** By activity and enrollment; taken out when the activity is decided. */
  readonly byActivity: Map<string, KeptProtection>;
  /** By leaf: names in `byActivity`. */
  readonly byLeaf: ReadonlyMap<string, readonly string[]>;
}

export const keptKey = (source: string, activity: string, partnerType: string, partner: string): string =>
  JSON.stringify([source, activity, partnerType, partner]);

export function givenProtections({ protections = [] }: Given): GivenProtections {
  const byActivity = new Map<string, KeptProtection>();
  for (const { leaves, ...granted } of protections) {
    byActivity.set(keptKey(granted.source, granted.activity, granted.partnerType, granted.partner), {
      ...granted,
      leaves: leaves.map(({ values, until }) => ({ leaf: JSON.stringify([granted.protection, ...values]), until })),
    });
  }
  const byLeaf = new Map<string, string[]>();
  for (const [key, { leaves }] of byActivity) {
    for (const { leaf } of leaves) byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), key]);
  }
  return { byActivity, byLeaf };
}

/** The days on which registrations were reconsidered. */
export const reconsideredOn = ({ byActivity }: GivenProtections): readonly Day[] =>
  [...byActivity.values()].filter(({ source }) => source === 'dealwright').map(({ from }) => from);
