import { showJson } from '../program/wording.ts';
import { isoToDay, parseDecimal } from './render.ts';
import { type FactType, FIRST_DAY, LAST_DAY, MONEY_LIMIT_MINOR, PRICE_DECIMALS, RATE_DECIMALS, type Value } from './value.ts';

/** Why a JSON value is no value of the type, and what would be. */
export interface Refusal {
  readonly code:
    | 'wrong-type'
    | 'not-a-decimal'
    | 'too-many-decimals'
    | 'out-of-range'
    | 'not-a-date'
    | 'unknown-choice'
    | 'control-character'
    | 'too-long';
  /** “… was expected” goes before it. */
  readonly expected: string;
}

export const isRefusal = (read: Value | Refusal): read is Refusal => typeof read === 'object' && 'expected' in read;

export const COUNT_LIMIT = 1e12;
export const DAYS_LIMIT = 100_000;
export const TEXT_LIMIT = 200;
export const LIST_LIMIT = 200;
/** Also half of a surrogate pair, which no UTF-8 can carry. */
const CONTROL = /[\p{Cc}\p{Surrogate}]/u;
const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;

const EXPECTED: Record<FactType, string> = {
  money: 'money as decimal text, such as "1250.00",',
  rate: 'a rate as decimal text, such as "0.15",',
  price: 'money for one unit as decimal text, such as "2.50",',
  count: 'a whole number',
  days: 'a whole number of days',
  date: 'a date as "YYYY-MM-DD"',
  text: 'text',
  choice: 'one of the choices',
  boolean: 'true or false',
  list: 'a list of texts',
};

const wrongType = (type: FactType): Refusal => ({ code: 'wrong-type', expected: EXPECTED[type] });

/** A JSON value as the engine holds it: whole numbers of the smallest step. `digits`: decimal places of the currency. */
export function readValue(type: FactType, json: unknown, digits: number, choices?: readonly string[]): Value | Refusal {
  switch (type) {
    case 'money':
      return readDecimal(type, json, digits, MONEY_LIMIT_MINOR);
    case 'rate':
      return readDecimal(type, json, RATE_DECIMALS, Number.MAX_SAFE_INTEGER);
    case 'price':
      return readDecimal(type, json, PRICE_DECIMALS, Number.MAX_SAFE_INTEGER);
    case 'count':
      return readWhole(type, json, COUNT_LIMIT);
    case 'days':
      return readWhole(type, json, DAYS_LIMIT);
    case 'date':
      return readDate(json);
    case 'text':
      return readText(json);
    case 'choice':
      if (typeof json !== 'string') return wrongType(type);
      return choices === undefined || choices.includes(json) ? json : { code: 'unknown-choice', expected: choicesInWords(choices) };
    case 'boolean':
      return typeof json === 'boolean' ? json : wrongType(type);
    case 'list':
      return readList(json);
  }
}

function readDecimal(type: FactType, json: unknown, decimals: number, limit: number): number | Refusal {
  if (typeof json !== 'string') return wrongType(type);
  const value = parseDecimal(json, decimals);
  if (value !== undefined && Math.abs(value) <= limit) return value;
  if (json.length > 1000 || !DECIMAL.test(json)) return { code: 'not-a-decimal', expected: EXPECTED[type] };
  const fraction = json.split('.')[1]?.replace(/0+$/, '') ?? '';
  if (fraction.length > decimals) return { code: 'too-many-decimals', expected: `a number with at most ${decimals} decimal places` };
  return { code: 'out-of-range', expected: 'a smaller number' };
}

/** For amounts that are read elsewhere. */
export const notDecimal = (type: FactType, json: unknown): Refusal =>
  typeof json === 'string' ? { code: 'not-a-decimal', expected: EXPECTED[type] } : wrongType(type);

function readWhole(type: FactType, json: unknown, limit: number): number | Refusal {
  if (typeof json !== 'number' || !Number.isInteger(json)) return wrongType(type);
  return Math.abs(json) <= limit ? json + 0 : { code: 'out-of-range', expected: `a number from -${limit} to ${limit}` };
}

export function readDate(json: unknown): number | Refusal {
  if (typeof json !== 'string') return wrongType('date');
  const day = isoToDay(json);
  if (day === undefined) return { code: 'not-a-date', expected: 'a day of the calendar as "YYYY-MM-DD"' };
  return day >= FIRST_DAY && day <= LAST_DAY ? day : { code: 'out-of-range', expected: 'a day from 1990-01-01 to 2199-12-31' };
}

export function readText(json: unknown): string | Refusal {
  if (typeof json !== 'string' || json === '') return { code: 'wrong-type', expected: 'text that is not empty' };
  if (json.length > TEXT_LIMIT) return { code: 'too-long', expected: `text of at most ${TEXT_LIMIT} characters` };
  return !isPrintable(json) && CONTROL.test(json) ? { code: 'control-character', expected: 'text without control characters' } : json;
}

/** Of ASCII alone, as nearly all texts are: then it needs no pattern. */
function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

function readList(json: unknown): readonly string[] | Refusal {
  if (!Array.isArray(json)) return wrongType('list');
  if (json.length > LIST_LIMIT) return { code: 'too-long', expected: `at most ${LIST_LIMIT} entries` };
  for (const entry of json) {
    const read = readText(entry);
    if (typeof read !== 'string') return read;
  }
  if (new Set(json).size < json.length) return { code: 'wrong-type', expected: 'a list in which nothing stands twice' };
  return Object.freeze([...(json as string[])]);
}

export const choicesInWords = (choices: readonly string[]): string =>
  choices.length <= 12 ? `one of ${choices.join(', ')}` : `one of ${choices.length} choices, such as ${choices.slice(0, 6).join(', ')}`;

/** “deal.amount is “x”; money … was expected.” */
export const refusalMessage = (name: string, json: unknown, refusal: Refusal): string =>
  `${name} is ${showJson(json)}; ${refusal.expected} was expected.`.replace(',  was', ', was');
