/* Decimal text, exactly: amounts of one currency have the same number of digits after the point. */

const digitsOf = (text: string): number => text.length - 1 - (text.includes('.') ? text.indexOf('.') : text.length - 1);
const steps = (text: string, digits: number): bigint => BigInt(text.replace('.', '')) * 10n ** BigInt(digits - digitsOf(text));

/** `"12.50"`, `"2.5"` → `"10.00"` */
export function subtract(a: string, b: string): string {
  const digits = Math.max(digitsOf(a), digitsOf(b));
  return textOf(steps(a, digits) - steps(b, digits), digits);
}

/** `["12.50", "2.5"]` → `"15.00"` */
export function sumOf(amounts: readonly string[]): string {
  const digits = Math.max(0, ...amounts.map(digitsOf));
  return textOf(
    amounts.reduce((sum, amount) => sum + steps(amount, digits), 0n),
    digits,
  );
}

export const isZero = (text: string): boolean => !/[1-9]/.test(text);
export const isNegative = (text: string): boolean => text.startsWith('-') && !isZero(text);

/** Of two amounts how large the first is beside the second, for widths of bars alone. */
export const shareOf = (part: string, whole: string): number => {
  const all = Math.abs(Number(whole));
  return all === 0 ? 0 : Math.min(1, Math.abs(Number(part)) / all);
};

function textOf(value: bigint, digits: number): string {
  const sign = value < 0n ? '-' : '';
  const text = String(value < 0n ? -value : value).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
