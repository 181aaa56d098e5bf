/** Rules as they run: their conditions and formulas compiled, and which of them look at what. */
import type { Line, RuleReasoning } from '../decisions/model.ts';
import type { Day } from '../facts/value.ts';
import type { Rule } from '../program/model.ts';
import type { CompiledFormula } from './formulas.ts';
import type { CompiledCondition, ProgramCode } from './generate/code.ts';

type Decides = Rule['decides'];
export type RuleOf<D extends Decides> = Extract<Rule, { decides: D }>;

export interface CompiledRule<R extends Rule = Rule> {
  readonly rule: R;
  /** Place in rule order. */
  readonly order: number;
  readonly condition: CompiledCondition;
  readonly perItem: boolean;
  /** Of rules that pay: what it is, and its bounds. */
  readonly amount: CompiledFormula | undefined;
  readonly floor: CompiledFormula | undefined;
  readonly capAmount: CompiledFormula | undefined;
  readonly capUsed: CompiledFormula | undefined;
  readonly share: CompiledFormula | undefined;
  readonly moves: readonly { readonly balance: string; readonly formula: CompiledFormula }[];
  /** What a line of it is, of rules that pay. */
  readonly payment: Payment | undefined;
}

export interface Payment {
  readonly decides: 'incentive' | 'mdf' | 'obligation';
  readonly incentive: string;
  readonly payee: Line['payee'];
  readonly payer: Line['payer'];
}

export function compileRule(code: ProgramCode, rule: Rule, order: number): CompiledRule {
  const amount = 'amount' in rule ? rule.amount : undefined;
  const pays = rule.decides === 'incentive' || rule.decides === 'obligation' ? rule : undefined;
  const compile = (formula: typeof amount) => (formula === undefined ? undefined : code.formula(formula));
  if (rule.decides === 'incentive' && rule.person !== undefined) code.reader.of(rule.person);
  return {
    rule,
    order,
    condition: code.condition(rule.conditions),
    perItem: 'perItem' in rule && rule.perItem,
    amount: compile(amount),
    floor: compile(pays?.floor),
    capAmount: compile(pays?.cap?.amount),
    capUsed: compile(pays?.cap?.used),
    share: compile(rule.decides === 'reversal' ? rule.share : undefined),
    moves: (pays?.balances ?? []).map(({ balance, formula }) => ({ balance, formula: code.formula(formula) })),
    payment: paymentOf(rule),
  };
}

function paymentOf(rule: Rule): Payment | undefined {
  switch (rule.decides) {
    case 'incentive':
      return { decides: 'incentive', incentive: rule.incentive, payee: rule.payee, payer: 'vendor' };
    case 'obligation':
      return {
        decides: 'obligation',
        incentive: rule.incentive,
        payee: rule.payer === 'partner' ? 'vendor' : 'partner',
        payer: rule.payer,
      };
    case 'mdf':
      return rule.incentive === undefined ? undefined : { decides: 'mdf', incentive: rule.incentive, payee: 'partner', payer: 'vendor' };
    default:
      return undefined;
  }
}

/** How often the rules of a version were looked at, and held; by rule order. An item counts by itself. */
export interface RuleTally {
  readonly looked: Float64Array;
  readonly held: Float64Array;
}

/** A gate that some rule names. */
export interface Gate {
  readonly gate: string;
  /** gate.NAME */
  readonly fact: string;
  /** Some rule is for items: it is decided for each. */
  readonly perItem: boolean;
}

/** The rules that look at activities of one kind for one partner type on a day, in rule order, by what they decide. */
export interface Dispatch {
  /** In the order in which rules name them. */
  readonly gates: readonly Gate[];
  /** Some of them is decided for each item. */
  readonly hasItemGates: boolean;
  /** Some rule is a reversal. */
  readonly takesBack: boolean;
  readonly gate: readonly CompiledRule<RuleOf<'gate'>>[];
  readonly registration: readonly CompiledRule<RuleOf<'registration'>>[];
  readonly enrollment: readonly CompiledRule<RuleOf<'enrollment'>>[];
  readonly mdf: readonly CompiledRule<RuleOf<'mdf'>>[];
  readonly routing: readonly CompiledRule<RuleOf<'routing'>>[];
  readonly benefit: readonly CompiledRule<RuleOf<'benefit'>>[];
  readonly line: readonly CompiledRule<RuleOf<'incentive' | 'reversal' | 'obligation'>>[];
  readonly tier: readonly CompiledRule<RuleOf<'tier'>>[];
  /** The days on which it is these rules. */
  readonly from: Day;
  readonly to: Day;
}

const REGISTRATIONS: ReadonlySet<string> = new Set(['registration-submitted', 'registration-reconsidered']);
/** Kinds of rules that also look at what is reconsidered, if they listened to it when it was submitted. */
const ALSO_RECONSIDER: ReadonlySet<Decides> = new Set(['registration', 'gate']);

export function dispatch(rules: readonly CompiledRule[], partnerType: string, kind: string, day: Day): Dispatch {
  const everOfType = rules.filter(({ rule }) => rule.for.has(partnerType));
  const ofType = everOfType.filter((compiled) => isEffective(compiled, day));
  const looking = ofType.filter(
    ({ rule }) =>
      rule.on.has(kind) ||
      (kind === 'registration-reconsidered' && ALSO_RECONSIDER.has(rule.decides) && rule.on.has('registration-submitted')),
  );
  const those = <D extends Decides>(from: readonly CompiledRule[], ...decides: D[]): readonly CompiledRule<RuleOf<D>>[] =>
    from.filter((each): each is CompiledRule<RuleOf<D>> => decides.some((one) => one === each.rule.decides));
  const gate = those(looking, 'gate');
  const turns = everOfType.flatMap(({ rule }) => [rule.from, rule.to]);
  return {
    gate,
    gates: gatesOf(gate),
    hasItemGates: gate.some(({ perItem }) => perItem),
    takesBack: looking.some(({ rule }) => rule.decides === 'reversal'),
    registration: REGISTRATIONS.has(kind) ? those(looking, 'registration') : [],
    enrollment: those(looking, 'enrollment'),
    mdf: those(looking, 'mdf'),
    routing: those(looking, 'routing'),
    benefit: those(looking, 'benefit'),
    line: those(looking, 'incentive', 'reversal', 'obligation'),
    tier: those(ofType, 'tier'),
    from: Math.max(Number.NEGATIVE_INFINITY, ...turns.filter((turn) => turn <= day)),
    to: Math.min(Number.POSITIVE_INFINITY, ...turns.filter((turn) => turn > day)),
  };
}

function gatesOf(rules: readonly CompiledRule<RuleOf<'gate'>>[]): readonly Gate[] {
  return [...new Set(rules.map(({ rule }) => rule.gate))].map((gate) => ({
    gate,
    fact: `gate.${gate}`,
    perItem: rules.some(({ rule }) => rule.gate === gate && rule.perItem),
  }));
}

const isEffective = ({ rule }: CompiledRule, day: Day): boolean => rule.from <= day && day < rule.to;

/** Each rule's reason, or else its name. */
export function reasonsOf(rules: readonly CompiledRule<Rule & { readonly reason?: string }>[]): readonly string[] {
  return rules.map(({ rule }) => rule.reason ?? rule.name);
}

/** Of the rules that hold those with the first outcome, in order of precedence, that any has. */
export function deciding<R extends CompiledRule<Rule & { readonly outcome: string }>>(
  holding: readonly R[],
  precedence: readonly string[],
): readonly R[] {
  if (holding.length <= 1) return holding;
  const outcome = precedence.find((each) => holding.some(({ rule }) => rule.outcome === each));
  return holding.filter(({ rule }) => rule.outcome === outcome);
}

/** Whether a rule holds now; with `log`, everything is evaluated and its reasoning goes there. */
export function holds({ rule, condition }: CompiledRule, log: RuleReasoning[] | undefined, item: number | undefined): boolean {
  if (log === undefined) return condition.holds();
  const conditions = condition.explain();
  const { name, decides } = rule;
  log.push({ rule: name, decides, ...(item === undefined ? {} : { item }), holds: conditions.holds, conditions });
  return conditions.holds;
}
