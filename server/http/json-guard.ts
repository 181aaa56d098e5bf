/**
 * What JSON.parse would let through: a key that stands twice (the first is lost), names that reach
 * for prototypes, numbers that a double can't hold, nesting and objects without end. One pass over the text,
 * before it is parsed; whether it is JSON at all is left to JSON.parse.
 */

export interface JsonFault {
  readonly fault: 'too-deep' | 'too-many-keys' | 'duplicate-key' | 'forbidden-name' | 'number-out-of-range';
  /** JSON pointer of what is meant. */
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
}

/** Names by which a document could reach into an object's prototype. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** More than any object of ours may have. */
const MAX_KEYS = 1_000;
/** From this many keys on an object is searched by a set. */
const FEW_KEYS = 12;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** An object or array that the scan is in. */
interface Level {
  /** Keys so far, the last one current; undefined in an array. */
  keys: string[] | undefined;
  /** The same as a set, once there are many. */
  keySet: Set<string> | undefined;
  /** Place in the array. */
  index: number;
}

export function guardJson(text: string, maxDepth: number): JsonFault | undefined {
  const levels: Level[] = [];
  let level: Level | undefined;
  /** The next string of an object is a key. */
  let atKey = false;
  const end = text.length;
  let at = 0;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const close = closingQuote(text, at + 1);
      if (atKey && level?.keys !== undefined) {
        const key = keyText(text, at, close);
        const fault = addKey(level, level.keys, key);
        if (fault !== undefined) return { ...fault, pointer: pointerOf(levels) };
        atKey = false;
      }
      at = close + 1;
      continue;
    }
    if ((code >= ZERO && code <= NINE) || code === MINUS) {
      const stop = numberEnd(text, at + 1);
      if (stop - at > 15 && !fits(text.slice(at, stop))) return outOfRange(text.slice(at, stop), levels);
      if (stop - at <= 15 && hasExponent(text, at, stop) && !fits(text.slice(at, stop))) return outOfRange(text.slice(at, stop), levels);
      at = stop;
      continue;
    }
    if (code === COMMA) {
      if (level?.keys !== undefined) atKey = true;
      else if (level !== undefined) level.index++;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (levels.length >= maxDepth) return tooDeep(levels, maxDepth);
      atKey = code === OPEN_BRACE;
      level = { keys: atKey ? [] : undefined, keySet: undefined, index: 0 };
      levels.push(level);
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      levels.pop();
      level = levels.at(-1);
      atKey = false;
    }
    at++;
  }
  return undefined;
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

/** The key as it is meant: escapes can spell a forbidden or repeated name too. */
function keyText(text: string, quote: number, close: number): string {
  const raw = text.slice(quote + 1, close);
  if (!raw.includes('\\')) return raw;
  try {
    const parsed: unknown = JSON.parse(text.slice(quote, close + 1));
    return typeof parsed === 'string' ? parsed : raw;
  } catch {
    return raw; // not JSON: JSON.parse will say so of the whole
  }
}

function addKey(level: Level, keys: string[], key: string): Omit<JsonFault, 'pointer'> | undefined {
  if (keys.length === MAX_KEYS) {
    return { fault: 'too-many-keys', message: `An object has more than ${MAX_KEYS} keys.`, hint: 'Nothing that is asked for has as many.' };
  }
  const known = level.keySet === undefined ? keys.includes(key) : level.keySet.has(key);
  keys.push(key);
  if (level.keySet !== undefined) level.keySet.add(key);
  else if (keys.length > FEW_KEYS) level.keySet = new Set(keys);
  if (known)
    return { fault: 'duplicate-key', message: `The key ${quoted(key)} stands twice in one object.`, hint: 'Leave one of them out.' };
  if (FORBIDDEN_NAMES.has(key)) {
    return { fault: 'forbidden-name', message: `The name ${quoted(key)} is not allowed.`, hint: 'Choose another name.' };
  }
  return undefined;
}

function numberEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    // Digits, and . + - e E.
    if ((code >= ZERO && code <= NINE) || code === 0x2e || code === 0x2b || code === MINUS || (code | 0x20) === 0x65) at++;
    else break;
  }
  return at;
}

function hasExponent(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((text.charCodeAt(at) | 0x20) === 0x65) return true;
  return false;
}

/** Finite, and rounded neither to 0 nor to a whole number that it isn't. */
function fits(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value)) return false;
  if (value === 0) return !/[1-9]/.test(token.replace(/[eE].*$/, ''));
  if (Number.isInteger(value) && /^-?\d+\.0*[1-9]\d*$/.test(token)) return false;
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function outOfRange(token: string, levels: readonly Level[]): JsonFault {
  return {
    fault: 'number-out-of-range',
    pointer: pointerOf(levels),
    message: `The number ${shortened(token)} can't be held exactly.`,
    hint: 'Write money, rates and prices as decimal text, "12.50"; counts as whole numbers.',
  };
}

function tooDeep(levels: readonly Level[], maxDepth: number): JsonFault {
  return {
    fault: 'too-deep',
    pointer: pointerOf(levels),
    message: `Nested deeper than ${maxDepth} levels.`,
    hint: 'Flatten the document.',
  };
}

function pointerOf(levels: readonly Level[]): string {
  return levels.map(({ keys, index }) => `/${keys === undefined ? index : escaped(keys.at(-1) ?? '')}`).join('');
}

const escaped = (key: string): string => shortened(key).replaceAll('~', '~0').replaceAll('/', '~1');
const quoted = (key: string): string => JSON.stringify(shortened(key));
const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
