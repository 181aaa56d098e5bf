import type { ErrorObject } from '../../../schemas/ajv.ts';
import { showJson } from './wording.ts';

/* What a schema asks for, in words: types, formats and limits. */

export const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

export function formatWanted(error: ErrorObject): string {
  if (error.keyword === 'format')
    return error.params.format === 'date' ? 'a day of the calendar as “YYYY-MM-DD”' : `a ${error.params.format}`;
  const pattern = String(error.params.pattern);
  return PATTERN_WORDS.find(([start]) => pattern.startsWith(start))?.[1] ?? `text that matches ${pattern}`;
}

const PATTERN_WORDS: readonly (readonly [string, string])[] = [
  ['^[a-z][a-z0-9]*(-', 'a name in small letters with hyphens, such as “volume-rebate”,'],
  ['^(line:)?', 'a kind of activity, or “line:” and an incentive,'],
  ['^[a-z][A-Za-z0-9]*$', 'a name that starts with a small letter and has no hyphens, such as “goldRevenue”,'],
  ['^[a-z][A-Za-z0-9]*\\.', 'the name of a fact, such as “deal.amount”,'],
  ['^-?(0|[1-9]', 'an exact decimal as text, such as “0.15”,'],
  ['^[A-Z]{3}$', 'a currency as three capital letters, such as “EUR”,'],
  ['^(fiscal-', 'a window, such as “fiscal-year”, “trailing-12-months” or “lifetime”,'],
  ['^(0[1-9]|1[0-2])-01$', 'the first day of a month as “MM-01”'],
  ['^\\d{4}-\\d{2}-\\d{2}$', 'a day as “YYYY-MM-DD”'],
  ['^[0-9a-f]{64}$', 'a whole hash, 64 characters of 0 to 9 and a to f,'],
  ['^(?:[1-9]\\d?|1\\d\\d|200)$', 'a whole number from 1 to 200'],
];

/** The codes of findings, by keyword. */
export const LIMIT_CODES: Readonly<Record<string, string>> = {
  maxLength: 'too-long',
  maxItems: 'too-many',
  maxProperties: 'too-many',
  minLength: 'too-short',
  minItems: 'empty-list',
  minProperties: 'empty-object',
  minimum: 'out-of-range',
  maximum: 'out-of-range',
  uniqueItems: 'twice-in-list',
  not: 'invalid-name',
};

export function limitMessage(error: ErrorObject, what: string): string {
  const limit = String(error.params.limit ?? '');
  switch (error.keyword) {
    case 'maxLength':
      return `${what} has ${String(error.data).length} characters, at most ${limit} are allowed.`;
    case 'maxItems':
      return `${what} has ${(error.data as unknown[]).length} entries, at most ${limit} are allowed.`;
    case 'maxProperties':
      return `${what} has ${Object.keys(error.data as object).length} fields, at most ${limit} are allowed.`;
    case 'minLength':
      return `${what} is empty.`;
    case 'minItems':
      return `${what} needs at least ${limit} ${limit === '1' ? 'entry' : 'entries'}.`;
    case 'minProperties':
      return `${what} needs at least ${limit} ${limit === '1' ? 'field' : 'fields'}.`;
    case 'minimum':
      return `${what} is ${String(error.data)}, at least ${limit} was expected.`;
    case 'maximum':
      return `${what} is ${String(error.data)}, at most ${limit} was expected.`;
    case 'uniqueItems':
      return `${what} names entry ${Number(error.params.j) + 1} again as entry ${Number(error.params.i) + 1}.`;
    case 'not':
      return `${what} is ${showJson(error.data)}, which is kept for the engine.`;
    default:
      return `${what} ${error.message ?? 'is not valid'}.`;
  }
}
