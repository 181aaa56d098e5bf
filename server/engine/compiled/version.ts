/** One version of a program, compiled: its code, rules, measures, and where its facts are put. Made once for each program. */

import type { Condition } from '../conditions/model.ts';
import { factsOf } from '../conditions/walk.ts';
import type { Day } from '../facts/value.ts';
import type { Formula } from '../formula/model.ts';
import type { Budget, Program, Promised, Stack } from '../program/model.ts';
import { Desk, type Keyed } from './desk.ts';
import type { CompiledFormula } from './formulas.ts';
import { type CompiledCondition, ProgramCode } from './generate/code.ts';
import type { ComparisonWatch } from './generate/conditions.ts';
import { MeasureLedger, type MeasureRead } from './measures/ledger.ts';
import { type CompiledRule, compileRule, type Dispatch, dispatch } from './rules.ts';

export interface CompiledPromise {
  readonly promised: Promised;
  readonly where: CompiledCondition | undefined;
  readonly formula: CompiledFormula;
}

export interface CompiledStack {
  readonly stack: Stack;
  readonly cap: CompiledFormula | undefined;
  /** By incentive in it: the place of its member. */
  readonly memberOf: ReadonlyMap<string, number>;
}

export interface CompiledExclusion {
  readonly group: readonly string[];
  readonly memberOf: ReadonlyMap<string, number>;
}

export interface CompiledBudget {
  readonly budget: Budget;
  readonly amount: CompiledFormula;
}

export interface CompiledProtection {
  readonly days: CompiledFormula;
  readonly extensionDays: CompiledFormula | undefined;
  readonly extensions: number;
}

/** What is done at activities of one kind for one partner type, for as long as the same rules are effective. */
export interface Course extends Dispatch {
  /** Measures that are read there, directly or not. */
  readonly measures: readonly MeasureRead[];
  /** Balances and promises that are read there. */
  readonly keyed: Keyed;
  readonly readsProtections: boolean;
  readonly readsCancelled: boolean;
  readonly promises: readonly CompiledPromise[];
}

export class Version {
  readonly program: Program;
  readonly code: ProgramCode;
  readonly desk: Desk;
  readonly ledger: MeasureLedger;
  readonly rules: readonly CompiledRule[];
  readonly promises: readonly CompiledPromise[];
  readonly excludes: readonly CompiledExclusion[];
  readonly stacks: readonly CompiledStack[];
  readonly budgets: readonly CompiledBudget[];
  readonly protections: ReadonlyMap<string, CompiledProtection>;
  /** Incentives that others may take something from: of exclusions, stacks, budgets. */
  readonly entangled: ReadonlySet<string>;
  /** Keys of balances or promises rest on what is decided meanwhile. */
  readonly hasLateKeys: boolean;
  /** Earlier activities are asked for by id. */
  readonly needsActivities: boolean;
  /** Lines are remembered: for reversals, in measures, budgets or balances. */
  readonly looksBackOnLines: boolean;
  private readonly courses = new Map<string, Map<string, Course[]>>();
  /** Some type has tiers. */
  readonly hasTiers: boolean;
  private readonly heard: ReadonlySet<string>;
  private readonly listening = new Map<string, ReadonlySet<string>>();

  constructor(program: Program, watch?: ComparisonWatch) {
    this.program = program;
    const code = new ProgramCode(program, watch);
    this.code = code;
    this.ledger = new MeasureLedger(code);
    this.rules = program.rules.map((rule, order) => compileRule(code, rule, order));
    this.promises = [...program.promises.values()].map((promised) => ({
      promised,
      where: promised.where && code.condition(promised.where),
      formula: code.formula(promised.formula),
    }));
    this.hasTiers = [...program.partnerTypes.values()].some(({ tiers }) => tiers !== undefined);
    this.heard = new Set(program.rules.flatMap(({ on }) => [...on]));
    this.stacks = program.stacks.map((stack) => ({
      stack,
      cap: stack.cap && code.formula(stack.cap),
      memberOf: new Map(stack.of.flatMap((member, place) => [...incentivesOf(program, member)].map((incentive) => [incentive, place]))),
    }));
    this.excludes = program.excludes.map((group) => ({ group, memberOf: new Map(group.map((incentive, place) => [incentive, place])) }));
    this.budgets = program.budgets.map((budget) => ({ budget, amount: code.formula(budget.amount) }));
    this.protections = new Map(
      [...program.protections.values()].map(({ name, days, extensionDays, extensions }) => [
        name,
        { days: code.formula(days), extensionDays: extensionDays && code.formula(extensionDays), extensions },
      ]),
    );
    const keys = [...program.balances.values()].flatMap(({ per }) => per.filter((part) => program.catalogue.facts.has(part)));
    for (const { by } of program.promises.values()) keys.push(...by);
    this.hasLateKeys = keys.some((key) => LATE.test(key));
    for (const key of keys) code.reader.of(key);
    for (const { scope } of program.protections.values()) for (const fact of scope) code.reader.of(fact);
    this.desk = new Desk(code);
    code.finish();
    this.desk.finish();
    this.entangled = new Set([
      ...program.excludes.flat(),
      ...this.stacks.flatMap(({ memberOf }) => [...memberOf.keys()]),
      ...program.budgets.flatMap(({ of }) => [...of]),
    ]);
    this.needsActivities =
      program.rules.some(({ decides }) => decides === 'reversal') || code.reader.slots.find('cancelled.daysSince') !== undefined;
    this.looksBackOnLines =
      this.needsActivities || this.ledger.hasAnyLines || this.budgets.length > 0 || this.rules.some(({ moves }) => moves.length > 0);
  }

  /** Whether some rule listens to a kind for any type. */
  hears(kind: string): boolean {
    return this.heard.has(kind);
  }

  /** Whether some rule, whatever its window, listens to a kind for a partner type. */
  listens(partnerType: string, kind: string): boolean {
    let kinds = this.listening.get(partnerType);
    if (kinds === undefined) {
      kinds = new Set(this.rules.flatMap(({ rule }) => (rule.for.has(partnerType) ? [...rule.on] : [])));
      this.listening.set(partnerType, kinds);
    }
    return kinds.has(kind);
  }

  course(partnerType: string, kind: string, day: Day): Course {
    let ofType = this.courses.get(partnerType);
    if (ofType === undefined) {
      ofType = new Map();
      this.courses.set(partnerType, ofType);
    }
    let known = ofType.get(kind);
    if (known === undefined) {
      known = [];
      ofType.set(kind, known);
    }
    for (let index = 0; index < known.length; index += 1) {
      const course = known[index];
      if (course !== undefined && course.from <= day && day < course.to) return course;
    }
    const course = this.chart(partnerType, kind, day);
    known.push(course);
    return course;
  }

  private chart(partnerType: string, kind: string, day: Day): Course {
    const looking = dispatch(this.rules, partnerType, kind, day);
    const promises = this.promises.filter(({ promised }) => promised.on.has(kind));
    const read = new Set<string>();
    const { program } = this;
    for (const rule of [
      ...looking.gate,
      ...looking.registration,
      ...looking.enrollment,
      ...looking.mdf,
      ...looking.routing,
      ...looking.benefit,
    ]) {
      readBy(program, read, rule);
    }
    for (const rule of [...looking.line, ...looking.tier]) readBy(program, read, rule);
    for (const { promised } of promises) {
      readByCondition(program, read, promised.where);
      readByFormula(program, read, promised.formula);
    }
    for (const { stack } of this.stacks) readByFormula(program, read, stack.cap);
    for (const { budget } of this.budgets) readByFormula(program, read, budget.amount);
    for (const { days, extensionDays } of program.protections.values()) {
      if (!kind.startsWith('registration-')) break;
      readByFormula(program, read, days);
      readByFormula(program, read, extensionDays);
    }
    for (const { scope } of program.protections.values()) for (const fact of scope) readFact(program, read, fact);
    for (const { per } of program.balances.values()) for (const part of per) readFact(program, read, part);
    for (const { by } of program.promises.values()) for (const fact of by) readFact(program, read, fact);
    return {
      ...looking,
      promises,
      measures: this.ledger.plans
        .map((plan) => ({ plan, before: read.has(`before.${plan.measure.name}`), after: read.has(`measure.${plan.measure.name}`) }))
        .filter(({ before, after }) => before || after),
      keyed: this.desk.keyed((fact) => read.has(fact)),
      readsProtections: [...read].some((fact) => fact.startsWith('protection.')),
      readsCancelled: read.has('cancelled.daysSince'),
    };
  }
}

/** Keys that may change while an activity is decided. */
const LATE = /^(gate|outcome|promise|derived|measure|before|balance|protection|parameter)\./;

function readFact(program: Program, into: Set<string>, fact: string): void {
  if (into.has(fact)) return;
  into.add(fact);
  const group = fact.slice(0, fact.indexOf('.'));
  const name = fact.slice(group.length + 1);
  if (group === 'derived') readByFormula(program, into, program.derived.get(name)?.formula);
  if (group !== 'parameter') return;
  const parameter = program.parameters.get(name);
  if (parameter?.kind === 'table') for (const key of parameter.keys) readFact(program, into, key);
}

function readByFormula(program: Program, into: Set<string>, formula: Formula | undefined): void {
  for (const fact of formula?.facts ?? []) readFact(program, into, fact);
}

function readByCondition(program: Program, into: Set<string>, condition: Condition | undefined): void {
  if (condition !== undefined) for (const fact of factsOf(condition)) readFact(program, into, fact);
}

function readBy(program: Program, into: Set<string>, { rule, amount, floor, capAmount, capUsed, share, moves }: CompiledRule): void {
  readByCondition(program, into, rule.conditions);
  if (rule.decides === 'incentive' && rule.person !== undefined) readFact(program, into, rule.person);
  for (const compiled of [amount, floor, capAmount, capUsed, share, ...moves.map(({ formula }) => formula)]) {
    readByFormula(program, into, compiled?.formula);
  }
}

/** The incentives of a stack and the stacks in it; of an incentive itself. */
function incentivesOf(program: Program, member: string): ReadonlySet<string> {
  const stack = program.stacks.find(({ name }) => name === member);
  return new Set(stack === undefined ? [member] : stack.of.flatMap((each) => [...incentivesOf(program, each)]));
}

const versions = new WeakMap<Program, Version>();

export function compiledVersion(program: Program): Version {
  const known = versions.get(program);
  if (known !== undefined) return known;
  const version = new Version(program);
  versions.set(program, version);
  return version;
}
