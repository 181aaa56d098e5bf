/** Whether two programs differ in nothing but numbers that are only compared with others. */
import { ruleFormulas } from '../../checks/reads.ts';
import type { Condition } from '../../conditions/model.ts';
import { thresholdOf } from '../../conditions/threshold.ts';
import { factsOf, leavesOf } from '../../conditions/walk.ts';
import type { Formula } from '../../formula/model.ts';
import type { Program } from '../../program/model.ts';
import { readByMeasure } from './reach.ts';
import { formulaReads } from './reads.ts';
import { type Shape, shapeOf, textWithoutThresholds } from './shape.ts';

/** By threshold: its other value, in whole steps; undefined where more differs, or one of them is read otherwise. */
export function thresholdChange(before: Program, after: Program): ReadonlyMap<string, number> | undefined {
  if (formOf(before) !== formOf(after)) return undefined;
  const changed = new Map<string, number>();
  return haveParametersMoved(before, after, changed) && haveLiteralsMoved(before, after, changed) ? changed : undefined;
}

function haveParametersMoved(before: Program, after: Program, changed: Map<string, number>): boolean {
  const [from, to] = [shapeOf(before).parameters, shapeOf(after).parameters];
  const reckoned = readOtherwise(before);
  for (const [name, text] of to) {
    if (from.get(name) === text) continue;
    const parameter = after.parameters.get(name);
    if (parameter?.kind !== 'scalar' || parameter.perAgreement || typeof parameter.value !== 'number') return false;
    if (reckoned.has(`parameter.${name}`)) return false;
    changed.set(`parameter.${name}`, parameter.value);
  }
  return true;
}

function haveLiteralsMoved(before: Program, after: Program, changed: Map<string, number>): boolean {
  for (const [place, rule] of before.rules.entries()) {
    const others = leavesOf(after.rules[place]?.conditions ?? rule.conditions);
    for (const [index, leaf] of leavesOf(rule.conditions).entries()) {
      const other = others[index]?.expected;
      if (leaf.expected.kind !== 'literal' || other?.kind !== 'literal' || leaf.expected.value === other.value) continue;
      const threshold = thresholdOf(leaf);
      // two rules may share a named condition
      if (threshold === undefined || typeof other.value !== 'number') return false;
      if ((changed.get(threshold) ?? other.value) !== other.value) return false;
      changed.set(threshold, other.value);
    }
  }
  return true;
}

const forms = new WeakMap<Program, string>();

/** All that a program says but for the values of parameters, and for numbers that its rules compare with. */
function formOf(program: Program): string {
  const known = forms.get(program);
  if (known !== undefined) return known;
  const { standing, derived, stacks, budgets, excludes }: Shape = shapeOf(program);
  const made = JSON.stringify([standing, program.rules.map(textWithoutThresholds), [...derived], [...stacks], [...budgets], excludes]);
  forms.set(program, made);
  return made;
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

/** The facts on the left, and what they are compared with where that is no threshold. */
const comparedFacts = (condition: Condition): readonly string[] =>
  leavesOf(condition).flatMap((leaf) =>
    leaf.expected.kind === 'fact' && thresholdOf(leaf) === undefined ? [leaf.fact, leaf.expected.fact] : [leaf.fact],
  );
