/** Numbers of the fast form while code is written: what adding, multiplying and the like do to value, bound and scale. */
import { EXACT, SLACK, TOP_POWER, UNIT } from '../approximate.ts';
import { literal, type SourceWriter } from './source.ts';

/** A number: names (or literals) of x and its bound, and its scale. A bound written '0' is known to be 0. */
export interface FastNumber {
  readonly kind: 'number';
  readonly x: string;
  readonly e: string;
  readonly s: number;
}

export const ZERO: FastNumber = { kind: 'number', x: '0', e: '0', s: 0 };

/** Beyond so many decimals a number is cut back, at the cost of a bound. */
const TOP_SCALE = 40;

/** The bounds that are not known to be 0. */
export const boundsOf = (...numbers: readonly FastNumber[]): readonly string[] => numbers.map(({ e }) => e).filter((e) => e !== '0');

export class FastNumbers {
  private readonly out: SourceWriter;

  constructor(out: SourceWriter) {
    this.out = out;
  }

  /** The same number with another scale. */
  align(number: FastNumber, s: number): FastNumber {
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
      e: this.bound(x, boundsOf(number), number.e === '0' ? '0' : `${number.e} * ${factor}`),
      s,
    };
  }

  /** The bound of x = a whole result of numbers with these bounds: none where all are exact and it is small enough. */
  private bound(x: string, bounds: readonly string[], carried: string): string {
    const isExact = [...bounds.map((bound) => `${bound} === 0`), `Math.abs(${x}) < ${EXACT}`].join(' && ');
    const grown = carried === '0' ? '' : `(${carried}) * ${SLACK} + `;
    return this.out.constant('e', `${isExact} ? 0 : ${grown}Math.abs(${x}) * ${UNIT}`);
  }

  sum(op: '+' | '-', left: FastNumber, right: FastNumber): FastNumber {
    const s = Math.max(left.s, right.s);
    const a = this.align(left, s);
    const b = this.align(right, s);
    const x = this.out.constant('x', `${a.x} ${op} ${b.x}`);
    const bounds = boundsOf(a, b);
    return { kind: 'number', x, e: this.bound(x, bounds, bounds.join(' + ') || '0'), s };
  }

  product(a: FastNumber, b: FastNumber): FastNumber {
    const x = this.out.constant('x', `${a.x} * ${b.x}`);
    const carried = [
      ...(b.e === '0' ? [] : [`Math.abs(${a.x}) * ${b.e}`]),
      ...(a.e === '0' ? [] : [`Math.abs(${b.x}) * ${a.e}`]),
      ...(a.e === '0' || b.e === '0' ? [] : [`${a.e} * ${b.e}`]),
    ];
    const bounds = boundsOf(a, b);
    const product: FastNumber = { kind: 'number', x, e: this.bound(x, bounds, carried.join(' + ') || '0'), s: a.s + b.s };
    return product.s > TOP_SCALE ? this.align(product, TOP_SCALE) : product;
  }

  /** `fail` and `give`: statements for a divisor that is 0, or may be. */
  quotient(a: FastNumber, b: FastNumber, fail: string, give: string): FastNumber {
    this.out.line(`if (${b.x} === 0 && ${b.e} === 0) ${fail}`);
    if (b.e !== '0') this.out.line(`if (!(Math.abs(${b.x}) > ${b.e} * 1.000001)) ${give}`);
    const x = this.out.constant('x', `${a.x} / ${b.x}`);
    const isExact = [...boundsOf(a, b).map((bound) => `${bound} === 0`), `${a.x} % ${b.x} === 0`].join(' && ');
    const carried = a.e === '0' && b.e === '0' ? '' : `(${a.e} + Math.abs(${x}) * ${b.e}) / (Math.abs(${b.x}) - ${b.e}) * 1.000001 + `;
    const e = this.out.constant('e', `${isExact} ? 0 : ${carried}Math.abs(${x}) * ${UNIT}`);
    const quotient: FastNumber = { kind: 'number', x, e, s: a.s - b.s };
    return quotient.s < 0 ? this.align(quotient, 0) : quotient;
  }

  extreme(fn: 'min' | 'max', args: readonly FastNumber[]): FastNumber {
    const s = Math.max(...args.map((each) => each.s));
    const aligned = args.map((each) => this.align(each, s));
    const x = this.out.constant('x', `Math.${fn}(${aligned.map((each) => each.x).join(', ')})`);
    const bounds = boundsOf(...aligned);
    // neither bound is exceeded, whichever is the smaller one
    const e = bounds.length === 0 ? '0' : this.out.constant('e', `Math.max(${bounds.join(', ')}, 0)`);
    return { kind: 'number', x, e, s };
  }
}
