/** Whether two programs differ in nothing but numbers that are only compared with others. */
import { ruleFormulas } from '../../checks/reads.ts';
import type { Condition } from '../../conditions/model.ts';
import { factsOf, leavesOf } from '../../conditions/walk.ts';
import type { Formula } from '../../formula/model.ts';
import type { Program } from '../../program/model.ts';
import { readByMeasure } from './reach.ts';
import { formulaReads } from './reads.ts';
import { type Shape, shapeOf } from './shape.ts';

/** By parameter: its other value, in whole steps; undefined where more differs, or one of them is read otherwise. */
export function thresholdChange(before: Program, after: Program): ReadonlyMap<string, number> | undefined {
  const [from, to] = [shapeOf(before), shapeOf(after)];
  if (!differInParametersOnly(from, to)) return undefined;
  const changed = new Map<string, number>();
  const reckoned = readOtherwise(before);
  for (const [name, text] of to.parameters) {
    if (from.parameters.get(name) === text) continue;
    const parameter = after.parameters.get(name);
    if (parameter?.kind !== 'scalar' || parameter.perAgreement || typeof parameter.value !== 'number') return undefined;
    if (reckoned.has(`parameter.${name}`)) return undefined;
    changed.set(name, parameter.value);
  }
  return changed;
}

function differInParametersOnly(from: Shape, to: Shape): boolean {
  const rest = ({ standing, heads, rules, derived, stacks, budgets, excludes }: Shape): string =>
    JSON.stringify([standing, heads, rules, [...derived], [...stacks], [...budgets], excludes]);
  return rest(from) === rest(to);
}

/** All that is read in any other way than to be compared with by a rule. */
function readOtherwise({ rules, derived, measures, promises, protections, stacks, budgets, parameters }: Program): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (facts: Iterable<string>): void => {
    for (const fact of facts) found.add(fact);
  };
  const addFormulas = (formulas: Iterable<Formula | undefined>): void => {
    for (const formula of formulas) add(formulaReads(formula));
  };
  for (const rule of rules) {
    add(comparedFacts(rule.conditions));
    addFormulas(ruleFormulas(rule));
    if (rule.decides === 'incentive' && rule.person !== undefined) found.add(rule.person);
  }
  addFormulas([...derived.values()].map(({ formula }) => formula));
  for (const measure of measures.values()) add(readByMeasure(measure));
  for (const { where, formula, by } of promises.values()) {
    add(where === undefined ? by : [...by, ...factsOf(where)]);
    addFormulas([formula]);
  }
  for (const { days, extensionDays, scope } of protections.values()) {
    add(scope);
    addFormulas([days, extensionDays]);
  }
  addFormulas([...stacks.map(({ cap }) => cap), ...budgets.map(({ amount }) => amount)]);
  for (const parameter of parameters.values()) if (parameter.kind === 'table') add(parameter.keys);
  return found;
}

/** The facts on the left, and what they are compared with where that is no comparison of numbers. */
const comparedFacts = (condition: Condition): readonly string[] =>
  leavesOf(condition).flatMap(({ fact, operator, expected }) => {
    const isByNumber = operator !== 'contains' && operator !== 'doesNotContain';
    return expected.kind === 'fact' && !isByNumber ? [fact, expected.fact] : [fact];
  });
