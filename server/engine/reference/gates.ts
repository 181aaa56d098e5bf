import type { GateDecision } from '../decisions/model.ts';
import { kindsOfRegistering, lookedAt, type Ruled, type RuleOf, reasonsOf, ruled } from './rules.ts';
import type { Sitting } from './sitting.ts';

/** Every gate that a rule names: open if a rule opens it and none closes it; for each item where a rule is for items. */
export async function decideGates(sitting: Sitting): Promise<readonly GateDecision[]> {
  const rules = lookedAt(sitting, ['gate'], kindsOfRegistering(sitting.entry.kind));
  const all = await ruled(sitting, rules, sitting.rules);
  const decisions: GateDecision[] = [];
  for (const gate of new Set(rules.map((rule) => rule.gate))) {
    const about = all.filter(({ rule }) => rule.gate === gate);
    if (!rules.some((rule) => rule.gate === gate && rule.perItem)) {
      const decision = decideGate(gate, about);
      sitting.decided.set(`gate.${gate}`, decision.open);
      decisions.push(decision);
      continue;
    }
    // rules for the activity count for each of its items
    const ofItems = [...sitting.entry.items.keys()].map((item) => ({
      ...decideGate(
        gate,
        about.filter((each) => each.item === undefined || each.item === item),
      ),
      item,
    }));
    for (const { item, open } of ofItems) sitting.decidedOfItems.set(`${item} gate.${gate}`, open);
    sitting.decided.set(`gate.${gate}`, ofItems.length > 0 && ofItems.every(({ open }) => open));
    decisions.push(...ofItems);
  }
  return decisions;
}

function decideGate(gate: string, rules: readonly Ruled<RuleOf<'gate'>>[]): GateDecision {
  const closing = rules.filter(({ rule, holds }) => holds && rule.effect === 'close');
  const opened = rules.some(({ rule, holds }) => holds && rule.effect === 'open');
  return { gate, open: opened && closing.length === 0, reasons: reasonsOf(closing) };
}
