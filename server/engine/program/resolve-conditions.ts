import type { Condition } from '../conditions/model.ts';
import { type NamedResult, parseCondition } from '../conditions/parse.ts';
import type { Resolving } from './resolving.ts';
import type { Json } from './source.ts';

/**
 * The named conditions: each is parsed once, when it is first asked for, and shared by all that name
 * it. One that rests on itself is found where the circle closes.
 */
export function resolveNamedConditions(into: Resolving): void {
  const documents = into.document.conditions ?? {};
  const resolved = new Map<string, Condition | undefined>();
  const open: string[] = [];
  const named = (name: string): NamedResult => {
    if (!Object.hasOwn(documents, name)) return into.isCut('conditions', name) ? 'unresolved' : 'unknown';
    if (open.includes(name)) return { circle: [...open.slice(open.indexOf(name)), name] };
    if (!resolved.has(name)) {
      open.push(name);
      // Where it is used decides what it may read; so here nothing is refused.
      const env = { ...into.conditionEnvironment(), refuse: () => undefined };
      const { condition, findings } = parseCondition(documents[name], `/conditions/${name}`, env);
      open.pop();
      into.findings.push(...findings);
      resolved.set(name, condition);
      if (condition === undefined) into.unresolved.add(`/conditions/${name}`);
    }
    const condition = resolved.get(name);
    return condition === undefined ? 'unresolved' : { condition };
  };
  into.named = named;
  for (const name of Object.keys(documents)) named(name);
}

/** Conditions of rules that are broken elsewhere: what is wrong with them is told too. */
export function resolveStrayConditions(into: Resolving, conditions: ReadonlyMap<number, Json>): void {
  for (const [index, json] of conditions) {
    const env = { ...into.conditionEnvironment(), refuse: () => undefined };
    into.findings.push(...parseCondition(json, `/rules/${index}/conditions`, env).findings);
  }
}
