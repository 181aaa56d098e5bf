/** Enrollment, MDF, routing and benefits: for lines they matter by what is read of them, and by what the rule of an MDF pays. */
import { literal } from '../../compiled/generate/source.ts';
import { writeNumber } from './formulas.ts';
import { rounded } from './rounding.ts';
import { effective, held, type Looked, type Placed, type RuleOf } from './rules.ts';
import type { KindScope } from './scope.ts';
import { exactly, not, or } from './values.ts';

type Outcome = Placed<RuleOf<'enrollment' | 'mdf' | 'routing'>>;

/** By outcome of rules, first the one that goes before the others; the last of `words` where none holds. */
function decideOne(
  scope: KindScope,
  fact: string,
  rules: readonly Outcome[],
  words: readonly (readonly [outcome: string, word: string])[],
  otherwise: string,
  looked: Looked,
): ReadonlyMap<Outcome, string> {
  const { codes } = scope.setting;
  const holding = new Map(rules.map((each) => [each, held(scope, each, looked)]));
  let is = literal(codes.of(otherwise));
  for (const [outcome, word] of words.toReversed()) {
    const some = or(...[...holding].flatMap(([{ rule }, holds]) => (rule.outcome === outcome ? [holds] : [])));
    is = `(${some} ? ${literal(codes.of(word))} : ${is})`;
  }
  const missing = not(or(...rules.map(effective)));
  scope.decide(fact, { missing, value: { kind: 'code', is: scope.out.constant('x', is) } });
  return holding;
}

export function writeEnrollment(scope: KindScope, rules: readonly Placed<RuleOf<'enrollment'>>[], looked: Looked): void {
  if (rules.length === 0) return;
  const words = [
    ['refuse', 'refused'],
    ['return', 'returned'],
    ['accept', 'accepted'],
  ] as const;
  decideOne(scope, 'outcome.enrollment', rules, words, 'returned', looked);
}

export function writeRouting(scope: KindScope, rules: readonly Placed<RuleOf<'routing'>>[], looked: Looked): void {
  if (rules.length === 0) return;
  decideOne(
    scope,
    'outcome.routing',
    rules,
    [
      ['return', 'returned'],
      ['route', 'routed'],
    ],
    'waiting',
    looked,
  );
}

/** The name of a local: the place of the rule of which the amount becomes a line, or −1. */
export function writeMdf(scope: KindScope, rules: readonly Placed<RuleOf<'mdf'>>[], looked: Looked): string | undefined {
  if (rules.length === 0) return undefined;
  const { out, setting, digits, give } = scope;
  const words = [
    ['refuse', 'refused'],
    ['return', 'returned'],
    ['approve', 'approved'],
  ] as const;
  const holding = decideOne(scope, 'outcome.mdf', rules, words, 'returned', looked);
  const is = (outcome: string): string => or(...[...holding].flatMap(([{ rule }, holds]) => (rule.outcome === outcome ? [holds] : [])));
  const granting = rules.filter(({ rule }) => rule.outcome === 'approve' && rule.amount !== undefined);
  const pays = out.name('q');
  const amount = out.name('a');
  const found = out.name('f');
  out.line(`let ${pays} = -1, ${amount} = 0, ${found} = false;`);
  scope.block(`if (!(${is('refuse')}) && !(${is('return')}))`, () => {
    for (const each of granting) {
      const { amount: formula, incentive } = each.rule;
      scope.block(`if (!${found} && ${holding.get(each) ?? 'false'})`, () => {
        if (formula === undefined) return;
        const minor = rounded(setting.source, out, writeNumber(scope, formula), digits, setting.program.rounding, give);
        out.line(`${found} = true; ${amount} = ${minor.x};${incentive === undefined ? '' : ` ${pays} = ${each.place};`}`);
      });
    }
  });
  scope.decide('outcome.mdfAmount', { missing: `!${found}`, value: exactly(amount, digits, 1e15) });
  return pays;
}

/** The first rule that holds grants a benefit; amounts are reckoned because they may fail. */
export function writeBenefits(scope: KindScope, rules: readonly Placed<RuleOf<'benefit'>>[], looked: Looked): void {
  const { out, setting, digits, give } = scope;
  const granted = new Map<string, string>();
  for (const each of rules) {
    const { benefit, amount } = each.rule;
    const holds = held(scope, each, looked);
    const before = granted.get(benefit);
    granted.set(benefit, before === undefined ? holds : or(before, holds));
    if (amount === undefined) continue;
    scope.block(`if (${holds}${before === undefined ? '' : ` && !(${before})`})`, () => {
      rounded(setting.source, out, writeNumber(scope, amount), digits, setting.program.rounding, give);
    });
  }
}
