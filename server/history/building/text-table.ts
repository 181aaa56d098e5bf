import { randomInt } from 'node:crypto';
import type { Texts } from '../../engine/columns/history.ts';
import { textAt } from '../../engine/columns/read-history.ts';
import { grown } from './growing.ts';

/*
 * Texts, each once, by number: UTF-8 one after the other and a hash table of numbers. Ten million identifiers cost
 * their bytes and some 20 each; a Map of strings would cost ten times that.
 */

const encoder = new TextEncoder();
/** Names are chosen by others; which of them meet in the table shall not be. */
const SEED = randomInt(2 ** 31);
const MOST_BYTES = 2 ** 31 - 1;

export class TextTable implements Texts {
  count = 0;
  bytes = new Uint8Array(256);
  offsets = new Int32Array(16);
  /** Number + 1; 0: free. A power of two, at most two thirds full. */
  private slots = new Int32Array(32);
  private hashes = new Int32Array(16);
  /** What the same text may stand under more than once. */
  private salts = new Int32Array(16);

  /** The number of a text; a new one where it wasn't there. */
  add(text: string, salt = 0): number {
    const start = this.end;
    const end = this.append(text);
    const hash = hashOf(this.bytes, start, end, salt);
    const known = this.lookUp(hash, salt, this.bytes, start, end);
    return known < 0 ? this.settle(hash, salt, end) : known;
  }

  /** −1: it isn't there. */
  find(text: string, salt = 0): number {
    const start = this.end;
    const end = this.append(text);
    return this.lookUp(hashOf(this.bytes, start, end, salt), salt, this.bytes, start, end);
  }

  /** `add` of a text that lies in bytes. */
  addBytes(from: Uint8Array, start: number, end: number, salt = 0): number {
    const hash = hashOf(from, start, end, salt);
    const known = this.lookUp(hash, salt, from, start, end);
    if (known >= 0) return known;
    const tail = this.end;
    this.reserve(tail, end - start);
    for (let at = start; at < end; at += 1) this.bytes[tail + at - start] = from[at] ?? 0;
    return this.settle(hash, salt, tail + end - start);
  }

  findBytes(from: Uint8Array, start: number, end: number, salt = 0): number {
    return this.lookUp(hashOf(from, start, end, salt), salt, from, start, end);
  }

  text(number: number): string {
    return textAt(this, number);
  }

  /** Views: good until the next text is added. */
  get texts(): Texts {
    return { offsets: this.offsets.subarray(0, this.count + 1), bytes: this.bytes.subarray(0, this.end) };
  }

  /** Of the bytes in use. */
  private get end(): number {
    return this.offsets[this.count] ?? 0;
  }

  /** Writes behind the last text; the end of what was written. */
  private append(text: string): number {
    const start = this.end;
    this.reserve(start, text.length * 3);
    const { bytes } = this;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) return start + encoder.encodeInto(text, bytes.subarray(start)).written;
      bytes[start + at] = code;
    }
    return start + text.length;
  }

  private reserve(start: number, more: number): void {
    if (start + more > MOST_BYTES) throw new Error('a history holds at most 2 GiB of texts');
    this.bytes = grown(this.bytes, start + more);
  }

  private lookUp(hash: number, salt: number, from: Uint8Array, start: number, end: number): number {
    const { slots, hashes, salts } = this;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] ?? 0) - 1;
      if (number < 0) return -1;
      if (hashes[number] === hash && salts[number] === salt && this.isSame(number, from, start, end)) return number;
    }
  }

  private isSame(number: number, from: Uint8Array, start: number, end: number): boolean {
    const { bytes, offsets } = this;
    const own = offsets[number] ?? 0;
    if ((offsets[number + 1] ?? 0) - own !== end - start) return false;
    for (let at = start; at < end; at += 1) if (from[at] !== bytes[own + at - start]) return false;
    return true;
  }

  /** What lies behind the last text becomes one. */
  private settle(hash: number, salt: number, end: number): number {
    const number = this.count;
    this.count += 1;
    this.hashes = grown(this.hashes, this.count);
    this.salts = grown(this.salts, this.count);
    this.offsets = grown(this.offsets, this.count + 1);
    this.hashes[number] = hash;
    this.salts[number] = salt;
    this.offsets[this.count] = end;
    if (this.count * 3 > this.slots.length * 2) this.spread();
    else this.enter(number);
    return number;
  }

  private spread(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let number = 0; number < this.count; number += 1) this.enter(number);
  }

  private enter(number: number): void {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = (this.hashes[number] ?? 0) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  }
}

/** MurmurHash3's mixing, a byte at a time. */
function hashOf(bytes: Uint8Array, start: number, end: number, salt: number): number {
  let hash = SEED ^ Math.imul(salt, 0x9e3779b1);
  for (let at = start; at < end; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
