/**
 * The fast form of a formula: straight-line code over doubles that carry their error bounds
 * (../approximate.ts). A function gives the number and leaves its bound in `A.e`, or gives NaN where it
 * cannot tell, or where the formula fails; then the exact form has the word.
 */
import { decimalsOf, isoToDay } from '../../facts/render.ts';
import type { FactType } from '../../facts/value.ts';
import type { FormulaNode } from '../../formula/model.ts';
import type { RoundingMode } from '../../program/model.ts';
import { EXACT, SLACK, TOP_POWER, UNIT } from '../approximate.ts';
import { lean } from '../lean.ts';
import type { FactReader } from './facts.ts';
import { literal, type SourceWriter } from './source.ts';

/** A number: names (or literals) of x and its bound, and its scale. A bound written '0' is known to be 0. */
interface FastNumber {
  readonly kind: 'number';
  readonly x: string;
  readonly e: string;
  readonly s: number;
}
/** A text or a truth: an expression. */
type Fast = FastNumber | { readonly kind: 'other'; readonly is: string };

export interface FastSetting {
  readonly facts: FactReader;
  readonly digits: number;
  readonly rounding: RoundingMode;
  /** Index of a bands parameter among the constants, with its scales. */
  bands(parameter: string): { readonly constant: number; readonly volumeScale: number; readonly rateScale: number };
}

const NUMERIC: ReadonlySet<FactType> = new Set(['money', 'rate', 'price', 'count', 'days', 'date']);
/** Beyond so many decimals a number is cut back, at the cost of a bound. */
const TOP_SCALE = 40;

export class FastForm {
  private readonly setting: FastSetting;
  private readonly out: SourceWriter;
  /** Inside of && and || a failure need not be the formula's. */
  private uncertain = 0;

  constructor(setting: FastSetting, out: SourceWriter) {
    this.setting = setting;
    this.out = out;
  }

  /** Writes the body of a function for numbers; `bound`: the largest magnitude in natural units' steps, if there is one. */
  writeNumber(root: FormulaNode, type: FactType, isBounded: boolean): number {
    const { x, e, s } = this.number(root);
    if (isBounded && type !== 'date') {
      // near the bound the exact form decides
      const steps = (type === 'money' ? 1e15 : Number.MAX_SAFE_INTEGER) * 0.999;
      this.out.line(`if (!(Math.abs(${x}) + ${e} < ${literal(steps * 10 ** (s - decimalsOf(type, this.setting.digits)))})) ${this.give()}`);
    } else this.out.line(`if (!(Math.abs(${x}) + ${e} < 1e280)) ${this.give()}`);
    this.out.line(`A.e = ${e};`);
    this.out.line(`return ${x};`);
    return s;
  }

  /** Writes the body of a function for a truth; it gives undefined where it gave up. */
  writeTruth(root: FormulaNode): void {
    this.out.line(`return ${this.other(root)};`);
  }

  private give(): string {
    return 'return A.give();';
  }

  private fail(): string {
    return this.uncertain > 0 ? 'return A.give();' : 'return A.fail();';
  }

  private number(node: FormulaNode): FastNumber {
    const result = this.node(node);
    if (result.kind !== 'number') throw new Error(`a ${node.kind} gives no number`);
    return result;
  }

  private other(node: FormulaNode): string {
    const result = this.node(node);
    if (result.kind === 'number') throw new Error(`a ${node.kind} gives a number`);
    return result.is;
  }

  private node(node: FormulaNode): Fast {
    switch (node.kind) {
      case 'literal':
        return this.literal(node);
      case 'fact':
        return this.fact(node, undefined);
      case 'orValue':
        return this.fact(node.fact, () => this.node(node.fallback));
      case 'not':
        return { kind: 'other', is: this.out.constant('b', `!${this.other(node.of)}`) };
      case 'negate': {
        const { x, e, s } = this.number(node.of);
        return { kind: 'number', x: this.out.constant('x', `0 - ${x}`), e, s };
      }
      case 'choose': {
        const when = this.other(node.when);
        return this.fork(
          when,
          () => this.node(node.then),
          () => this.node(node.otherwise),
        );
      }
      case 'binary':
        return this.binary(node);
      case 'call':
        return this.call(node);
      case 'bands':
        return this.bands(node);
    }
  }

  private literal({ type, text }: FormulaNode & { readonly kind: 'literal' }): Fast {
    if (type === 'boolean') return { kind: 'other', is: text === 'true' ? 'true' : 'false' };
    if (type === 'date') return { kind: 'number', x: literal(isoToDay(text) ?? 0), e: '0', s: 0 };
    if (!NUMERIC.has(type)) return { kind: 'other', is: literal(text) };
    const [wholes = '0', fraction = ''] = text.split('.');
    const kept = fraction.replace(/0+$/, '');
    const x = Number(wholes + kept);
    const e = Math.abs(x) < EXACT ? '0' : literal(Math.abs(x) * UNIT);
    return { kind: 'number', x: literal(x), e, s: kept.length };
  }

  /** A fact; where it is missing what `otherwise` gives, or else a failure. */
  private fact({ name }: FormulaNode & { readonly kind: 'fact' }, otherwise: (() => Fast) | undefined): Fast {
    const { facts, digits } = this.setting;
    const access = facts.of(name);
    const isNumber = NUMERIC.has(access.type);
    switch (access.kind) {
      case 'literal': {
        if (typeof access.value !== 'number') return { kind: 'other', is: literal(access.value) };
        const { values, scale } = lean([access.value], decimalsOf(access.type, digits));
        return { kind: 'number', x: literal(values[0] ?? 0), e: '0', s: scale };
      }
      case 'slot': {
        const value = this.out.constant('x', `v[${access.slot}]`);
        const s = isNumber ? decimalsOf(access.type, digits) : 0;
        return this.unlessMissing(
          `${value} === undefined`,
          isNumber ? { kind: 'number', x: value, e: '0', s } : { kind: 'other', is: value },
          otherwise,
        );
      }
      case 'table': {
        const value = this.out.constant('x', `K${access.lean}()`);
        return this.unlessMissing(`${value} === undefined`, { kind: 'number', x: value, e: '0', s: access.scale }, otherwise);
      }
      case 'cell': {
        const cell = this.out.constant('c', `K${access.constant}.get()`);
        const number: Fast = { kind: 'number', x: `${cell}.x`, e: `${cell}.e`, s: access.cell.scale };
        return this.unlessMissing(`${cell}.missing`, number, otherwise);
      }
      case 'truth': {
        const value = this.out.constant('b', `K${access.constant}.get()`);
        return this.unlessMissing(`${value} === undefined`, { kind: 'other', is: value }, otherwise);
      }
    }
  }

  private unlessMissing(isMissing: string, present: Fast, otherwise: (() => Fast) | undefined): Fast {
    if (otherwise === undefined) {
      this.out.line(`if (${isMissing}) ${this.fail()}`);
      return present;
    }
    return this.fork(isMissing, otherwise, () => present);
  }

  /** Two ways to a result; the names it has afterwards are those of neither. */
  private fork(condition: string, then: () => Fast, otherwise: () => Fast): Fast {
    const x = this.out.name('x');
    const e = this.out.name('e');
    const first = this.out.apart(then);
    const second = this.out.apart(otherwise);
    const scales = [first.result, second.result].map((result) => (result.kind === 'number' ? result.s : undefined));
    const s = Math.max(...scales.map((scale) => scale ?? 0));
    const isNumber = scales[0] !== undefined;
    this.out.line(isNumber ? `let ${x}, ${e};` : `let ${x};`);
    const take =
      ({ result, lines }: typeof first) =>
      () => {
        this.out.put(lines);
        if (result.kind === 'number') {
          const aligned = this.align(result, s);
          this.out.line(`${x} = ${aligned.x}; ${e} = ${aligned.e};`);
        } else this.out.line(`${x} = ${result.is};`);
      };
    this.out.block(`if (${condition})`, take(first));
    this.out.block('else', take(second));
    return isNumber ? { kind: 'number', x, e, s } : { kind: 'other', is: x };
  }

  /** The same number with another scale. */
  private align(number: FastNumber, s: number): FastNumber {
    if (number.s === s) return number;
    const known = Number(number.x);
    const power = s - number.s;
    if (power > 0 && power <= TOP_POWER && number.e === '0' && !Number.isNaN(known) && Math.abs(known * 10 ** power) < EXACT) {
      return { kind: 'number', x: literal(known * 10 ** power), e: '0', s };
    }
    if (Math.abs(power) > TOP_POWER) return this.align(this.align(number, number.s + Math.sign(power) * TOP_POWER), s);
    const factor = literal(10 ** Math.abs(power));
    const op = power > 0 ? '*' : '/';
    const x = this.out.constant('x', `${number.x} ${op} ${factor}`);
    if (power < 0)
      return { kind: 'number', x, e: this.out.constant('e', `${number.e} ${op} ${factor} * ${SLACK} + Math.abs(${x}) * ${UNIT}`), s };
    return {
      kind: 'number',
      x,
      e: this.bound(x, number.e === '0' ? [] : [number.e], number.e === '0' ? '0' : `${number.e} * ${factor}`),
      s,
    };
  }

  /** The bound of x = a whole result of numbers with these bounds: none where all are exact and it is small enough. */
  private bound(x: string, bounds: readonly string[], carried: string): string {
    const isExact = [...bounds.map((bound) => `${bound} === 0`), `Math.abs(${x}) < ${EXACT}`].join(' && ');
    const grown = carried === '0' ? '' : `(${carried}) * ${SLACK} + `;
    return this.out.constant('e', `${isExact} ? 0 : ${grown}Math.abs(${x}) * ${UNIT}`);
  }

  private binary(node: FormulaNode & { readonly kind: 'binary' }): Fast {
    switch (node.op) {
      case '&&':
      case '||':
        return this.logic(node.op, node.left, node.right);
      case '+':
      case '-':
        return this.sum(node.op, node.left, node.right);
      case '*':
        return this.product(this.number(node.left), this.number(node.right));
      case '/':
        return this.quotient(this.number(node.left), this.number(node.right));
      default:
        return this.comparison(node.op, this.node(node.left), this.node(node.right));
    }
  }

  private logic(op: '&&' | '||', left: FormulaNode, right: FormulaNode): Fast {
    const decided = op === '&&' ? 'false' : 'true';
    this.uncertain += 1;
    const first = this.other(left);
    const value = this.out.name('b');
    this.out.line(`let ${value} = ${decided};`);
    this.out.block(`if (${first} !== ${decided})`, () => this.out.line(`${value} = ${this.other(right)};`));
    this.uncertain -= 1;
    return { kind: 'other', is: value };
  }

  private sum(op: '+' | '-', leftNode: FormulaNode, rightNode: FormulaNode): Fast {
    const left = this.number(leftNode);
    const right = this.number(rightNode);
    if (leftNode.type === 'date' && rightNode.type === 'days') {
      return this.day(`R.plusDays(${left.x}, ${right.x}, ${right.e}, ${right.s}, ${op === '+' ? 1 : -1})`);
    }
    const s = Math.max(left.s, right.s);
    const a = this.align(left, s);
    const b = this.align(right, s);
    const x = this.out.constant('x', `${a.x} ${op} ${b.x}`);
    const bounds = [a.e, b.e].filter((bound) => bound !== '0');
    return { kind: 'number', x, e: this.bound(x, bounds, bounds.join(' + ') || '0'), s };
  }

  private product(a: FastNumber, b: FastNumber): FastNumber {
    const x = this.out.constant('x', `${a.x} * ${b.x}`);
    const carried = [
      ...(b.e === '0' ? [] : [`Math.abs(${a.x}) * ${b.e}`]),
      ...(a.e === '0' ? [] : [`Math.abs(${b.x}) * ${a.e}`]),
      ...(a.e === '0' || b.e === '0' ? [] : [`${a.e} * ${b.e}`]),
    ];
    const bounds = [a.e, b.e].filter((bound) => bound !== '0');
    const product: FastNumber = { kind: 'number', x, e: this.bound(x, bounds, carried.join(' + ') || '0'), s: a.s + b.s };
    return product.s > TOP_SCALE ? this.align(product, TOP_SCALE) : product;
  }

  private quotient(a: FastNumber, b: FastNumber): FastNumber {
    this.out.line(`if (${b.x} === 0 && ${b.e} === 0) ${this.fail()}`);
    if (b.e !== '0') this.out.line(`if (!(Math.abs(${b.x}) > ${b.e} * 1.000001)) ${this.give()}`);
    const x = this.out.constant('x', `${a.x} / ${b.x}`);
    const isExact = [...[a.e, b.e].filter((bound) => bound !== '0').map((bound) => `${bound} === 0`), `${a.x} % ${b.x} === 0`].join(' && ');
    const carried = a.e === '0' && b.e === '0' ? '' : `(${a.e} + Math.abs(${x}) * ${b.e}) / (Math.abs(${b.x}) - ${b.e}) * 1.000001 + `;
    const e = this.out.constant('e', `${isExact} ? 0 : ${carried}Math.abs(${x}) * ${UNIT}`);
    const quotient: FastNumber = { kind: 'number', x, e, s: a.s - b.s };
    return quotient.s < 0 ? this.align(quotient, 0) : quotient;
  }

  private comparison(op: '==' | '!=' | '<' | '<=' | '>' | '>=', left: Fast, right: Fast): Fast {
    const js = op === '==' ? '===' : op === '!=' ? '!==' : op;
    if (left.kind !== 'number' || right.kind !== 'number') {
      return { kind: 'other', is: this.out.constant('b', `${operand(left)} ${js} ${operand(right)}`) };
    }
    const s = Math.max(left.s, right.s);
    const a = this.align(left, s);
    const b = this.align(right, s);
    const bounds = [a.e, b.e].filter((bound) => bound !== '0');
    if (bounds.length > 0) {
      const t = this.out.constant('e', bounds.join(' + '));
      const wide = `${t} * ${SLACK} + (Math.abs(${a.x}) + Math.abs(${b.x})) * ${UNIT}`;
      this.out.line(`if (${t} !== 0 && !(Math.abs(${a.x} - ${b.x}) > ${wide})) ${this.give()}`);
    }
    return { kind: 'other', is: this.out.constant('b', `${a.x} ${js} ${b.x}`) };
  }

  /** A day, or NaN, which is given up. */
  private day(expression: string): FastNumber {
    const x = this.out.constant('x', expression);
    this.out.line(`if (${x} !== ${x}) ${this.give()}`);
    return { kind: 'number', x, e: '0', s: 0 };
  }

  private call(node: FormulaNode & { readonly kind: 'call' }): Fast {
    const args = node.args.map((each) => this.number(each));
    const [a = ZERO, b = ZERO] = args;
    switch (node.fn) {
      case 'min':
      case 'max':
        return this.extreme(node.fn, args);
      case 'clamp': {
        const [value = ZERO, low = ZERO, high = ZERO] = args;
        return this.extreme('min', [this.extreme('max', [value, low]), high]);
      }
      case 'round': {
        const target = node.type === 'money' ? this.setting.digits : Number(b.x);
        return { ...this.day(`R.roundAt(${a.x}, ${a.e}, ${a.s}, ${target}, ${literal(this.setting.rounding)})`), s: target };
      }
      case 'floor':
      case 'ceil':
        return this.day(`R.floorAt(${a.x}, ${a.e}, ${a.s}, ${node.fn === 'ceil'})`);
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

  private extreme(fn: 'min' | 'max', args: readonly FastNumber[]): FastNumber {
    const s = Math.max(...args.map((each) => each.s));
    const aligned = args.map((each) => this.align(each, s));
    const x = this.out.constant('x', `Math.${fn}(${aligned.map((each) => each.x).join(', ')})`);
    const bounds = aligned.map((each) => each.e).filter((bound) => bound !== '0');
    // neither bound is exceeded, whichever is the smaller one
    const e = bounds.length === 0 ? '0' : this.out.constant('e', `Math.max(${bounds.join(', ')}, 0)`);
    return { kind: 'number', x, e, s };
  }

  private bands(node: FormulaNode & { readonly kind: 'bands' }): Fast {
    const { constant, volumeScale, rateScale } = this.setting.bands(node.parameter);
    const args = node.args.map((each) => this.number(each));
    const s = Math.max(volumeScale, ...args.slice(0, node.fn === 'marginal' ? 2 : 1).map((each) => each.s));
    const [a = ZERO, b = ZERO] = args;
    const x = this.align(a, s);
    if (node.fn === 'marginal') {
      const y = this.align(b, s);
      const value = this.out.constant('x', `R.fastMarginal(A, K${constant}, ${x.x}, ${x.e}, ${y.x}, ${y.e}, ${s})`);
      this.out.line(`if (${value} !== ${value}) ${this.give()}`);
      return { kind: 'number', x: value, e: this.out.constant('e', 'A.e'), s: s + rateScale };
    }
    const rate: FastNumber = { ...this.day(`R.fastBandRate(K${constant}, ${x.x}, ${x.e}, ${s})`), s: rateScale };
    if (node.fn === 'bandRate') return rate;
    const earned = this.product(rate, x);
    const scale = Math.max(earned.s, b.s);
    const left = this.align(earned, scale);
    const right = this.align(b, scale);
    const value = this.out.constant('x', `${left.x} - ${right.x}`);
    const bounds = [left.e, right.e].filter((bound) => bound !== '0');
    return { kind: 'number', x: value, e: this.bound(value, bounds, bounds.join(' + ') || '0'), s: scale };
  }
}

const ZERO: FastNumber = { kind: 'number', x: '0', e: '0', s: 0 };

const operand = (value: Fast): string => (value.kind === 'number' ? value.x : value.is);
