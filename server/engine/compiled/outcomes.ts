/** Gates, enrollment, MDF, routing, promises and benefits. */
import { givenSteps } from './given.ts';
import { type CompiledRule, deciding, type RuleOf, reasonsOf } from './rules.ts';
import { decide, enterItem, type Held, holding, loadKeyed, reckonSteps, type Sitting } from './sitting.ts';
import type { BenefitVerdict, EnrollmentVerdict, GateVerdict, MdfVerdict, PromiseVerdict, RoutingVerdict } from './verdicts.ts';

type GateRule = CompiledRule<RuleOf<'gate'>>;

const NONE: readonly never[] = [];

/** Every gate that a rule names: open if a rule opens it and none closes it; for each item where a rule is for items. */
export function decideGates(sitting: Sitting): readonly GateVerdict[] {
  const { gate: rules, gates } = sitting.course;
  if (rules.length === 0) return NONE;
  const held = holding(sitting, rules);
  const verdicts: GateVerdict[] = [];
  for (const { gate, fact, perItem } of gates) {
    if (!perItem) {
      const verdict = decideGate(gate, held, undefined);
      decide(sitting, fact, verdict.open);
      verdicts.push(verdict);
      noteBars(sitting, verdict);
      continue;
    }
    const ofItems = [...sitting.activity.items.keys()].map((item) => decideGate(gate, held, item));
    const open = ofItems.map((each) => each.open);
    sitting.itemGates.set(gate, open);
    decide(sitting, fact, open.length > 0 && open.every(Boolean));
    verdicts.push(...ofItems);
    for (const verdict of ofItems) noteBars(sitting, verdict);
  }
  return verdicts;
}

function noteBars(sitting: Sitting, { gate, item, open, closing }: GateVerdict): void {
  if (sitting.barred === undefined || open || closing.length > 0) return;
  for (const rule of sitting.course.gate) {
    if (rule.rule.gate !== gate || rule.rule.effect !== 'open') continue;
    if (rule.perItem) enterItem(sitting, item);
    sitting.barred.gates.push({ rule, truths: rule.condition.truths() });
    if (rule.perItem) enterItem(sitting, undefined);
  }
}

/** Rules for the activity count for each of its items. */
function decideGate(gate: string, held: readonly Held<GateRule>[], item: number | undefined): GateVerdict {
  let closing: readonly GateRule[] = NONE;
  let opened = false;
  for (const { compiled, item: of } of held) {
    const { rule } = compiled;
    if (rule.gate !== gate || (of !== undefined && of !== item)) continue;
    if (rule.effect === 'close') closing = [...closing, compiled];
    else opened = true;
  }
  return { gate, item, open: opened && closing.length === 0, closing };
}

const rulesOf = <C extends CompiledRule>(held: readonly Held<C>[]): readonly C[] => held.map(({ compiled }) => compiled);

export function decideEnrollment(sitting: Sitting): EnrollmentVerdict | undefined {
  const rules = sitting.course.enrollment;
  if (rules.length === 0) return undefined;
  const decided = deciding(rulesOf(holding(sitting, rules)), ['refuse', 'return', 'accept']);
  const outcomes = { refuse: 'refused', return: 'returned', accept: 'accepted' } as const;
  const outcome = outcomes[decided[0]?.rule.outcome ?? 'return'];
  decide(sitting, 'outcome.enrollment', outcome);
  return { outcome, reasons: reasonsOf(decided) };
}

export function decideRouting(sitting: Sitting): RoutingVerdict | undefined {
  const rules = sitting.course.routing;
  if (rules.length === 0) return undefined;
  const verdict = routed(deciding(rulesOf(holding(sitting, rules)), ['return', 'route']));
  decide(sitting, 'outcome.routing', verdict.outcome);
  return verdict;
}

function routed(rules: readonly CompiledRule<RuleOf<'routing'>>[]): RoutingVerdict {
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

interface MdfDecided {
  readonly verdict: MdfVerdict | undefined;
  /** The rule of which the amount becomes a line. */
  readonly pays: MdfRule | undefined;
}

const NO_MDF: MdfDecided = { verdict: undefined, pays: undefined };

export function decideMdf(sitting: Sitting): MdfDecided {
  const rules = sitting.course.mdf;
  if (rules.length === 0) return NO_MDF;
  const decided = deciding(rulesOf(holding(sitting, rules)), ['refuse', 'return', 'approve']);
  const outcomes = { refuse: 'refused', return: 'returned', approve: 'approved' } as const;
  const outcome = outcomes[decided[0]?.rule.outcome ?? 'return'];
  const granting = outcome === 'approved' ? decided.find(({ amount }) => amount !== undefined) : undefined;
  if (granting?.amount === undefined) {
    decide(sitting, 'outcome.mdf', outcome);
    return { verdict: { outcome, reasons: reasonsOf(decided), amount: undefined }, pays: undefined };
  }
  const amount = reckonSteps(sitting, granting.amount, granting.rule.name, sitting.version.program.rounding);
  decide(sitting, 'outcome.mdf', amount === undefined ? 'returned' : outcome);
  if (amount === undefined) return { verdict: { outcome: 'returned', reasons: [], amount }, pays: undefined };
  decide(sitting, 'outcome.mdfAmount', amount);
  const pays = granting.rule.incentive === undefined ? undefined : granting;
  return { verdict: { outcome, reasons: reasonsOf(decided), amount }, pays };
}

/** What is promised now. All promises read what was promised before. */
export function decidePromises(sitting: Sitting): readonly PromiseVerdict[] {
  const { course, version, state, words } = sitting;
  const { digits } = version.program.currency;
  if (course.promises.length === 0) return NONE;
  const written: PromiseVerdict[] = [];
  const keys: string[] = [];
  for (const { promised, where, formula } of course.promises) {
    if (where !== undefined && !where.holds()) continue;
    const key = version.desk.promiseKey(promised.name);
    if (key === undefined || state.promises.has(key)) continue;
    const shown = words || state.given.size > 0 ? promised.by.flatMap((fact) => version.code.show(fact) ?? []) : NONE;
    const steps = givenSteps(state.given, promised, shown, digits) ?? reckonSteps(sitting, formula, promised.name, 'half-even');
    if (steps === undefined) continue;
    keys.push(key);
    written.push({ promised, key: shown, steps });
  }
  for (const [index, { steps }] of written.entries()) state.promises.set(keys[index] ?? '', steps);
  if (written.length > 0) loadKeyed(sitting);
  return written;
}

/** The first rule that holds grants a benefit. */
export function decideBenefits(sitting: Sitting): readonly BenefitVerdict[] {
  if (sitting.course.benefit.length === 0) return NONE;
  const decided = new Set<string>();
  const granted: BenefitVerdict[] = [];
  for (const { compiled } of holding(sitting, sitting.course.benefit)) {
    const { rule } = compiled;
    if (decided.has(rule.benefit)) continue;
    decided.add(rule.benefit);
    if (compiled.amount === undefined) {
      granted.push({ rule, amount: undefined });
      continue;
    }
    const amount = reckonSteps(sitting, compiled.amount, rule.name, sitting.version.program.rounding);
    if (amount !== undefined) granted.push({ rule, amount });
  }
  return granted;
}
