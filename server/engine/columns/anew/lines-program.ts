/**
 * The part of a program that decides some lines, over what was noted: what else was decided, measured or remembered are
 * facts that an activity carries. It has no tiers, promises, protections or balances, and so generates nothing.
 */
import type { Condition } from '../../conditions/model.ts';
import type { FactSpec, KindSpec } from '../../facts/catalogue.ts';
import type { Formula, FormulaNode } from '../../formula/model.ts';
import type { Measure } from '../../measures/model.ts';
import type { Parameter, Program, Rule } from '../../program/model.ts';
import { canBeRemembered, isOfItems, type Noted, nameOf, sourceOf, Unknown } from './given.ts';
import { keptKind } from './kept-history.ts';
import type { Reach } from './reach.ts';
import { factsBehind, measureOf } from './reads.ts';

/** `noted`: by kind. Throws Unknown where something is read that was not noted. */
export function linesProgram(program: Program, reach: Reach, noted: ReadonlyMap<string, readonly Noted[]>): Program {
  const { effectiveFrom: _, ...whole } = program;
  const names = new Naming(program, reach, noted);
  const live = program.rules.filter((_rule, place) => reach.rules.has(place));
  const kinds = new Set(live.flatMap(({ on }) => [...on]));
  const wide: Reader = { byItem: false, kinds };
  const rules = live.map((rule) => names.rule(rule));
  const isLive = (incentive: string): boolean => reach.incentives.has(incentive);
  const stacks = program.stacks.filter(({ of }) => of.some((member) => isLive(member) || isStackOf(program, member, isLive)));
  const measures = [...program.measures.values()].filter(({ name }) => reach.measures.has(name));
  for (const { name } of measures) if (!canBeRemembered(program, name)) throw new Unknown(name);
  return {
    ...whole,
    rules,
    measures: new Map(measures.map((measure) => [measure.name, names.measure(measure, kinds)])),
    stacks: stacks.map(({ cap, ...stack }) => ({ ...stack, ...(cap && { cap: names.formula(cap, wide) }) })),
    excludes: program.excludes.filter((group) => group.some(isLive)),
    budgets: program.budgets
      .filter(({ of }) => [...of].some(isLive))
      .map(({ amount, ...budget }) => ({ ...budget, amount: names.formula(amount, wide) })),
    partnerTypes: new Map([...program.partnerTypes].map(([name, { tiers: _tiers, ...type }]) => [name, type])),
    balances: new Map(),
    promises: new Map(),
    protections: new Map(),
    ...names.reckoned(),
    catalogue: names.catalogue(),
  };
}

function isStackOf(program: Program, name: string, isLive: (incentive: string) => boolean): boolean {
  const stack = program.stacks.find((each) => each.name === name);
  return stack?.of.some((member) => isLive(member) || isStackOf(program, member, isLive)) === true;
}

/** Who reads a fact: rules of these kinds of activity, for their items or not. */
interface Reader {
  readonly byItem: boolean;
  readonly kinds: Iterable<string>;
}

/** Of what is read elsewhere, and was looked at there. */
const KNOWN: Reader = { byItem: false, kinds: [] };

/** Names of facts as they are noted. */
class Naming {
  private readonly program: Program;
  private readonly reach: Reach;
  private readonly noted: ReadonlyMap<string, readonly Noted[]>;
  private readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Facts that are read, under the names that they are noted by. */
  private readonly given = new Map<string, FactSpec>();
  /** Derived facts and tables that are read. */
  private readonly read = new Set<string>();

  constructor(program: Program, reach: Reach, noted: ReadonlyMap<string, readonly Noted[]>) {
    this.program = program;
    this.reach = reach;
    this.noted = noted;
    this.names = new Map([...noted].map(([kind, all]) => [kind, new Set(all.map(({ name }) => name))]));
  }

  private fact(fact: string, reader: Reader): string {
    const measure = measureOf(fact);
    if (measure !== undefined && this.reach.measures.has(measure)) return fact;
    const source = sourceOf(this.program, fact, reader.byItem);
    if (source === 'reckoned') {
      this.read.add(fact);
      for (const each of factsBehind(this.program, fact) ?? []) {
        // it is written once, whoever reads it
        if (reader.byItem && sourceOf(this.program, each, true) === 'given-by-item') throw new Unknown(fact);
        this.fact(each, reader);
      }
      return fact;
    }
    const name = nameOf(fact, source);
    for (const kind of reader.kinds) {
      const isNoted = this.names.get(kind)?.has(name);
      // what a kind doesn't carry is missing now as before
      if (isNoted === false && (source !== 'own' || isCarried(this.program, kind, fact))) throw new Unknown(fact);
    }
    const spec = this.program.catalogue.facts.get(fact);
    if (spec !== undefined) this.given.set(name, { ...spec, name });
    return name;
  }

  rule(rule: Rule): Rule {
    const reader: Reader = { byItem: isOfItems(rule), kinds: rule.on };
    const shared = { on: new Set([...rule.on].map(keptKind)), conditions: this.condition(rule.conditions, reader) };
    const named = (formula: Formula): Formula => this.formula(formula, reader);
    switch (rule.decides) {
      case 'incentive':
      case 'obligation': {
        const { cap, floor } = rule;
        return {
          ...rule,
          ...shared,
          amount: named(rule.amount),
          ...(floor && { floor: named(floor) }),
          ...(cap && { cap: { amount: named(cap.amount), ...(cap.used && { used: named(cap.used) }) } }),
          ...(rule.decides === 'incentive' && rule.person !== undefined && { person: this.fact(rule.person, reader) }),
        };
      }
      case 'reversal':
        return { ...rule, ...shared, ...(rule.share && { share: named(rule.share) }) };
      default:
        throw new Error(`the rule ${rule.name} decides no line`);
    }
  }

  /** Its records, and who reads it, are of these kinds. */
  measure({ where, ...measure }: Measure, kinds: Iterable<string>): Measure {
    const reader: Reader = { byItem: false, kinds };
    const name = (fact: string): string => this.fact(fact, reader);
    return {
      ...measure,
      ...(measure.fact !== undefined && { fact: name(measure.fact) }),
      ...(where && { where: this.condition(where, reader) }),
      by: measure.by.map(name),
      readBy: measure.readBy.map(name),
    };
  }

  private condition(condition: Condition, reader: Reader): Condition {
    switch (condition.kind) {
      case 'all':
      case 'any':
        return { ...condition, of: condition.of.map((part) => this.condition(part, reader)) };
      case 'not':
      case 'named':
        return { ...condition, of: this.condition(condition.of, reader) };
      case 'compare': {
        const { expected } = condition;
        return {
          ...condition,
          fact: this.fact(condition.fact, reader),
          expected: expected.kind === 'fact' ? { kind: 'fact', fact: this.fact(expected.fact, reader) } : expected,
        };
      }
    }
  }

  formula(formula: Formula, reader: Reader): Formula {
    const root = this.node(formula.root, reader);
    return { ...formula, root, facts: [...new Set(formula.facts.map((fact) => this.fact(fact, reader)))] };
  }

  private node(node: FormulaNode, reader: Reader): FormulaNode {
    const named = (part: FormulaNode): FormulaNode => this.node(part, reader);
    switch (node.kind) {
      case 'literal':
        return node;
      case 'fact':
        return { ...node, name: this.fact(node.name, reader) };
      case 'orValue':
        return { ...node, fact: { ...node.fact, name: this.fact(node.fact.name, reader) }, fallback: named(node.fallback) };
      case 'not':
      case 'negate':
        return { ...node, of: named(node.of) };
      case 'binary':
        return { ...node, left: named(node.left), right: named(node.right) };
      case 'choose':
        // biome-ignore lint/suspicious/noThenProperty: a node of a tree, which nobody awaits
        return { ...node, when: named(node.when), then: named(node.then), otherwise: named(node.otherwise) };
      case 'call':
      case 'bands':
        return { ...node, args: node.args.map(named) };
    }
  }

  /** Derived facts and parameters, as they are read. */
  reckoned(): Pick<Program, 'derived' | 'parameters'> {
    const derived = [...this.program.derived.values()].filter(({ name }) => this.read.has(`derived.${name}`));
    const named = derived.map((each) => ({ ...each, formula: this.formula(each.formula, KNOWN) }));
    const parameters = [...this.program.parameters.values()].filter(
      (parameter) => parameter.kind !== 'table' || this.read.has(`parameter.${parameter.name}`),
    );
    return {
      derived: new Map(named.map((each) => [each.name, each])),
      parameters: new Map(parameters.map((each) => [each.name, this.parameter(each)])),
    };
  }

  private parameter(parameter: Parameter): Parameter {
    return parameter.kind === 'table' ? { ...parameter, keys: parameter.keys.map((key) => this.fact(key, KNOWN)) } : parameter;
  }

  catalogue(): Program['catalogue'] {
    const { facts, kinds } = this.program.catalogue;
    return {
      facts: new Map([...facts, ...this.given]),
      kinds: new Map(
        [...this.noted].map(([kind, all]): [string, KindSpec] => {
          const name = keptKind(kind);
          const carried = new Set(all.map((each) => each.name));
          const items = kinds.get(kind)?.items ?? false;
          return [name, { name, description: '', facts: carried, required: new Set(), items, generated: false }];
        }),
      ),
    };
  }
}

function isCarried({ catalogue }: Program, kind: string, fact: string): boolean {
  const spec = catalogue.kinds.get(kind);
  return spec === undefined || spec.generated || (fact.startsWith('item.') ? spec.items : spec.facts.has(fact));
}
