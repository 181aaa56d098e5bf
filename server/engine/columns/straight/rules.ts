/** Rules of one kind of activity: which are looked at, whether they hold, and how often they did. */
import { literal } from '../../compiled/generate/source.ts';
import { FIRST_DAY, LAST_DAY } from '../../facts/value.ts';
import type { Program, Rule } from '../../program/model.ts';
import type { PAYEES } from '../outcome.ts';
import { writeCondition } from './conditions.ts';
import { outOfClass } from './out-of-class.ts';
import type { KindScope } from './scope.ts';
import { and } from './values.ts';

export type RuleOf<D extends Rule['decides']> = Extract<Rule, { decides: D }>;

/** A rule with its place in rule order. */
export interface Placed<R extends Rule = Rule> {
  readonly rule: R;
  readonly place: number;
}

/** Rules that give lines; MDF rules where they name an incentive. */
export type LineRule = Placed<RuleOf<'incentive' | 'obligation' | 'mdf'>>;

export const incentiveOf = ({ rule }: LineRule): string => rule.incentive ?? outOfClass('a line without incentive');

/** What is done with each line that is due, beside writing it: `minor` is an expression. */
export interface Keeping {
  keep(rule: LineRule, payee: string, minor: string): void;
  /** Whether anything is done. */
  remembers(rule: LineRule): boolean;
}

export function payeeOf({ rule }: LineRule): (typeof PAYEES)[number] {
  if (rule.decides === 'incentive') return rule.payee;
  return rule.decides === 'obligation' && rule.payer === 'partner' ? 'vendor' : 'partner';
}

/** The rules of a partner type, in rule order. */
export function rulesOf(program: Program, partnerType: string): readonly Placed[] {
  return program.rules.map((rule, place) => ({ rule, place })).filter(({ rule }) => rule.for.has(partnerType));
}

export function those<D extends Rule['decides']>(rules: readonly Placed[], ...decides: D[]): readonly Placed<RuleOf<D>>[] {
  return rules.filter((each): each is Placed<RuleOf<D>> => decides.some((one) => one === each.rule.decides));
}

export const isPerItem = (rule: Rule): boolean => 'perItem' in rule && rule.perItem;

/** Whether it is looked at on day `d`: 'true', or an expression. */
export function effective({ rule }: Placed): string {
  return and(rule.from <= FIRST_DAY ? 'true' : `d >= ${literal(rule.from)}`, rule.to > LAST_DAY ? 'true' : `d < ${literal(rule.to)}`);
}

/** How often rules without a window were looked at is known from how often the kind was. */
export interface Looked {
  /** Rules looked at once for each activity, and once for each item. */
  readonly each: number[];
  readonly eachItem: number[];
}

/** A name of whether it holds, counted. */
export function held(scope: KindScope, placed: Placed, looked: Looked): string {
  const { out } = scope;
  const { rule, place } = placed;
  const when = effective(placed);
  if (when === 'true') (isPerItem(rule) ? looked.eachItem : looked.each).push(place);
  else out.line(`if (${when}) LOOKED[${place}]++;`);
  const holds = and(when, writeCondition(scope, rule.conditions));
  if (holds === 'false') return holds;
  const name = out.constant('h', holds);
  out.line(`if (${name}) HELD[${place}]++;`);
  return name;
}
