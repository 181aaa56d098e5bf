/** Values of facts as generated code holds them: names and expressions without side effects, of locals of one kind's function. */

/**
 * x whole steps of 10^-s, give or take e. A bound written '0' is known to be 0: the number is exact. `max`: what
 * its magnitude never exceeds, found from the columns of the history; infinite where nobody knows.
 */
export interface NumberValue {
  readonly kind: 'number';
  readonly x: string;
  readonly e: string;
  readonly s: number;
  readonly max: number;
  /** The same in whole steps of its type, to be compared with others of it. */
  readonly steps?: { readonly x: string; readonly s: number; readonly max: number };
  /** A quotient of two exact numbers, not 0 the second: so that it can be compared without dividing. */
  readonly ratio?: { readonly n: NumberValue; readonly d: NumberValue };
}

/** A text or choice: its code. */
export interface CodeValue {
  readonly kind: 'code';
  readonly is: string;
}

export interface FlagValue {
  readonly kind: 'flag';
  readonly is: string;
  /** The same as 0 or 1, where it is held so. */
  readonly bit?: string;
}

export interface ListValue {
  readonly kind: 'list';
  /** An expression: whether it has a code. */
  has(code: string): string;
}

export type KnownValue = NumberValue | CodeValue | FlagValue | ListValue;

export interface Seen {
  readonly value: KnownValue;
  /** 'false', 'true', or an expression. */
  readonly missing: string;
  /** Whether it is there as 0 or 1, where that is known so. */
  readonly there?: string;
}

export const exactly = (x: string, s: number, max: number): NumberValue => ({ kind: 'number', x, e: '0', s, max });

export const and = (...parts: readonly string[]): string => joined(parts, 'true', 'false', ' && ');
export const or = (...parts: readonly string[]): string => joined(parts, 'false', 'true', ' || ');

function joined(parts: readonly string[], neutral: string, deciding: string, by: string): string {
  if (parts.includes(deciding)) return deciding;
  const left = [...new Set(parts)].filter((part) => part !== neutral);
  const [first] = left;
  if (first === undefined) return neutral;
  return left.length === 1 ? first : `(${left.join(by)})`;
}

export function not(expression: string): string {
  if (expression === 'true') return 'false';
  return expression === 'false' ? 'true' : `!(${expression})`;
}
