/**
 * The fast form of a formula: straight-line code over doubles that carry their error bounds
 * (../approximate.ts). A function gives the number and leaves its bound in `A.e`, or gives NaN where it
 * cannot tell, or where the formula fails; then the exact form has the word.
 */
import { decimalsOf, isoToDay } from '../../facts/render.ts';
import type { FactType } from '../../facts/value.ts';
import type { FormulaNode } from '../../formula/model.ts';
import type { RoundingMode } from '../../program/model.ts';
import { EXACT, SLACK, UNIT } from '../approximate.ts';
import { lean } from '../lean.ts';
import type { FactReader } from './facts.ts';
import { boundsOf, type FastNumber, FastNumbers, ZERO } from './fast-number.ts';
import { literal, type SourceWriter } from './source.ts';

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

export class FastForm {
  private readonly setting: FastSetting;
  private readonly out: SourceWriter;
  private readonly numbers: FastNumbers;
  /** Inside of && and || a failure need not be the formula's. */
  private uncertain = 0;

  constructor(setting: FastSetting, out: SourceWriter) {
    this.setting = setting;
    this.out = out;
    this.numbers = new FastNumbers(out);
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
          const aligned = this.numbers.align(result, s);
          this.out.line(`${x} = ${aligned.x}; ${e} = ${aligned.e};`);
        } else this.out.line(`${x} = ${result.is};`);
      };
    this.out.block(`if (${condition})`, take(first));
    this.out.block('else', take(second));
    return isNumber ? { kind: 'number', x, e, s } : { kind: 'other', is: x };
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
        return this.numbers.product(this.number(node.left), this.number(node.right));
      case '/':
        return this.numbers.quotient(this.number(node.left), this.number(node.right), this.fail(), this.give());
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
    return this.numbers.sum(op, left, right);
  }

  private comparison(op: '==' | '!=' | '<' | '<=' | '>' | '>=', left: Fast, right: Fast): Fast {
    const js = op === '==' ? '===' : op === '!=' ? '!==' : op;
    if (left.kind !== 'number' || right.kind !== 'number') {
      return { kind: 'other', is: this.out.constant('b', `${operand(left)} ${js} ${operand(right)}`) };
    }
    const s = Math.max(left.s, right.s);
    const a = this.numbers.align(left, s);
    const b = this.numbers.align(right, s);
    const bounds = boundsOf(a, b);
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
        return this.numbers.extreme(node.fn, args);
      case 'clamp': {
        const [value = ZERO, low = ZERO, high = ZERO] = args;
        return this.numbers.extreme('min', [this.numbers.extreme('max', [value, low]), high]);
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

  private bands(node: FormulaNode & { readonly kind: 'bands' }): Fast {
    const { constant, volumeScale, rateScale } = this.setting.bands(node.parameter);
    const args = node.args.map((each) => this.number(each));
    const s = Math.max(volumeScale, ...args.slice(0, node.fn === 'marginal' ? 2 : 1).map((each) => each.s));
    const [a = ZERO, b = ZERO] = args;
    const x = this.numbers.align(a, s);
    if (node.fn === 'marginal') {
      const y = this.numbers.align(b, s);
      const value = this.out.constant('x', `R.fastMarginal(A, K${constant}, ${x.x}, ${x.e}, ${y.x}, ${y.e}, ${s})`);
      this.out.line(`if (${value} !== ${value}) ${this.give()}`);
      return { kind: 'number', x: value, e: this.out.constant('e', 'A.e'), s: s + rateScale };
    }
    const rate: FastNumber = { ...this.day(`R.fastBandRate(K${constant}, ${x.x}, ${x.e}, ${s})`), s: rateScale };
    if (node.fn === 'bandRate') return rate;
    return this.numbers.sum('-', this.numbers.product(rate, x), b);
  }
}

const operand = (value: Fast): string => (value.kind === 'number' ? value.x : value.is);
