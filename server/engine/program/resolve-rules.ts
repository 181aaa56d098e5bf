import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Condition } from '../conditions/model.ts';
import { parseCondition } from '../conditions/parse.ts';
import type { FactSpec } from '../facts/catalogue.ts';
import { itemFact } from '../facts/item-fact.ts';
import type { Balance, Rule } from './model.ts';
import type { Presence } from './presence.ts';
import { resolveDecision } from './resolve-decision.ts';
import { resolveDay } from './resolve-setting.ts';
import type { Resolving } from './resolving.ts';
import { ResolvingRule } from './resolving-rule.ts';
import { nameHint } from './wording.ts';

/** Before and after every day that an activity may carry. */
const FROM_EVER = -1_000_000;
const TO_EVER = 1_000_000;

/** A rule, and which facts are surely there when it pays. */
export interface ResolvedRule {
  readonly rule: Rule;
  readonly present: ReadonlySet<string>;
}

/** All rules that are whole, in rule order: by priority, higher first, then as the document has them. */
export function resolveRules(into: Resolving, balances: ReadonlyMap<string, Balance>, presence: Presence): readonly ResolvedRule[] {
  const resolved: { readonly rule: ResolvedRule; readonly priority: number }[] = [];
  const names = { balances, incentives: incentiveNames(into.document) };
  for (const [position, json] of into.document.rules.entries()) {
    const pointer = `/rules/${into.ruleIndex(position)}`;
    const rule = resolveRule(new ResolvingRule(into, json, pointer, names), presence);
    if (rule === undefined) into.unresolved.add(pointer);
    else resolved.push({ rule, priority: json.priority ?? 1 });
  }
  return resolved.sort((a, b) => b.priority - a.priority).map(({ rule }) => rule);
}

/** Ids under which lines are posted. */
export function incentiveNames(document: ProgramDocument): ReadonlySet<string> {
  const names = document.rules.map((rule) => {
    if (rule.decides === 'incentive') return 'incentive' in rule.event.params ? rule.event.params.incentive : undefined;
    if (rule.decides === 'mdf') return rule.event.params.incentive;
    return rule.decides === 'obligation' ? rule.event.params.obligation : undefined;
  });
  return new Set(names.filter((name) => name !== undefined));
}

function resolveRule(rule: ResolvingRule, presence: Presence): ResolvedRule | undefined {
  const { into, json, pointer } = rule;
  const before = into.findings.length;
  const types = partnerTypes(rule);
  rule.kinds = json.decides === 'tier' ? new Set() : into.checkKinds(json.on, `${pointer}/on`);
  const window = effective(rule);
  const conditions = ruleConditions(rule);
  rule.present = presence.of({ kinds: rule.kinds, partnerTypes: types, condition: conditions });
  const decision = resolveDecision(rule);
  if (!rule.whole || conditions === undefined || into.findings.length > before) return undefined;
  const base = { name: json.name, pointer, for: types, on: rule.kinds, ...window, conditions };
  return { rule: Object.freeze({ ...base, ...decision }) as Rule, present: rule.present };
}

function partnerTypes(rule: ResolvingRule): ReadonlySet<string> {
  const { into, json, pointer } = rule;
  for (const [index, name] of json.for.entries()) {
    if (into.partnerTypes.has(name)) continue;
    rule.whole = false;
    if (into.isCut('partnerTypes', name)) continue;
    const hint = nameHint(name, into.partnerTypes.keys());
    into.report('unknown-partner-type', `There is no partner type ${name}.`, `${pointer}/for/${index}`, hint);
  }
  return new Set(json.for);
}

/** The days on which it is in force. */
function effective({ into, json, pointer }: ResolvingRule): { readonly from: number; readonly to: number } {
  const { from, to } = json.effective ?? {};
  const first = from === undefined ? FROM_EVER : resolveDay(into, 'from', from, `${pointer}/effective/from`);
  const last = to === undefined ? TO_EVER : resolveDay(into, 'to', to, `${pointer}/effective/to`);
  if (first !== undefined && last !== undefined && first >= last) {
    const message = `${json.name} is in force from ${from} until before ${to}, which is never.`;
    into.report('empty-window', message, `${pointer}/effective/to`, '"to" is the first day on which it is no longer in force.');
  }
  return { from: first ?? FROM_EVER, to: last ?? TO_EVER };
}

function ruleConditions({ into, json, pointer, perItem }: ResolvingRule): Condition | undefined {
  const env = {
    ...into.conditionEnvironment(),
    refuse: (spec: FactSpec) => {
      if (spec.scope === 'item' && !perItem) return itemFact(spec);
      if (!spec.name.startsWith('line.')) return undefined;
      return {
        code: 'decided-later',
        message: `${spec.name} is known only when the line is settled.`,
        hint: 'It is for balances and for measures of lines.',
      };
    },
  };
  const { condition, findings } = parseCondition(json.conditions, `${pointer}/conditions`, env);
  into.findings.push(...findings);
  return condition;
}
