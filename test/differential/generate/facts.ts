import type { FactSpec } from '../../../server/engine/facts/catalogue.ts';
import type { FactType } from '../../../server/engine/facts/value.ts';
import type { Choices } from './choices.ts';

/** What may be read at one place of a program: by a rule on some kinds, at its stage. */
export interface Place {
  readonly facts: ReadonlyMap<string, FactSpec>;
  readonly kinds: ReadonlySet<string>;
  readonly stage: number;
  readonly perItem: boolean;
  /** Spaces of facts that can't be read here: gate. where no gate is decided, before. in tiers … */
  readonly without: ReadonlySet<string>;
}

const OWN_SPACES = new Set([
  'measure',
  'before',
  'derived',
  'parameter',
  'balance',
  'promise',
  'protection',
  'gate',
  'outcome',
  'partner',
  'party',
  'activity',
  'term',
  'period',
  'cancelled',
]);

/** Facts of a type that the place can read; those that the program itself defines come more often. */
export function readable(place: Place, types: readonly FactType[]): FactSpec[] {
  const found: FactSpec[] = [];
  for (const spec of place.facts.values()) {
    const space = spec.name.split('.')[0] ?? '';
    if (!types.includes(spec.type) || spec.stage > place.stage || place.without.has(space) || place.without.has(spec.name)) continue;
    if (spec.scope === 'item' && !place.perItem) continue;
    if (spec.kinds !== undefined && ![...place.kinds].some((kind) => spec.kinds?.has(kind))) continue;
    found.push(spec);
    if (OWN_SPACES.has(space)) found.push(spec);
  }
  return found;
}

export const pickFact = (choices: Choices, place: Place, types: readonly FactType[]): FactSpec | undefined => {
  const facts = readable(place, types);
  return facts.length === 0 ? undefined : choices.pick(facts);
};

/** Whether the fact surely stands at every activity of the place. */
export const surelyPresent = (place: Place, spec: FactSpec): boolean =>
  !spec.optional && (spec.kinds === undefined || [...place.kinds].every((kind) => spec.requiredOf?.has(kind)));
