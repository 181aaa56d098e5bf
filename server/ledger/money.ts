import { parseDecimal, showExact } from '../engine/facts/render.ts';
import { resolveCurrency } from '../engine/program/resolve-setting.ts';
import { StoreError } from '../store/errors.ts';

const digits = new Map<string, number>();

/** Decimal places of a currency's smallest unit. */
function digitsOf(currency: string): number {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const found = resolveCurrency(currency).currency.digits;
  digits.set(currency, found);
  return found;
}

/** Smallest units as decimal text: 1250 US cents are `12.50`. */
export const moneyText = (minor: number | bigint, currency: string): string =>
  String(showExact('money', { n: BigInt(minor), d: 1n }, digitsOf(currency)));

/** What somebody may propose: as large as a line of a decision. */
const MOST = 10 ** 15;

/** Decimal text as smallest units. Throws `refused`. */
export function minorOf(text: string, currency: string): number {
  const places = digitsOf(currency);
  const minor = parseDecimal(text, places);
  if (minor === undefined || Math.abs(minor) > MOST)
    throw new StoreError(
      'refused',
      `${text.slice(0, 40)} is no amount of ${currency}: it has at most ${places} decimals, and 10^15 smallest units.`,
    );
  return minor;
}

export const sumOf = (amounts: Iterable<number | bigint>): bigint => {
  let sum = 0n;
  for (const amount of amounts) sum += BigInt(amount);
  return sum;
};
