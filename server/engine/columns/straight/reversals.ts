/** What cancelled activities posted, remembered while their enrollment is folded; and rules that take it back. */
import type { Formula } from '../../formula/model.ts';
import type { Rule } from '../../program/model.ts';
import { cancelledIn } from '../cancelled.ts';
import { PAYEES } from '../outcome.ts';
import { type Cancelling, cancellingIn, POSTED_ROOM } from './cancelling.ts';
import { writeNumber } from './formulas.ts';
import { ZERO } from './numbers.ts';
import { outOfClass } from './out-of-class.ts';
import { rounded } from './rounding.ts';
import { held, incentiveOf, type Keeping, type LineRule, type Looked, type Placed, payeeOf, type RuleOf, those } from './rules.ts';
import { type KindScope, LINE_LIMIT, type Poster } from './scope.ts';
import { isEntangled } from './settle.ts';
import { exactly, type NumberValue } from './values.ts';

/** The most lines of one activity that are taken back here, and the most rules that take them back. */
const MOST_OF_ONE = 1000;
const MOST_REVERSALS = 8;

/** Where a kind's activities are cancelled, and rules of the partner type take back. */
class Posting implements Poster {
  private readonly room: Cancelling;
  private readonly post: string;

  constructor({ setting: { history, source } }: KindScope) {
    this.room = cancellingIn(history);
    const of = (array: object): string => source.constant(array);
    const { first, lines, rule, amount, reversed } = this.room;
    const used = usedOf(source);
    this.post = source.helper('post', (name) => [
      `function ${name}(r, rule, amount) {`,
      `  const n = ${used};`,
      `  if (n >= ${POSTED_ROOM} || ${of(lines)}[r] >= ${MOST_OF_ONE} || !(Math.abs(amount) < ${LINE_LIMIT})) return false;`,
      `  if (${of(lines)}[r] === 0) ${of(first)}[r] = n;`,
      `  ${of(rule)}[n] = rule; ${of(amount)}[n] = amount; ${of(reversed)}[n] = 0;`,
      `  ${of(lines)}[r]++;`,
      `  ${used} = n + 1;`,
      `  return true;`,
      `}`,
    ]);
  }

  /** Nothing was posted of it yet. */
  begin({ out, setting: { source } }: KindScope): void {
    out.line(`${source.constant(this.room.lines)}[r] = 0;`);
  }

  line({ out, give, setting: { source } }: KindScope, rule: string, minor: string): void {
    out.line(`if (${source.constant(this.room.isCancelled)}[r] === 1 && !${this.post}(r, ${rule}, ${minor})) ${give}`);
  }
}

const usedOf = (source: KindScope['setting']['source']): string => source.once('posted', () => ({ place: source.whole() })).place;

export function postingOf(scope: KindScope, rules: readonly Placed[]): Poster | undefined {
  const { table, setting } = scope;
  if (table === undefined || those(rules, 'reversal').length === 0) return undefined;
  const place = setting.history.kinds.indexOf(table);
  return cancelledIn(setting.history)[place] === undefined ? undefined : new Posting(scope);
}

type Reversal = Placed<RuleOf<'reversal'>>;

/** `paying`: all rules of the partner type that give lines. */
export function writeReversals(
  scope: KindScope,
  reversals: readonly Reversal[],
  paying: readonly LineRule[],
  looked: Looked,
  keeping: Keeping,
): void {
  for (const each of reversals) {
    const holds = held(scope, each, looked);
    if (holds !== 'false') scope.block(`if (${holds})`, () => takeBack(scope, each, paying, keeping));
  }
}

function takeBack(scope: KindScope, each: Reversal, all: readonly LineRule[], keeping: Keeping): void {
  const { out, give, table, numbers, setting, digits } = scope;
  const { source, program } = setting;
  if (table === undefined) {
    // what nobody recorded names nothing that it cancels
    out.line(give);
    return;
  }
  const { target, first, lines, rule, amount, reversed } = cancellingIn(setting.history);
  const of = (array: object): string => source.constant(array);
  const paying = all.filter((one) => each.rule.reverses.includes(incentiveOf(one)));
  const sorts = sortsOf(paying);
  const byRule = (what: (one: LineRule) => number): string => {
    const table_ = new Int32Array(program.rules.length);
    for (const one of paying) table_[one.place] = what(one);
    return source.values(table_);
  };
  const [sortAt, isHeld] = [byRule((one) => sortOf(sorts, one) + 1), byRule((one) => (isEntangled(scope, incentiveOf(one)) ? 1 : 0))];
  const incentiveAt = byRule((one) => setting.names.incentives.indexOf(incentiveOf(one)));
  const payeeAt = byRule((one) => PAYEES.indexOf(payeeOf(one)));
  const from = out.constant('o', `${of(target)}[r]`);
  // it names nothing that it cancels: a failure
  out.line(`if (${from} < 0) ${give}`);
  const share = each.rule.share === undefined ? undefined : heldToOne(scope, each.rule.share);
  const n = out.name('i');
  scope.block(`for (let ${n} = ${of(first)}[${from}], z = ${n} + ${of(lines)}[${from}]; ${n} < z; ${n}++)`, () => {
    const gave = out.constant('y', `${of(rule)}[${n}]`);
    out.line(`if (${sortAt}[${gave}] === 0) continue;`);
    const was = exactly(out.constant('a', `${of(amount)}[${n}]`), digits, LINE_LIMIT);
    const left = out.constant('a', `${was.x} + ${of(reversed)}[${n}]`);
    const asked = share === undefined ? was.x : rounded(source, out, numbers.product(was, share), digits, program.rounding, give).x;
    const back = out.constant('a', `Math.abs(${asked}) > Math.abs(${left}) ? ${left} : ${asked}`);
    out.line(`${of(reversed)}[${n}] -= ${back};`);
    // 0 of either sign is 0
    const minor = out.constant('a', `0 - ${back} + 0`);
    out.line(`if (${minor} > 0 && ${isHeld}[${gave}] === 1) ${give}`);
    out.line(`line(r, d, lk, ${each.place}, -1, tl, ${minor}); ROWS.say(${incentiveAt}[${gave}], ${payeeAt}[${gave}]);`);
    for (const [sort, { one }] of sorts.entries()) {
      if (keeping.remembers(one)) scope.block(`if (${sortAt}[${gave}] === ${sort + 1})`, () => keeping.keep(one, payeeOf(one), minor));
    }
    scope.posting?.line(scope, gave, minor);
  });
}

interface Sort {
  readonly incentive: string;
  readonly payee: string;
  /** Any of its rules. */
  readonly one: LineRule;
}

/** Rules whose lines say the same of incentive and payee are of one sort. */
function sortsOf(paying: readonly LineRule[]): readonly Sort[] {
  const sorts: Sort[] = [];
  for (const one of paying) if (sortOf(sorts, one) < 0) sorts.push({ incentive: incentiveOf(one), payee: payeeOf(one), one });
  return sorts;
}

const sortOf = (sorts: readonly Sort[], one: LineRule): number =>
  sorts.findIndex(({ incentive, payee }) => incentive === incentiveOf(one) && payee === payeeOf(one));

const ONE = exactly('1', 0, 1);

function heldToOne(scope: KindScope, formula: Formula): NumberValue {
  const { numbers } = scope;
  return numbers.extreme('min', [numbers.extreme('max', [writeNumber(scope, formula), ZERO]), ONE]);
}

/** Lines of other rules beside them would be settled together with what is taken back. */
export function assertAlone(reversals: readonly Reversal[], lines: readonly { readonly rule: Rule }[]): void {
  if (reversals.length > 0 && lines.length > 0) outOfClass('reversals beside other lines');
  if (reversals.length > MOST_REVERSALS) outOfClass(`more rules than ${MOST_REVERSALS} that take back`);
}
