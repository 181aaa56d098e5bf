/** One party of one activity while it is decided, and how its formulas are asked for. */
import type { FailureReport, FormulaReasoning, RuleReasoning } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import type { Day, Exact } from '../facts/value.ts';
import type { RoundingMode } from '../program/model.ts';
import type { Attending } from './desk.ts';
import type { Failed } from './failure.ts';
import type { CompiledFormula } from './formulas.ts';
import type { Viewpoint } from './measures/ledger.ts';
import { type CompiledRule, holds, type RuleOf, type RuleTally } from './rules.ts';
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

/** Rules that don't hold, and what their leaves gave when they were looked at. */
export interface Barred {
  /** Where tiers are decided. */
  tiers: { readonly rule: CompiledRule<RuleOf<'tier'>>; readonly truths: readonly boolean[] }[] | undefined;
  /** Rules that would have opened a gate that no rule closed. */
  readonly gates: { readonly rule: CompiledRule<RuleOf<'gate'>>; readonly truths: readonly boolean[] }[];
}

export interface Sitting {
  readonly version: Version;
  /** Index of the version in the timeline. */
  readonly versionIndex: number;
  readonly state: CompiledState;
  readonly activity: Activity;
  /** Place among the activity's parties. */
  readonly place: number;
  readonly day: Day;
  readonly attending: Attending;
  readonly course: Course;
  readonly view: Viewpoint;
  readonly earlierLines: readonly EarlierLine[];
  readonly taken: Taken;
  readonly failures: Failed[];
  /** Texts are asked for; see recorder.ts. */
  readonly words: boolean;
  /** Where it is asked for what alone bars. */
  readonly barred: Barred | undefined;
  readonly tally: RuleTally | undefined;
  /** Nobody asks for its lines, now or later. */
  readonly passesOverLines: boolean;
  /** With explain: reasoning of rules, of formulas that stand by themselves. */
  readonly rules: RuleReasoning[] | undefined;
  /** With explain: of tier rules, which are evaluated first and told last. */
  readonly tierRules: RuleReasoning[] | undefined;
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
  if (rules.length === 0) return NONE;
  const found: Held<C>[] = [];
  for (let index = 0; index < rules.length; index += 1) {
    const compiled = rules[index];
    if (compiled === undefined) continue;
    if (compiled.perItem) holdingItems(sitting, compiled, log, found);
    else if (isHeld(sitting, compiled, log, undefined)) found.push({ compiled, item: undefined });
  }
  return found;
}

const NONE: readonly never[] = [];

function holdingItems<C extends CompiledRule>(sitting: Sitting, compiled: C, log: RuleReasoning[] | undefined, into: Held<C>[]): void {
  for (const item of sitting.activity.items.keys()) {
    enterItem(sitting, item);
    if (isHeld(sitting, compiled, log, item)) into.push({ compiled, item });
  }
  enterItem(sitting, undefined);
}

function isHeld({ tally }: Sitting, compiled: CompiledRule, log: RuleReasoning[] | undefined, item: number | undefined): boolean {
  const held = holds(compiled, log, item);
  if (tally !== undefined) {
    const { looked, held: kept } = tally;
    const { order } = compiled;
    looked[order] = (looked[order] ?? 0) + 1;
    if (held) kept[order] = (kept[order] ?? 0) + 1;
  }
  return held;
}

/** Puts the facts of an item into the slots, and what is keyed by them. */
export function enterItem(sitting: Sitting, item: number | undefined): void {
  const { version, activity, course, view } = sitting;
  const { desk, ledger } = version;
  desk.loadItem(item === undefined ? undefined : activity.items[item]);
  for (const each of explains(sitting) ? ledger.all : course.measures) if (each.plan.isKeyedByItem) ledger.read(each, view);
  loadKeyed(sitting);
  if (sitting.itemGates.size === 0) return;
  for (const [gate, open] of sitting.itemGates) {
    desk.put(`gate.${gate}`, item === undefined ? open.length > 0 && open.every(Boolean) : open[item]);
  }
}

/** Notes what was decided, for what is decided later. */
export function decide(sitting: Sitting, fact: string, value: string | number | boolean): void {
  const { version } = sitting;
  version.desk.decide(fact, value);
  if (version.hasLateKeys) loadKeyed(sitting);
}

/** Puts balances and promises under the keys that the facts now name: those that are read, or all where all is told. */
export function loadKeyed(sitting: Sitting): void {
  const { version, course, state, attending, day } = sitting;
  const { desk } = version;
  desk.loadKeyed(explains(sitting) ? desk.allKeyed : course.keyed, state, attending, day);
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

export const NO_INPUTS: Failed['inputs'] = {};

export function fail({ failures, words }: Sitting, formula: CompiledFormula, of: string, code: FailureReport['code']): void {
  failures.push({ of, pointer: formula.formula.pointer, code, inputs: words ? formula.inputs() : NO_INPUTS });
}
