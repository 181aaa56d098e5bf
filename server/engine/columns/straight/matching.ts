/** Which of the rules that give lines hold, all of them at once: bits of words, from tables where facts are compared with constants. */
import type { Comparison, Condition } from '../../conditions/model.ts';
import { type Mask, maskOf } from './bits.ts';
import { writeCondition } from './conditions.ts';
import { isWorthIndex, type Test, testOf, writeIndexes } from './indexes.ts';
import { effective, type LineRule, type Looked } from './rules.ts';
import type { KindScope } from './scope.ts';

/** Names of the words; what holds is counted by whoever makes lines of it. */
export function writeMatching(scope: KindScope, rules: readonly LineRule[], looked: Looked): readonly string[] {
  const { out } = scope;
  const count = rules.length;
  const everyone = maskOf(count, rules.keys());
  const never = new Set<number>();
  const others = new Map<string, number[]>();
  const compared = new Map<string, { readonly test: Test; readonly part: Condition }[]>();
  const need = (expression: string, place: number): void => {
    if (expression === 'false') never.add(place);
    else if (expression !== 'true') others.set(expression, [...(others.get(expression) ?? []), place]);
  };
  for (const [place, each] of rules.entries()) {
    const when = effective(each);
    if (when === 'true') looked.each.push(each.place);
    else out.line(`if (${when}) LOOKED[${each.place}]++;`);
    need(when, place);
    for (const part of partsOf(each.rule.conditions)) {
      const test = part.kind === 'compare' ? testOf(scope, part, place) : undefined;
      if (test === undefined) need(writeCondition(scope, part), place);
      else compared.set(factOf(part), [...(compared.get(factOf(part)) ?? []), { test, part }]);
    }
  }
  const tests = new Map<string, readonly Test[]>();
  for (const [fact, own] of compared) {
    const all = own.map(({ test }) => test);
    if (isWorthIndex(scope, fact, all)) tests.set(fact, all);
    else for (const { test, part } of own) need(writeCondition(scope, part), test.place);
  }
  const init = maskOf(
    count,
    [...rules.keys()].filter((place) => !never.has(place)),
  );
  const words = init.map(() => out.name('w'));
  out.line(`let ${words.map((word) => `${word} = 0`).join(', ')};`);
  const masked = [...others].map(([expression, places]) => ({ expression, mask: maskOf(count, places) }));
  const ofAll = masked.filter(({ mask }) => isSame(mask, everyone));
  const write = (): void => {
    const indexed = writeIndexes(scope, tests, count);
    for (const [word, name] of words.entries()) {
      const parts = indexed.map((tables) => tables[word] ?? '').filter((table) => table !== '');
      if (parts.length === 0 || init[word] !== everyone[word]) parts.push(String(init[word]));
      out.line(`${name} = ${parts.join(' & ')};`);
    }
    for (const { expression, mask } of masked.filter((each) => !ofAll.includes(each))) {
      const falling = words.flatMap((word, at) => ((mask[at] ?? 0) === 0 ? [] : [`${word} &= ${~(mask[at] ?? 0)};`]));
      out.line(`if (!(${expression})) { ${falling.join(' ')} }`);
    }
  };
  if (ofAll.length === 0) write();
  else scope.block(`if (${ofAll.map(({ expression }) => expression).join(' && ')})`, write);
  return words;
}

const isSame = (a: Mask, b: Mask): boolean => a.every((word, at) => word === b[at]);

const factOf = (part: Condition): string => (part as Comparison).fact;

/** What must hold all together. */
function partsOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'named') return partsOf(condition.of);
  return condition.kind === 'all' ? condition.of.flatMap(partsOf) : [condition];
}
