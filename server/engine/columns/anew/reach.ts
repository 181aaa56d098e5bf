/**
 * What a change of a program reaches. Where all that it reaches is lines, and measures and budgets of lines that
 * only lines rest on, everything else comes out as it did before the change.
 */
import { factsOf } from '../../conditions/walk.ts';
import type { Measure } from '../../measures/model.ts';
import type { Program, Rule } from '../../program/model.ts';
import { factsBehind, formulaReads, incentivesIn, ruleReads } from './reads.ts';
import { givesLines, type Shape, shapeOf } from './shape.ts';

/** What must be decided anew. */
export interface Reach {
  /** Places of rules: whatever pays these incentives, and what takes them back. */
  readonly rules: ReadonlySet<number>;
  readonly incentives: ReadonlySet<string>;
  /** Names of measures of lines. */
  readonly measures: ReadonlySet<string>;
}

/** undefined: the change reaches further than lines, or nobody can tell. */
export function reachOf(before: Program, after: Program): Reach | undefined {
  const [from, to] = [shapeOf(before), shapeOf(after)];
  if (from.standing !== to.standing || !isSameList(from.heads, to.heads)) return undefined;
  try {
    const reaching = new Reaching(before, after, from, to);
    reaching.spread();
    return reaching;
  } catch (reason) {
    if (reason instanceof TooFar) return undefined;
    throw reason;
  }
}

class TooFar extends Error {}

const isSameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each, at) => each === b[at]);

class Reaching implements Reach {
  readonly rules = new Set<number>();
  readonly incentives = new Set<string>();
  readonly measures = new Set<string>();
  private readonly facts = new Set<string>();
  private readonly before: Program;
  private readonly after: Program;

  constructor(before: Program, after: Program, from: Shape, to: Shape) {
    this.before = before;
    this.after = after;
    for (const [name, text] of to.parameters) {
      if (from.parameters.get(name) === text) continue;
      const parameter = after.parameters.get(name);
      // what it is without an agreement was noted with each activity
      if (parameter?.kind === 'scalar' && parameter.perAgreement) throw new TooFar(name);
      this.facts.add(`parameter.${name}`);
    }
    for (const [name, text] of to.derived) if (from.derived.get(name) !== text) this.facts.add(`derived.${name}`);
    for (const [place, text] of to.rules.entries()) if (from.rules[place] !== text) this.reachRule(place);
    this.compareGroups(from.stacks, to.stacks, (program, name) => incentivesIn(program, name));
    this.compareGroups(from.budgets, to.budgets, ({ budgets }, name) => budgets.find((budget) => budget.name === name)?.of ?? []);
    if (from.excludes !== to.excludes) this.add([...before.excludes.flat(), ...after.excludes.flat()]);
  }

  private compareGroups(
    from: ReadonlyMap<string, string>,
    to: ReadonlyMap<string, string>,
    of: (program: Program, name: string) => Iterable<string>,
  ): void {
    // the order decides too
    const isSame = isSameList([...from.keys()], [...to.keys()]);
    for (const name of new Set([...from.keys(), ...to.keys()])) {
      if (isSame && from.get(name) === to.get(name)) continue;
      this.add([...of(this.before, name), ...of(this.after, name)]);
    }
  }

  private add(incentives: Iterable<string>): void {
    for (const incentive of incentives) this.incentives.add(incentive);
  }

  private reads(facts: Iterable<string>): boolean {
    for (const fact of facts) if (this.facts.has(fact)) return true;
    return false;
  }

  /** Until nothing more comes of it. */
  spread(): void {
    for (let size = -1; size !== this.size; ) {
      size = this.size;
      this.spreadFacts();
      this.spreadMeasures();
      for (const [place, rule] of this.after.rules.entries()) this.spreadRule(rule, place);
      this.spreadGroups();
    }
    this.assertLinesOnly();
  }

  private get size(): number {
    return this.facts.size + this.rules.size + this.incentives.size + this.measures.size;
  }

  private spreadFacts(): void {
    const { derived, parameters } = this.after;
    for (const fact of [
      ...[...derived.keys()].map((name) => `derived.${name}`),
      ...[...parameters.keys()].map((name) => `parameter.${name}`),
    ]) {
      if (!this.facts.has(fact) && this.reads(factsBehind(this.after, fact) ?? [])) this.facts.add(fact);
    }
  }

  private spreadMeasures(): void {
    for (const measure of this.after.measures.values()) {
      const { name, lines, window } = measure;
      const isReached = lines.some((incentive) => this.incentives.has(incentive)) || this.reads(readByMeasure(measure));
      if (!isReached || this.measures.has(name)) continue;
      if (lines.length === 0 || window.kind === 'term') throw new TooFar(name);
      this.measures.add(name);
      this.add(lines);
      for (const fact of [`measure.${name}`, `before.${name}`]) this.facts.add(fact);
    }
  }

  private spreadRule(rule: Rule, place: number): void {
    if (this.rules.has(place)) return;
    const pays = 'incentive' in rule && rule.incentive !== undefined && this.incentives.has(rule.incentive);
    const takesBack = rule.decides === 'reversal' && rule.reverses.some((incentive) => this.incentives.has(incentive));
    if (pays || takesBack || this.reads(ruleReads(rule))) this.reachRule(place);
  }

  private reachRule(place: number): void {
    this.rules.add(place);
    for (const rule of [this.before.rules[place], this.after.rules[place]]) {
      if (rule === undefined || !givesLines(rule)) throw new TooFar(rule?.name);
      // what moves between them stands in no column
      if ('balances' in rule && rule.balances.length > 0) throw new TooFar(rule.name);
      if ('incentive' in rule) this.incentives.add(rule.incentive ?? '');
      if (rule.decides === 'reversal') this.add(rule.reverses);
    }
  }

  private spreadGroups(): void {
    const { stacks, excludes, budgets } = this.after;
    for (const { name, cap } of stacks) this.together(incentivesIn(this.after, name), this.reads(formulaReads(cap)));
    for (const group of excludes) this.together(group, false);
    for (const { of, amount } of budgets) this.together(of, this.reads(formulaReads(amount)));
  }

  /** Incentives that take from each other are reached together. */
  private together(incentives: Iterable<string>, isReached: boolean): void {
    const all = [...incentives];
    if (isReached || all.some((incentive) => this.incentives.has(incentive))) this.add(all);
  }

  private assertLinesOnly(): void {
    const { promises, protections } = this.after;
    for (const { where, formula, by } of promises.values()) {
      this.assertUnread([...(where === undefined ? [] : factsOf(where)), ...formulaReads(formula), ...by]);
    }
    for (const { days, extensionDays, scope } of protections.values()) {
      this.assertUnread([...formulaReads(days), ...formulaReads(extensionDays), ...scope]);
    }
  }

  private assertUnread(facts: Iterable<string>): void {
    if (this.reads(facts)) throw new TooFar();
  }
}

/** Facts of its records; in which key it is read, too. */
export function readByMeasure({ fact, where, by, readBy }: Measure): readonly string[] {
  return [...(fact === undefined ? [] : [fact]), ...(where === undefined ? [] : factsOf(where)), ...by, ...readBy];
}
