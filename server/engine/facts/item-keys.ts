import type { ProgramDocument } from '../../../schemas/types.ts';

/**
 * What a program keys by facts of items, directly or through another key, each with the key that is an item's. It is
 * there only where one item is meant: for a whole activity it is always missing.
 */
export function itemKeys(document: ProgramDocument, isOfItem: (fact: string) => boolean): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const keyedBy = new Map<string, string[]>();
  const reached: string[] = [];
  const reach = (fact: string, key: string): void => {
    if (found.has(fact)) return;
    found.set(fact, key);
    reached.push(fact);
  };
  for (const [fact, keys] of keyedFacts(document)) {
    for (const key of keys) {
      if (isOfItem(key)) reach(fact, key);
      const others = keyedBy.get(key);
      if (others === undefined) keyedBy.set(key, [fact]);
      else others.push(fact);
    }
  }
  for (let key = reached.pop(); key !== undefined; key = reached.pop()) {
    for (const fact of keyedBy.get(key) ?? []) reach(fact, key);
  }
  return found;
}

function* keyedFacts({ parameters, measures, balances }: ProgramDocument): Generator<[fact: string, keys: readonly string[]]> {
  for (const [name, parameter] of Object.entries(parameters ?? {})) {
    if (parameter.type === 'table') yield [`parameter.${name}`, parameter.keys];
  }
  for (const [name, measure] of Object.entries(measures ?? {})) {
    const by = (measure.by ?? []).map((key) => (typeof key === 'string' ? key : key.read));
    yield [`measure.${name}`, by];
    yield [`before.${name}`, by];
  }
  for (const [name, { per = [] }] of Object.entries(balances ?? {})) yield [`balance.${name}`, per];
}
