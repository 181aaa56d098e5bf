/** What protections are held, leaf by leaf: a leaf is one combination of a protection's scope values. */
import type { Day, Value } from '../facts/value.ts';
import type { CompiledState, Leaf } from './state.ts';

/** The leaves that scope values name, one for each combination of the values of lists; undefined where one is missing. */
export function leavesNamed(protection: string, values: readonly (Value | undefined)[]): readonly string[] | undefined {
  let combinations: readonly (readonly Value[])[] = [[]];
  for (const value of values) {
    if (value === undefined) return undefined;
    const choices: readonly Value[] = typeof value === 'object' ? value : [value];
    combinations = combinations.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return combinations.map((combination) => JSON.stringify([protection, ...combination]));
}

/** The scope values in a leaf's name. */
export function valuesOf(leaf: string): readonly (string | number | boolean)[] {
  const [, ...values] = JSON.parse(leaf) as readonly (string | number | boolean)[];
  return values;
}

export const isHeld = ({ from, until }: Leaf, day: Day): boolean => from <= day && day <= until;

/** Whether another enrollment holds one of the leaves on the day. */
export function rivalHolds({ leaves }: CompiledState, named: readonly string[], enrollment: number, day: Day): boolean {
  return named.some((name) => {
    const leaf = leaves.get(name);
    return leaf !== undefined && leaf.enrollment !== enrollment && isHeld(leaf, day);
  });
}

export function protectionSeen(
  state: CompiledState,
  named: readonly string[] | undefined,
  enrollment: number,
  day: Day,
): 'rival' | 'own' | 'none' | undefined {
  if (named === undefined) return undefined;
  if (rivalHolds(state, named, enrollment, day)) return 'rival';
  const own = named.some((name) => {
    const leaf = state.leaves.get(name);
    return leaf !== undefined && leaf.enrollment === enrollment && isHeld(leaf, day);
  });
  return own ? 'own' : 'none';
}
