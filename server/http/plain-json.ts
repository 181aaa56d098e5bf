/*
 * A quick look at a body before json-guard.ts takes its time: no object has a key twice, or one that reaches for prototypes, no
 * number is long, nothing is nested deep. Keys are told apart by a hash of their bytes, so nothing is made of them. Whatever it
 * can't be sure of it doesn't clear; the guard then says what is wrong, or that nothing is.
 */

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

/** A number of so many characters, without exponent, is held exactly. */
const SHORT_NUMBER = 15;
/** Keys of one object are compared each with each. */
const MOST_KEYS = 64;
/** Keys of all the objects that the scan is in. */
const MOST_HELD = 1_024;
const MOST_DEPTH = 64;

const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

const hashOf = (name: string): number => [...Buffer.from(name)].reduce((hash, byte) => Math.imul(hash ^ byte, PRIME), SEED);
const [PROTO, CONSTRUCTOR, PROTOTYPE] = ['__proto__', 'constructor', 'prototype'].map(hashOf);

const held = new Int32Array(MOST_HELD);
/** By level: where its keys begin in `held`; an array's is NO_KEYS. */
const begins = new Int32Array(MOST_DEPTH);
const NO_KEYS = -1;

/** True: guardJson finds no fault in it. */
export function isPlainJson(text: Uint8Array, maxDepth: number): boolean {
  const deepest = Math.min(maxDepth, MOST_DEPTH);
  const end = text.length;
  let depth = 0;
  /** Where the keys of the object begin that the scan is in. */
  let begin = NO_KEYS;
  let count = 0;
  let atKey = false;
  let at = 0;
  while (at < end) {
    const code = text[at] ?? 0;
    at += 1;
    if (code === QUOTE) {
      if (!atKey) {
        at = afterString(text, at);
        continue;
      }
      let hash = SEED;
      let byte = text[at] ?? 0;
      while (byte !== QUOTE) {
        if (byte === BACKSLASH || at >= end) return false;
        hash = Math.imul(hash ^ byte, PRIME);
        at += 1;
        byte = text[at] ?? 0;
      }
      at += 1;
      if (hash === PROTO || hash === CONSTRUCTOR || hash === PROTOTYPE) return false;
      if (count - begin >= MOST_KEYS || count === MOST_HELD) return false;
      for (let other = begin; other < count; other += 1) if (held[other] === hash) return false;
      held[count] = hash;
      count += 1;
      atKey = false;
    } else if (code === COMMA) {
      atKey = begin !== NO_KEYS;
    } else if ((code >= ZERO && code <= NINE) || code === MINUS) {
      const stop = afterNumber(text, at);
      if (stop - at >= SHORT_NUMBER || stop === NO_NUMBER) return false;
      at = stop;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (depth === deepest) return false;
      atKey = code === OPEN_BRACE;
      begin = atKey ? count : NO_KEYS;
      begins[depth] = begin;
      depth += 1;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (depth === 0) return false;
      if (begin !== NO_KEYS) count = begin;
      depth -= 1;
      begin = depth === 0 ? NO_KEYS : (begins[depth - 1] ?? NO_KEYS);
      atKey = false;
    }
  }
  return true;
}

function afterString(text: Uint8Array, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text[at];
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

const NO_NUMBER = -1;

/** NO_NUMBER: it has an exponent. */
function afterNumber(text: Uint8Array, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text[at] ?? 0;
    if ((code | 0x20) === 0x65) return NO_NUMBER;
    // Digits, and . + -
    if ((code >= ZERO && code <= NINE) || code === 0x2e || code === 0x2b || code === MINUS) at += 1;
    else break;
  }
  return at;
}
