/** Promises and protections that a fold takes as they were recorded. */
import Fraction from 'fraction.js';
import type { Shown } from '../decisions/model.ts';
import { isoToDay } from '../facts/render.ts';
import type { Day, Value } from '../facts/value.ts';
import type { Given, GivenPromise, GivenProtection } from '../fold/evaluator.ts';
import type { Promised, Timeline } from '../program/model.ts';
import { toRefValue, toSteps } from './exact.ts';
import { keyText } from './keys.ts';

const DECIMAL = /^-?(0|[1-9]\d{0,20})(\.\d{1,20})?$/;

/** The steps that were given for a promise under the key that is shown; undefined where none were that its type can hold. */
export function givenSteps(
  given: readonly GivenPromise[],
  { name, type }: Promised,
  key: readonly Shown[],
  digits: number,
): number | undefined {
  const found = given.find((each) => each.promise === name && sameKey(each.key, key));
  if (found === undefined) return undefined;
  const text = String(found.value);
  if (type === 'date') return isoToDay(text);
  if (!DECIMAL.test(text)) return undefined;
  try {
    return toSteps(type, new Fraction(text), digits);
  } catch {
    return undefined;
  }
}

const sameKey = (given: readonly Shown[], shown: readonly Shown[]): boolean =>
  given.length === shown.length &&
  given.every((value, index) => {
    const other = shown[index];
    if (typeof value !== 'object' || typeof other !== 'object') return value === other;
    return value.length === other.length && value.every((each, place) => each === other[place]);
  });

/** What an activity granted, or extended, when it was decided before; `until` of its leaves as it was then. */
export interface KeptProtection extends Omit<GivenProtection, 'leaves'> {
  readonly leaves: readonly { readonly leaf: string; readonly until: Day }[];
}

/** With leaves as a state names them. Of one given twice the later counts. */
export function keptProtections(timeline: Timeline, { protections = [] }: Given): readonly KeptProtection[] {
  const kept: KeptProtection[] = protections.map((given) => ({
    ...given,
    leaves: given.leaves.flatMap(({ values, until }) => {
      const leaf = leafOf(timeline, given.protection, values);
      return leaf === undefined ? [] : [{ leaf, until }];
    }),
  }));
  return kept.filter((each, index) => !kept.some((other, place) => place > index && isOfSame(each, other)));
}

const isOfSame = (a: KeptProtection, b: KeptProtection): boolean =>
  a.source === b.source && a.activity === b.activity && a.partner === b.partner && a.partnerType === b.partnerType;

/** Numbers are read by the facts of the scope, as the first version has it that has a protection of that name and so many of them. */
function leafOf({ versions }: Timeline, name: string, values: readonly Value[]): string | undefined {
  const program = versions.find(({ protections }) => protections.get(name)?.scope.length === values.length);
  const scope = program?.protections.get(name)?.scope ?? [];
  const read = values.map((value, index) => {
    const type = program?.catalogue.facts.get(scope[index] ?? '')?.type;
    return typeof value !== 'number' ? value : type === undefined ? undefined : toRefValue(type, value, program?.currency.digits ?? 0);
  });
  return keyText(name, read);
}
