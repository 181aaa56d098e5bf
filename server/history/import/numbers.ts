import type { NumberFormat } from '../../../schemas/types.ts';

/** An exact number: units × 10^-places. */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

const PLAIN = /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/;
const LOOSE = /^\d*(?:\.\d*)?$/;
const SIGNS: ReadonlySet<string> = new Set(['-', '−', '+']);
/** Digits of a number at most: nothing that has more is an amount. */
const MOST = 40;

/** The number that a text writes; undefined where it is none in this form. */
export type ParseNumber = (text: string) => Decimal | undefined;

export function numberParser(form: NumberFormat = {}): ParseNumber {
  const { decimal = '.', thousands, strip = [], parentheses = false, trailingMinus = false, percent = false } = form;
  const signs = [...strip, ...(percent ? ['%'] : [])];
  const scale = form.scale === undefined ? undefined : decimalOf(form.scale);
  return (text) => {
    const inside = parentheses && text.startsWith('(') && text.endsWith(')');
    let bare = inside ? text.slice(1, -1) : text;
    let sign = inside ? -1 : 0;
    // signs and currencies stand in whatever order
    for (let before = ''; before !== bare; ) {
      before = bare;
      bare = without(bare.trim(), signs);
      const first = bare[0] ?? '';
      const last = trailingMinus && bare.endsWith('-');
      if (!SIGNS.has(first) && !last) continue;
      if (sign !== 0) return undefined;
      sign = first === '+' ? 1 : -1;
      bare = SIGNS.has(first) ? bare.slice(1) : bare.slice(0, -1);
    }
    const digits = point(ungrouped(bare, thousands, decimal), decimal);
    if (digits === undefined || digits.length > MOST || !LOOSE.test(digits) || !/\d/.test(digits)) return undefined;
    const read = decimalOf(digits);
    const scaled = scale === undefined ? read : { units: read.units * scale.units, places: read.places + scale.places };
    const placed = percent ? { units: scaled.units, places: scaled.places + 2 } : scaled;
    return sign < 0 ? { units: -placed.units, places: placed.places } : placed;
  };
}

function without(text: string, signs: readonly string[]): string {
  for (const sign of signs) {
    if (sign === '') continue;
    if (text.startsWith(sign)) return text.slice(sign.length).trim();
    if (text.endsWith(sign)) return text.slice(0, -sign.length).trim();
  }
  return text;
}

const BLANKS = /[\u00a0\u202f\u2009]/g;

/** Without what stands between groups of three; undefined where it stands elsewhere. */
function ungrouped(text: string, thousands: string | undefined, decimal: string): string | undefined {
  if (thousands === undefined || thousands === decimal) return text;
  const plain = thousands === ' ' ? text.replace(BLANKS, ' ') : text;
  if (!plain.includes(thousands)) return plain;
  const end = plain.indexOf(decimal);
  const whole = end < 0 ? plain : plain.slice(0, end);
  const groups = whole.split(thousands);
  const sound = groups.every((group, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  return sound ? groups.join('') + (end < 0 ? '' : plain.slice(end)) : undefined;
}

/** With a point before its decimals. */
function point(text: string | undefined, decimal: string): string | undefined {
  if (text === undefined || decimal === '.') return text;
  return text.includes('.') ? undefined : text.replace(decimal, '.');
}

function decimalOf(text: string): Decimal {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const units = BigInt(`${whole}${fraction}` || '0');
  return { units: negative ? -units : units, places: fraction.length };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.places === b.places) return { units: a.units + b.units, places: a.places };
  const places = Math.max(a.places, b.places);
  return { units: atPlaces(a, places) + atPlaces(b, places), places };
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const places = Math.max(a.places, b.places);
  const difference = atPlaces(a, places) - atPlaces(b, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const atPlaces = ({ units, places }: Decimal, wanted: number): bigint => units * 10n ** BigInt(wanted - places);

/** Half to even. */
export function roundDecimal(number: Decimal, places: number): Decimal {
  if (number.places <= places) return number;
  const step = 10n ** BigInt(number.places - places);
  const size = number.units < 0n ? -number.units : number.units;
  const rest = size % step;
  const whole = size / step;
  const up = rest * 2n > step || (rest * 2n === step && whole % 2n === 1n);
  const rounded = up ? whole + 1n : whole;
  return { units: number.units < 0n ? -rounded : rounded, places };
}

/** As JSON documents have it: without needless zeros behind the point. */
export function showDecimal({ units, places }: Decimal): string {
  const negative = units < 0n;
  const text = String(negative ? -units : units).padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Already as JSON documents have it. */
export const isPlainDecimal = (text: string): boolean => PLAIN.test(text);
