/** Gates, enrollment, MDF, routing, promises and benefits. */
import type { GateDecision } from '../decisions/model.ts';
import { showValue } from '../facts/render.ts';
import { type CompiledRule, deciding, isEffective, type RuleOf, reasonsOf } from './rules.ts';
import { type Decided, decide, type Held, holding, reckonSteps, type Sitting, showSteps } from './sitting.ts';

type GateRule = CompiledRule<RuleOf<'gate'>>;

/** Every gate that a rule names: open if a rule opens it and none closes it; for each item where a rule is for items. */
export function decideGates(sitting: Sitting): readonly GateDecision[] {
  const rules = sitting.course.gate.filter((compiled) => isEffective(compiled, sitting.day));
  if (rules.length === 0) return [];
  const held = holding(sitting, rules);
  const decisions: GateDecision[] = [];
  for (const gate of new Set(rules.map(({ rule }) => rule.gate))) {
    const about = held.filter(({ compiled }) => compiled.rule.gate === gate);
    if (!rules.some(({ rule }) => rule.gate === gate && rule.perItem)) {
      const decision = decideGate(gate, about);
      decide(sitting, `gate.${gate}`, decision.open);
      decisions.push(decision);
      continue;
    }
    // rules for the activity count for each of its items
    const ofItems = [...sitting.activity.items.keys()].map((item) => ({
      ...decideGate(
        gate,
        about.filter((each) => each.item === undefined || each.item === item),
      ),
      item,
    }));
    const open = ofItems.map((each) => each.open);
    sitting.itemGates.set(gate, open);
    decide(sitting, `gate.${gate}`, open.length > 0 && open.every(Boolean));
    decisions.push(...ofItems);
  }
  return decisions;
}

function decideGate(gate: string, held: readonly Held<GateRule>[]): GateDecision {
  const closing = held.filter(({ compiled }) => compiled.rule.effect === 'close').map(({ compiled }) => compiled);
  const opened = held.some(({ compiled }) => compiled.rule.effect === 'open');
  return { gate, open: opened && closing.length === 0, reasons: reasonsOf(closing) };
}

const rulesOf = <C extends CompiledRule>(held: readonly Held<C>[]): readonly C[] => held.map(({ compiled }) => compiled);
const looks = (sitting: Sitting, rules: readonly CompiledRule[]): boolean => rules.some((compiled) => isEffective(compiled, sitting.day));

export function decideEnrollment(sitting: Sitting): Decided<'enrollment'> | undefined {
  const rules = sitting.course.enrollment;
  if (!looks(sitting, rules)) return undefined;
  const decided = deciding(rulesOf(holding(sitting, rules)), ['refuse', 'return', 'accept']);
  const outcomes = { refuse: 'refused', return: 'returned', accept: 'accepted' } as const;
  const outcome = outcomes[decided[0]?.rule.outcome ?? 'return'];
  decide(sitting, 'outcome.enrollment', outcome);
  return { outcome, reasons: reasonsOf(decided) };
}

export function decideRouting(sitting: Sitting): Decided<'routing'> | undefined {
  const rules = sitting.course.routing;
  if (!looks(sitting, rules)) return undefined;
  const decision = routed(deciding(rulesOf(holding(sitting, rules)), ['return', 'route']));
  decide(sitting, 'outcome.routing', decision.outcome);
  return decision;
}

function routed(rules: readonly CompiledRule<RuleOf<'routing'>>[]): Decided<'routing'> {
  const [first] = rules;
  if (first === undefined) return { outcome: 'waiting', reasons: [] };
  const { outcome, routeTo, urgency } = first.rule;
  if (outcome === 'return') return { outcome: 'returned', reasons: reasonsOf(rules) };
  return {
    outcome: 'routed',
    reasons: reasonsOf([first]),
    ...(routeTo === undefined ? {} : { to: routeTo }),
    ...(urgency === undefined ? {} : { urgency }),
  };
}

export type MdfRule = CompiledRule<RuleOf<'mdf'>>;

/** `pays`: the rule of which the amount becomes a line. */
export function decideMdf(sitting: Sitting): { readonly decision?: Decided<'mdf'>; readonly pays?: MdfRule } {
  const rules = sitting.course.mdf;
  if (!looks(sitting, rules)) return {};
  const decided = deciding(rulesOf(holding(sitting, rules)), ['refuse', 'return', 'approve']);
  const outcomes = { refuse: 'refused', return: 'returned', approve: 'approved' } as const;
  const outcome = outcomes[decided[0]?.rule.outcome ?? 'return'];
  const granting = outcome === 'approved' ? decided.find(({ amount }) => amount !== undefined) : undefined;
  if (granting?.amount === undefined) {
    decide(sitting, 'outcome.mdf', outcome);
    return { decision: { outcome, reasons: reasonsOf(decided) } };
  }
  const amount = reckonSteps(sitting, granting.amount, granting.rule.name, sitting.version.program.rounding);
  decide(sitting, 'outcome.mdf', amount === undefined ? 'returned' : outcome);
  if (amount === undefined) return { decision: { outcome: 'returned', reasons: [] } };
  decide(sitting, 'outcome.mdfAmount', amount);
  const decision = { outcome, reasons: reasonsOf(decided), amount: showSteps(sitting, 'money', amount) };
  return { decision, ...(granting.rule.incentive === undefined ? {} : { pays: granting }) };
}

/** What is promised now. All promises read what was promised before. */
export function decidePromises(sitting: Sitting): Decided<'promises'> {
  const { course, version, state } = sitting;
  if (course.promises.length === 0) return [];
  const { digits } = version.program.currency;
  const written: { readonly key: string; readonly steps: number; readonly shown: Decided<'promises'>[number] }[] = [];
  for (const { promised, where, formula } of course.promises) {
    if (where !== undefined && !where.holds()) continue;
    const key = version.desk.promiseKey(promised.name);
    if (key === undefined || state.promises.has(key)) continue;
    const steps = reckonSteps(sitting, formula, promised.name, 'half-even');
    if (steps === undefined) continue;
    const parts = promised.by.flatMap((fact) => version.code.show(fact) ?? []);
    written.push({ key, steps, shown: { promise: promised.name, key: parts, value: showValue(promised.type, steps, digits) } });
  }
  for (const { key, steps } of written) state.promises.set(key, steps);
  if (written.length > 0) version.desk.loadKeyed(state, sitting.attending, sitting.day);
  return written.map(({ shown }) => shown);
}

/** The first rule that holds grants a benefit. */
export function decideBenefits(sitting: Sitting): Decided<'benefits'> {
  if (sitting.course.benefit.length === 0) return [];
  const decided = new Set<string>();
  const granted: Decided<'benefits'>[number][] = [];
  for (const { compiled } of holding(sitting, sitting.course.benefit)) {
    const { benefit, grant, name } = compiled.rule;
    if (decided.has(benefit)) continue;
    decided.add(benefit);
    const words = { benefit, ...(grant === undefined ? {} : { grant }) };
    if (compiled.amount === undefined) {
      granted.push(words);
      continue;
    }
    const amount = reckonSteps(sitting, compiled.amount, name, sitting.version.program.rounding);
    if (amount !== undefined) granted.push({ ...words, amount: showSteps(sitting, 'money', amount) });
  }
  return granted;
}
