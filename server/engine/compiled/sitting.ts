/** One party of one activity while it is decided, and how its formulas are asked for. */
import { failureReport } from '../decisions/failure.ts';
import type { FailureReport, FormulaReasoning, PartyDecision, RuleReasoning } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import { showValue } from '../facts/render.ts';
import type { Day, Exact, FactType } from '../facts/value.ts';
import type { RoundingMode } from '../program/model.ts';
import type { Attending } from './desk.ts';
import type { CompiledFormula } from './formulas.ts';
import type { Viewpoint } from './measures/ledger.ts';
import { type CompiledRule, holds, isEffective } from './rules.ts';
import type { CompiledState, PostedLine } from './state.ts';
import type { Course, Version } from './version.ts';

/** A line that an earlier party of the same activity was given. */
export interface EarlierLine {
  readonly enrollment: number;
  readonly incentive: string;
  readonly amount: number;
}

/** What reversals of this activity take back of a line, beside what is remembered. */
export type Taken = Map<PostedLine, number>;

export interface Sitting {
  readonly version: Version;
  /** Index of the version in the timeline. */
  readonly versionIndex: number;
  readonly state: CompiledState;
  readonly activity: Activity;
  readonly day: Day;
  readonly attending: Attending;
  readonly course: Course;
  readonly view: Viewpoint;
  readonly earlierLines: readonly EarlierLine[];
  readonly taken: Taken;
  readonly failures: FailureReport[];
  /** With explain: reasoning of rules, of formulas that stand by themselves. */
  readonly rules: RuleReasoning[] | undefined;
  readonly formulas: { of: string; pointer: string; reasoning: FormulaReasoning }[];
  /** Gates decided for each item. */
  readonly itemGates: Map<string, readonly boolean[]>;
}

export const explains = (sitting: Sitting): boolean => sitting.rules !== undefined;

/** A rule that holds, for the activity or one of its items. */
export interface Held<C extends CompiledRule = CompiledRule> {
  readonly compiled: C;
  readonly item: number | undefined;
}

/** The rules that hold, in rule order, items in order. `log`: where the reasoning goes, with explain. */
export function holding<C extends CompiledRule>(sitting: Sitting, rules: readonly C[], log = sitting.rules): readonly Held<C>[] {
  const found: Held<C>[] = [];
  for (const compiled of rules) {
    if (!isEffective(compiled, sitting.day)) continue;
    if (!compiled.perItem) {
      if (holds(compiled, log, undefined)) found.push({ compiled, item: undefined });
      continue;
    }
    for (const item of sitting.activity.items.keys()) {
      enterItem(sitting, item);
      if (holds(compiled, log, item)) found.push({ compiled, item });
    }
    enterItem(sitting, undefined);
  }
  return found;
}

/** Puts the facts of an item into the slots, and what is keyed by them. */
export function enterItem(sitting: Sitting, item: number | undefined): void {
  const { version, activity, course, view, state, attending, day } = sitting;
  const { desk, ledger } = version;
  desk.loadItem(item === undefined ? undefined : activity.items[item]);
  for (const plan of explains(sitting) ? ledger.plans : course.measures) if (plan.isKeyedByItem) ledger.read(plan, view);
  desk.loadKeyed(state, attending, day);
  for (const [gate, open] of sitting.itemGates) {
    desk.put(`gate.${gate}`, item === undefined ? open.length > 0 && open.every(Boolean) : open[item]);
  }
}

/** Notes what was decided, for what is decided later. */
export function decide(sitting: Sitting, fact: string, value: string | number | boolean): void {
  const { version, state, attending, day } = sitting;
  version.desk.decide(fact, value);
  if (version.hasLateKeys) version.desk.loadKeyed(state, attending, day);
}

/** A formula that stands by itself: its value as whole steps of its type; undefined where it failed, which is reported. */
export function reckonSteps(sitting: Sitting, formula: CompiledFormula, of: string, mode: RoundingMode): number | undefined {
  if (!explains(sitting)) {
    const steps = formula.fastSteps(mode);
    if (!Number.isNaN(steps)) return steps;
  }
  const value = reckonApart(sitting, formula, of);
  return value === undefined ? undefined : formula.toSteps(value, mode);
}

/** The same, exact. */
export function reckonApart(sitting: Sitting, formula: CompiledFormula, of: string): Exact | undefined {
  const { value, failure, reasoning } = formula.exact(explains(sitting));
  if (reasoning !== undefined) sitting.formulas.push({ of, pointer: formula.formula.pointer, reasoning });
  if (failure !== undefined) fail(sitting, formula, of, failure);
  return value;
}

export function fail(sitting: Sitting, formula: CompiledFormula, of: string, code: FailureReport['code']): void {
  sitting.failures.push(failureReport(of, formula.formula.pointer, code, formula.inputs()));
}

/** Money and rates are shown as text. */
export const showSteps = (sitting: Sitting, type: FactType, steps: number): string =>
  String(showValue(type, steps, sitting.version.program.currency.digits));

export type Decided<K extends keyof PartyDecision> = Exclude<PartyDecision[K], undefined>;
