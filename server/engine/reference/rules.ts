import type { RuleReasoning } from '../decisions/model.ts';
import type { Rule } from '../program/model.ts';
import type { Verdict } from './conditions.ts';
import { reader } from './facts.ts';
import type { Sitting } from './sitting.ts';

/** A rule that was looked at, once or for an item. */
export interface Ruled<R extends Rule = Rule> {
  readonly rule: R;
  readonly item?: number;
  readonly holds: boolean;
}

type Decides = Rule['decides'];
export type RuleOf<D extends Decides> = Extract<Rule, { decides: D }>;

/** The rules of these kinds of decision that are looked at here, in rule order. `kinds`: those that a rule may listen to. */
export function lookedAt<D extends Decides>(sitting: Sitting, decides: readonly D[], kinds: readonly string[]): readonly RuleOf<D>[] {
  const { day } = sitting.entry;
  return sitting.run.program.rules.filter(
    (rule): rule is RuleOf<D> =>
      decides.some((each) => each === rule.decides) &&
      rule.for.has(sitting.party.partnerType) &&
      (rule.decides === 'tier' || kinds.some((kind) => rule.on.has(kind))) &&
      rule.from <= day &&
      day < rule.to,
  );
}

/** A registration that is reconsidered goes through the gates and rules of one submitted. */
export function kindsOfRegistering(kind: string): readonly string[] {
  return kind === 'registration-reconsidered' ? [kind, 'registration-submitted'] : [kind];
}

/** Judges rules on the facts as they stand now: in rule order, items in order. Their reasoning goes to the log. */
export async function ruled<R extends Rule>(sitting: Sitting, rules: readonly R[], log: RuleReasoning[]): Promise<readonly Ruled<R>[]> {
  const once = rules.filter((rule) => !perItem(rule));
  const each = rules.filter(perItem);
  const verdicts = new Map<string, Verdict>();
  const keep = (names: readonly R[], found: readonly Verdict[], item?: number) => {
    for (const [index, verdict] of found.entries()) verdicts.set(`${item ?? ''} ${names[index]?.pointer}`, verdict);
  };
  keep(once, await judgeRules(sitting, once));
  for (const item of sitting.entry.items.keys()) keep(each, await judgeRules(sitting, each, item), item);
  const result: Ruled<R>[] = [];
  for (const rule of rules) {
    for (const item of perItem(rule) ? sitting.entry.items.keys() : [undefined]) {
      const verdict = verdicts.get(`${item ?? ''} ${rule.pointer}`);
      if (verdict === undefined) throw new Error(`rule ${rule.name} was not judged`);
      const at = item === undefined ? {} : { item };
      result.push({ rule, ...at, holds: verdict.holds });
      if (sitting.explain) {
        log.push({ rule: rule.name, decides: rule.decides, ...at, holds: verdict.holds, conditions: verdict.reasoning() });
      }
    }
  }
  return result;
}

const perItem = (rule: Rule): boolean => 'perItem' in rule && rule.perItem;

function judgeRules(sitting: Sitting, rules: readonly Rule[], item?: number): Promise<readonly Verdict[]> {
  return sitting.run.judge(
    rules.map((rule) => rule.conditions),
    reader(sitting, { item }),
  );
}

/** Why: each rule's reason, or else its name. */
export function reasonsOf(deciding: readonly Ruled<Rule & { readonly reason?: string }>[]): readonly string[] {
  return deciding.map(({ rule }) => rule.reason ?? rule.name);
}

/** Of the rules that hold those with the first outcome, in order of precedence, that any has. */
export function deciding<O extends string, R extends Rule & { readonly outcome: O }>(
  all: readonly Ruled<R>[],
  precedence: readonly O[],
): readonly Ruled<R>[] {
  const holding = all.filter(({ holds }) => holds);
  const outcome = precedence.find((each) => holding.some(({ rule }) => rule.outcome === each));
  return holding.filter(({ rule }) => rule.outcome === outcome);
}
