/**
 * Arithmetic while code is written: what adding, multiplying and the like do to value, bound and scale. As in
 * ../../compiled/generate/fast-number.ts, and beyond it what numbers can come to at most is known, so that most
 * bounds are proven to be 0 before anything runs and leave no code behind.
 */
import { EXACT, SLACK, TOP_POWER, UNIT } from '../../compiled/approximate.ts';
import { literal, type SourceWriter } from '../../compiled/generate/source.ts';
import { exactly, type NumberValue } from './values.ts';

export const ZERO = exactly('0', 0, 0);

/** Beyond so many decimals a number is cut back, at the cost of a bound. */
const TOP_SCALE = 40;

export const isExact = ({ e }: NumberValue): boolean => e === '0';

/** The bounds that are not known to be 0. */
const boundsOf = (...numbers: readonly NumberValue[]): readonly string[] => numbers.map(({ e }) => e).filter((e) => e !== '0');

export type Comparing = '===' | '!==' | '<' | '<=' | '>' | '>=';

export class Numbers {
  private readonly out: SourceWriter;
  /** Statement for what can't be told in doubles. */
  private readonly give: string;

  constructor(out: SourceWriter, give: string) {
    this.out = out;
    this.give = give;
  }

  /** The same number with another scale. */
  align(number: NumberValue, s: number): NumberValue {
    if (number.s === s) return number;
    const power = s - number.s;
    if (Math.abs(power) > TOP_POWER) return this.align(this.align(number, number.s + Math.sign(power) * TOP_POWER), s);
    if (power > 0) {
      const factor = 10 ** power;
      const known = Number(number.x);
      const max = number.max * factor;
      if (number.e === '0' && !Number.isNaN(known) && Math.abs(known * factor) < EXACT) return exactly(literal(known * factor), s, max);
      const x = this.out.constant('x', `${number.x} * ${literal(factor)}`);
      const carried = number.e === '0' ? '0' : `${number.e} * ${literal(factor)}`;
      return { kind: 'number', x, e: this.bound(x, boundsOf(number), carried, max), s, max };
    }
    const factor = literal(10 ** -power);
    const x = this.out.constant('x', `${number.x} / ${factor}`);
    const e = this.out.constant('e', `${number.e} / ${factor} * ${SLACK} + Math.abs(${x}) * ${UNIT}`);
    return { kind: 'number', x, e, s, max: number.max / 10 ** -power };
  }

  /** The bound of a whole result: none where it is proven, or where all are exact and it is small enough. */
  private bound(x: string, bounds: readonly string[], carried: string, max: number): string {
    if (bounds.length === 0 && max < EXACT) return '0';
    const exact = [...bounds.map((bound) => `${bound} === 0`), `Math.abs(${x}) < ${EXACT}`].join(' && ');
    const grown = carried === '0' ? '' : `(${carried}) * ${SLACK} + `;
    return this.out.constant('e', `${exact} ? 0 : ${grown}Math.abs(${x}) * ${UNIT}`);
  }

  sum(op: '+' | '-', left: NumberValue, right: NumberValue): NumberValue {
    const s = Math.max(left.s, right.s);
    const a = this.align(left, s);
    const b = this.align(right, s);
    const max = a.max + b.max;
    const x = this.out.constant('x', `${a.x} ${op} ${b.x}`);
    const bounds = boundsOf(a, b);
    return { kind: 'number', x, e: this.bound(x, bounds, bounds.join(' + ') || '0', max), s, max };
  }

  negated({ x, e, s, max }: NumberValue): NumberValue {
    return { kind: 'number', x: this.out.constant('x', `0 - ${x}`), e, s, max };
  }

  product(a: NumberValue, b: NumberValue): NumberValue {
    const max = a.max * b.max;
    const x = this.out.constant('x', `${a.x} * ${b.x}`);
    const carried = [
      ...(b.e === '0' ? [] : [`Math.abs(${a.x}) * ${b.e}`]),
      ...(a.e === '0' ? [] : [`Math.abs(${b.x}) * ${a.e}`]),
      ...(a.e === '0' || b.e === '0' ? [] : [`${a.e} * ${b.e}`]),
    ];
    const e = this.bound(x, boundsOf(a, b), carried.join(' + ') || '0', max);
    const product: NumberValue = { kind: 'number', x, e, s: a.s + b.s, max: Number.isNaN(max) ? Number.POSITIVE_INFINITY : max };
    return product.s > TOP_SCALE ? this.align(product, TOP_SCALE) : product;
  }

  /** `fail`: statement for a divisor that is 0. */
  quotient(a: NumberValue, b: NumberValue, fail: string): NumberValue {
    this.out.line(`if (${b.x} === 0${b.e === '0' ? '' : ` && ${b.e} === 0`}) ${fail}`);
    if (b.e !== '0') this.out.line(`if (!(Math.abs(${b.x}) > ${b.e} * 1.000001)) ${this.give}`);
    const x = this.out.constant('x', `${a.x} / ${b.x}`);
    const exact = [...boundsOf(a, b).map((bound) => `${bound} === 0`), `${a.x} % ${b.x} === 0`].join(' && ');
    const carried = a.e === '0' && b.e === '0' ? '' : `(${a.e} + Math.abs(${x}) * ${b.e}) / (Math.abs(${b.x}) - ${b.e}) * 1.000001 + `;
    const e = this.out.constant('e', `${exact} ? 0 : ${carried}Math.abs(${x}) * ${UNIT}`);
    // a whole divisor is at least 1
    const max = isExact(b) ? a.max * 1.000001 : Number.POSITIVE_INFINITY;
    const quotient: NumberValue = {
      ...{ kind: 'number', x, e, s: a.s - b.s, max },
      ...(isExact(a) && isExact(b) && { ratio: { n: a, d: b } }),
    };
    if (quotient.s >= 0) return quotient;
    return { ...this.align(quotient, 0), ...(quotient.ratio && { ratio: quotient.ratio }) };
  }

  extreme(fn: 'min' | 'max', args: readonly NumberValue[]): NumberValue {
    const s = Math.max(...args.map((each) => each.s));
    const aligned = args.map((each) => this.align(each, s));
    const max = Math.max(...aligned.map((each) => each.max));
    const bounds = boundsOf(...aligned);
    const x = this.out.constant('x', `Math.${fn}(${aligned.map((each) => each.x).join(', ')})`);
    // neither bound is exceeded, whichever is the smaller one
    const e = bounds.length === 0 ? '0' : this.out.constant('e', `Math.max(${bounds.join(', ')}, 0)`);
    return { kind: 'number', x, e, s, max };
  }

  /** An expression; what can't be told is given up before. */
  compare(op: Comparing, left: NumberValue, right: NumberValue): string {
    const crossed = this.crossed(op, left, right) ?? this.crossed(TURNED[op], right, left);
    if (crossed !== undefined) return crossed;
    const s = Math.max(left.s, right.s);
    const a = this.align(left, s);
    const b = this.align(right, s);
    const bounds = boundsOf(a, b);
    if (bounds.length > 0) {
      const t = this.out.constant('e', bounds.join(' + '));
      const wide = `${t} * ${SLACK} + (Math.abs(${a.x}) + Math.abs(${b.x})) * ${UNIT}`;
      this.out.line(`if (${t} !== 0 && !(Math.abs(${a.x} - ${b.x}) > ${wide})) ${this.give}`);
    }
    return `${a.x} ${op} ${b.x}`;
  }

  /** n / d against b is n against b × d, turned around where d is below 0. */
  private crossed(op: Comparing, { ratio }: NumberValue, b: NumberValue): string | undefined {
    if (ratio === undefined || !isExact(b) || b.max * ratio.d.max >= EXACT) return undefined;
    const { n, d } = ratio;
    const power = n.s - (b.s + d.s);
    if (Math.abs(power) > TOP_POWER || n.max * 10 ** Math.max(-power, 0) >= EXACT) return undefined;
    if (b.max * d.max * 10 ** Math.max(power, 0) >= EXACT) return undefined;
    const other = this.product(b, d);
    const s = Math.max(n.s, other.s);
    const left = this.align(n, s);
    const right = this.align(other, s);
    return `(${d.x} > 0 ? ${left.x} ${op} ${right.x} : ${right.x} ${op} ${left.x})`;
  }
}

const TURNED: Readonly<Record<Comparing, Comparing>> = { '===': '===', '!==': '!==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
