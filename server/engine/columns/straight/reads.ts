/** What rules read: of conditions and formulas, of what derived facts and tables in them rest on, and of caps of stacks. */
import type { Condition } from '../../conditions/model.ts';
import { factsOf } from '../../conditions/walk.ts';
import type { Formula } from '../../formula/model.ts';
import type { Program } from '../../program/model.ts';
import type { Placed } from './rules.ts';

export function factsReadBy(program: Program, rules: readonly Placed[]): ReadonlySet<string> {
  const read = new Set<string>();
  const fact = (name: string): void => {
    if (read.has(name)) return;
    read.add(name);
    const own = name.slice(name.indexOf('.') + 1);
    if (name.startsWith('derived.')) for (const each of program.derived.get(own)?.formula.facts ?? []) fact(each);
    const parameter = name.startsWith('parameter.') ? program.parameters.get(own) : undefined;
    if (parameter?.kind === 'table') for (const key of parameter.keys) fact(key);
  };
  const formula = (one: Formula | undefined): void => {
    for (const name of one?.facts ?? []) fact(name);
  };
  const condition = (one: Condition): void => {
    for (const name of factsOf(one)) fact(name);
  };
  for (const { rule } of rules) {
    condition(rule.conditions);
    if ('amount' in rule) formula(rule.amount);
    if ('floor' in rule) formula(rule.floor);
    if ('cap' in rule) {
      formula(rule.cap?.amount);
      formula(rule.cap?.used);
    }
  }
  for (const { cap } of program.stacks) formula(cap);
  for (const { amount } of program.budgets) formula(amount);
  return read;
}
