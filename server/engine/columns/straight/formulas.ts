/** Formulas as straight-line code: as ../../compiled/generate/fast.ts, with numbers whose sizes are known. */
import { EXACT, UNIT } from '../../compiled/approximate.ts';
import { literal } from '../../compiled/generate/source.ts';
import { decimalsOf, isoToDay } from '../../facts/render.ts';
import { MONEY_LIMIT_MINOR } from '../../facts/value.ts';
import type { Formula, FormulaNode } from '../../formula/model.ts';
import { bandRate, marginal, retrospective } from './bands.ts';
import { NUMERIC } from './columns.ts';
import type { Comparing } from './numbers.ts';
import { ZERO } from './numbers.ts';
import { outOfClass } from './out-of-class.ts';
import { rounded } from './rounding.ts';
import type { KindScope } from './scope.ts';
import { exactly, type KnownValue, type NumberValue } from './values.ts';

export interface FormulaOptions {
  /** Statement for a formula that surely fails. */
  fail(): string;
  /** Whether the bounds of its type are looked at. */
  readonly isBounded: boolean;
}

/** Types of literals that are values of the program. */
const VALUED: ReadonlySet<string> = new Set(['money', 'rate', 'price']);

/** Writes what reckons it; what can't be told hands the enrollment over. */
export function writeFormula(scope: KindScope, { root, type }: Formula, options: FormulaOptions): KnownValue {
  const form = new FormulaForm(scope, options);
  if (type === 'boolean') return { kind: 'flag', is: form.other(root) };
  const number = form.number(root);
  const { x, e, s, max } = number;
  if (options.isBounded && type !== 'date') {
    // near the bound the general fold decides
    const steps = (type === 'money' ? MONEY_LIMIT_MINOR : Number.MAX_SAFE_INTEGER) * 0.999;
    const most = steps * 10 ** (s - decimalsOf(type, scope.digits));
    if (e !== '0' || !(max < most)) scope.out.line(`if (!(Math.abs(${x}) + ${e} < ${literal(most)})) ${scope.give}`);
  } else if (e !== '0' || !(max < 1e280)) scope.out.line(`if (!(Math.abs(${x}) + ${e} < 1e280)) ${scope.give}`);
  return number;
}

/** The places of round are a literal, and no operand. */
function placesOf({ args: [, places] }: FormulaNode & { readonly kind: 'call' }): number {
  return places?.kind === 'literal' ? Number(places.text) : outOfClass('places that are no literal');
}

/** A formula of a rule: where it fails, the enrollment is handed over. */
export function writeNumber(scope: KindScope, formula: Formula): NumberValue {
  const value = writeFormula(scope, formula, { fail: () => scope.give, isBounded: true });
  return value.kind === 'number' ? value : outOfClass('a formula that gives no number');
}

class FormulaForm {
  private readonly scope: KindScope;
  private readonly options: FormulaOptions;
  /** Inside of && and || a failure need not be the formula's. */
  private uncertain = 0;

  constructor(scope: KindScope, options: FormulaOptions) {
    this.scope = scope;
    this.options = options;
  }

  private fail(): string {
    return this.uncertain > 0 ? this.scope.give : this.options.fail();
  }

  number(node: FormulaNode): NumberValue {
    const result = this.node(node);
    return result.kind === 'number' ? result : outOfClass(`a ${node.kind} gives no number`);
  }

  /** A truth or a code. */
  other(node: FormulaNode): string {
    const result = this.node(node);
    return result.kind === 'flag' || result.kind === 'code' ? result.is : outOfClass(`a ${node.kind} gives a number`);
  }

  private node(node: FormulaNode): KnownValue {
    const { numbers, out } = this.scope;
    switch (node.kind) {
      case 'literal':
        return this.literal(node);
      case 'fact': {
        const { missing, value } = this.scope.seeLean(node.name);
        if (missing !== 'false') out.line(missing === 'true' ? `if (true) ${this.fail()}` : `if (${missing}) ${this.fail()}`);
        return value;
      }
      case 'orValue': {
        const { missing, value } = this.scope.seeLean(node.fact.name);
        if (missing === 'false') return value;
        return this.fork(
          missing,
          () => this.node(node.fallback),
          () => value,
        );
      }
      case 'not':
        return { kind: 'flag', is: out.constant('b', `!(${this.other(node.of)})`) };
      case 'negate':
        return numbers.negated(this.number(node.of));
      case 'choose':
        return this.fork(
          this.other(node.when),
          () => this.node(node.then),
          () => this.node(node.otherwise),
        );
      case 'binary':
        return this.binary(node);
      case 'call':
        return this.call(node);
      case 'bands':
        return this.bands(node);
    }
  }

  private literal({ type, text }: FormulaNode & { readonly kind: 'literal' }): KnownValue {
    if (type === 'boolean') return { kind: 'flag', is: text === 'true' ? 'true' : 'false' };
    if (type === 'date') return exactly(literal(isoToDay(text) ?? 0), 0, 100_000);
    if (!NUMERIC.has(type)) return { kind: 'code', is: literal(this.scope.setting.codes.of(text)) };
    const [wholes = '0', fraction = ''] = text.split('.');
    const kept = fraction.replace(/0+$/, '');
    const x = Number(wholes + kept);
    // a hand that tries other amounts and rates needs no other code
    if (VALUED.has(type) && Math.abs(x) < EXACT) return exactly(this.scope.setting.source.parameter(x), kept.length, Math.abs(x));
    const e = Math.abs(x) < EXACT ? '0' : literal(Math.abs(x) * UNIT);
    return { kind: 'number', x: literal(x), e, s: kept.length, max: Math.abs(x) };
  }

  /** Two ways to a result. */
  private fork(condition: string, then: () => KnownValue, otherwise: () => KnownValue): KnownValue {
    const { scope } = this;
    const { out, numbers } = scope;
    const first = out.apart(() => scope.frame(then));
    const second = out.apart(() => scope.frame(otherwise));
    const [a, b] = [first.result, second.result];
    if (a.kind !== 'number' || b.kind !== 'number') {
      if (a.kind === 'number' || b.kind === 'number' || a.kind === 'list' || b.kind === 'list') return outOfClass('branches of two sorts');
      const name = out.name('x');
      out.line(`let ${name};`);
      this.branches(condition, [...first.lines, `${name} = ${a.is};`], [...second.lines, `${name} = ${b.is};`]);
      return { kind: a.kind, is: name };
    }
    const s = Math.max(a.s, b.s);
    const left = out.apart(() => numbers.align(a, s));
    const right = out.apart(() => numbers.align(b, s));
    const x = out.name('x');
    const exact = left.result.e === '0' && right.result.e === '0';
    const e = exact ? '0' : out.name('e');
    out.line(exact ? `let ${x} = 0;` : `let ${x} = 0, ${e} = 0;`);
    const take = (of: NumberValue): string => (exact ? `${x} = ${of.x};` : `${x} = ${of.x}; ${e} = ${of.e};`);
    this.branches(condition, [...first.lines, ...left.lines, take(left.result)], [...second.lines, ...right.lines, take(right.result)]);
    return { kind: 'number', x, e, s, max: Math.max(left.result.max, right.result.max) };
  }

  private branches(condition: string, then: readonly string[], otherwise: readonly string[]): void {
    const { out } = this.scope;
    out.block(`if (${condition})`, () => out.put(then));
    out.block('else', () => out.put(otherwise));
  }

  private binary(node: FormulaNode & { readonly kind: 'binary' }): KnownValue {
    const { numbers, out } = this.scope;
    switch (node.op) {
      case '&&':
      case '||':
        return this.logic(node.op, node.left, node.right);
      case '+':
      case '-': {
        const left = this.number(node.left);
        const right = this.number(node.right);
        if (node.left.type !== 'date' || node.right.type !== 'days') return numbers.sum(node.op, left, right);
        return this.day(`R.plusDays(${left.x}, ${right.x}, ${right.e}, ${right.s}, ${node.op === '+' ? 1 : -1})`);
      }
      case '*':
        return numbers.product(this.number(node.left), this.number(node.right));
      case '/':
        return numbers.quotient(this.number(node.left), this.number(node.right), this.fail());
      default: {
        const left = this.node(node.left);
        const right = this.node(node.right);
        const op: Comparing = node.op === '==' ? '===' : node.op === '!=' ? '!==' : node.op;
        if (left.kind === 'number' && right.kind === 'number')
          return { kind: 'flag', is: out.constant('b', numbers.compare(op, left, right)) };
        if (left.kind === 'number' || right.kind === 'number' || left.kind === 'list' || right.kind === 'list')
          return outOfClass('a comparison of two sorts');
        return { kind: 'flag', is: out.constant('b', `(${left.is}) ${op} (${right.is})`) };
      }
    }
  }

  private logic(op: '&&' | '||', left: FormulaNode, right: FormulaNode): KnownValue {
    const { out } = this.scope;
    const decided = op === '&&' ? 'false' : 'true';
    this.uncertain += 1;
    const first = this.other(left);
    const value = out.name('b');
    out.line(`let ${value} = ${decided};`);
    this.scope.block(`if ((${first}) !== ${decided})`, () => out.line(`${value} = ${this.other(right)};`));
    this.uncertain -= 1;
    return { kind: 'flag', is: value };
  }

  /** A whole number, or NaN, which is given up. */
  private whole(expression: string, s: number, max: number): NumberValue {
    const { out, give } = this.scope;
    const x = out.constant('x', expression);
    out.line(`if (${x} !== ${x}) ${give}`);
    return exactly(x, s, max);
  }

  private day(expression: string): NumberValue {
    return this.whole(expression, 0, 1e6);
  }

  private call(node: FormulaNode & { readonly kind: 'call' }): NumberValue {
    const { numbers, out, give, setting, digits } = this.scope;
    const { rounding } = setting.program;
    const args = node.args.map((each) => this.number(each));
    const [a = ZERO, b = ZERO] = args;
    switch (node.fn) {
      case 'min':
      case 'max':
        return numbers.extreme(node.fn, args);
      case 'clamp': {
        const [value = ZERO, low = ZERO, high = ZERO] = args;
        return numbers.extreme('min', [numbers.extreme('max', [value, low]), high]);
      }
      case 'round':
        return rounded(setting.source, out, a, node.type === 'money' ? digits : placesOf(node), rounding, give);
      case 'floor':
      case 'ceil':
        if (a.e === '0' && a.s <= 22 && a.max < 2 ** 51) {
          return exactly(out.constant('x', `Math.${node.fn}(${a.x} / ${literal(10 ** a.s)})`), 0, a.max / 10 ** a.s + 1);
        }
        return this.whole(`R.floorAt(${a.x}, ${a.e}, ${a.s}, ${node.fn === 'ceil'})`, 0, Math.min(EXACT, a.max / 10 ** a.s + 1));
      case 'addDays':
        return this.day(`R.plusDays(${a.x}, ${b.x}, ${b.e}, ${b.s}, 1)`);
      case 'addMonths':
        return this.day(`R.plusMonths(${a.x}, ${b.x}, ${b.e}, ${b.s})`);
      case 'addBusinessDays':
        return this.day(`R.plusBusinessDays(R.calendar, ${a.x}, ${b.x}, ${b.e}, ${b.s})`);
      case 'daysBetween':
        return this.day(`${b.x} - ${a.x}`);
      case 'businessDaysBetween':
        return this.day(`R.businessDaysBetween(R.calendar, ${a.x}, ${b.x})`);
    }
  }

  private bands(node: FormulaNode & { readonly kind: 'bands' }): NumberValue {
    const [a = ZERO, b = ZERO] = node.args.map((each) => this.number(each));
    if (node.fn === 'marginal') return marginal(this.scope, node.parameter, a, b);
    return node.fn === 'bandRate' ? bandRate(this.scope, node.parameter, a) : retrospective(this.scope, node.parameter, a, b);
  }
}
