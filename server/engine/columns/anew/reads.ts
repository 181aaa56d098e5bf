/** What rules and formulas read: facts, and parameters of bands by the same names. */
import { ruleFormulas } from '../../checks/reads.ts';
import { factsOf } from '../../conditions/walk.ts';
import type { Formula, FormulaNode } from '../../formula/model.ts';
import type { Program, Rule } from '../../program/model.ts';

const known = new WeakMap<Formula, ReadonlySet<string>>();

export function formulaReads(formula: Formula | undefined): ReadonlySet<string> {
  if (formula === undefined) return NOTHING;
  const before = known.get(formula);
  if (before !== undefined) return before;
  const found = new Set<string>();
  walk(formula.root, found);
  known.set(formula, found);
  return found;
}

const NOTHING: ReadonlySet<string> = new Set();

function walk(node: FormulaNode, into: Set<string>): void {
  switch (node.kind) {
    case 'literal':
      break;
    case 'fact':
      into.add(node.name);
      break;
    case 'orValue':
      walk(node.fact, into);
      walk(node.fallback, into);
      break;
    case 'not':
    case 'negate':
      walk(node.of, into);
      break;
    case 'binary':
      walk(node.left, into);
      walk(node.right, into);
      break;
    case 'choose':
      for (const part of [node.when, node.then, node.otherwise]) walk(part, into);
      break;
    case 'bands':
      into.add(`parameter.${node.parameter}`);
      for (const part of node.args) walk(part, into);
      break;
    case 'call':
      for (const part of node.args) walk(part, into);
  }
}

export function ruleReads(rule: Rule): ReadonlySet<string> {
  const found = new Set(factsOf(rule.conditions));
  for (const formula of ruleFormulas(rule)) for (const fact of formulaReads(formula)) found.add(fact);
  if (rule.decides === 'incentive' && rule.person !== undefined) found.add(rule.person);
  return found;
}

/** What derived facts, and tables by their keys, rest on; undefined of other facts. */
export function factsBehind(program: Program, fact: string): Iterable<string> | undefined {
  const own = fact.slice(fact.indexOf('.') + 1);
  if (fact.startsWith('derived.')) return formulaReads(program.derived.get(own)?.formula);
  const parameter = fact.startsWith('parameter.') ? program.parameters.get(own) : undefined;
  return parameter?.kind === 'table' ? parameter.keys : undefined;
}

/** The measure that a fact reads. */
export const measureOf = (fact: string): string | undefined => /^(?:measure|before)\.(.+)$/.exec(fact)?.[1];

/** The incentives of a stack and the stacks in it; of an incentive itself. */
export function incentivesIn(program: Program, member: string): ReadonlySet<string> {
  const stack = program.stacks.find(({ name }) => name === member);
  return new Set(stack === undefined ? [member] : stack.of.flatMap((each) => [...incentivesIn(program, each)]));
}
