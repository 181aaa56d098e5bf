import { parseExact } from '../facts/render.ts';

/*
 * Decimal text as it stands in decisions and expectations, compared and added exactly: "100" is "100.00".
 */

const PLACES = 18n;
const UNIT = 10n ** PLACES;

/** In units of 10⁻¹⁸; undefined where the text is no decimal, or a finer one. */
function toUnits(text: string): bigint | undefined {
  const exact = parseExact(text);
  if (exact === undefined || (exact.n * UNIT) % exact.d !== 0n) return undefined;
  return (exact.n * UNIT) / exact.d;
}

/** Whether both say the same value: as numbers where both are numbers, else word for word. */
export function sameShown(expected: unknown, found: unknown): boolean {
  if (expected === found) return true;
  if (Array.isArray(expected) && Array.isArray(found)) {
    return expected.length === found.length && expected.every((each, index) => each === found[index]);
  }
  const left = numberOf(expected);
  return left !== undefined && left === numberOf(found);
}

function numberOf(value: unknown): bigint | undefined {
  if (typeof value === 'string') return toUnits(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) * UNIT : undefined;
}

/** The sum, with as many decimals as the addend that has the most; "0" of none. */
export function sumOf(amounts: readonly string[]): string {
  let sum = 0n;
  let places = 0;
  for (const amount of amounts) {
    const units = toUnits(amount);
    if (units === undefined) throw new Error(`no amount of money: ${amount}`);
    sum += units;
    places = Math.max(places, amount.split('.')[1]?.length ?? 0);
  }
  const digits = String(sum < 0n ? -sum : sum).padStart(Number(PLACES) + 1, '0');
  const cut = digits.length - Number(PLACES);
  const fraction = digits.slice(cut, cut + places);
  return `${sum < 0n ? '-' : ''}${digits.slice(0, cut)}${fraction === '' ? '' : `.${fraction}`}`;
}
