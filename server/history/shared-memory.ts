import type { HistoryColumns } from '../engine/columns/history.ts';

/*
 * Arrays that worker threads share: each lies in a SharedArrayBuffer. Small ones lie together in one, since every
 * buffer costs a few hundred bytes and an entry in each message that carries it.
 */

const CHUNK_BYTES = 1 << 16;

let chunk = new SharedArrayBuffer(0);
let used = 0;

/** All 0. */
function place(bytes: number): { readonly buffer: SharedArrayBuffer; readonly start: number } {
  if (bytes > CHUNK_BYTES / 4) return { buffer: new SharedArrayBuffer(bytes), start: 0 };
  if (used + bytes > chunk.byteLength) {
    chunk = new SharedArrayBuffer(CHUNK_BYTES);
    used = 0;
  }
  const start = used;
  used += (bytes + 7) & ~7;
  return { buffer: chunk, start };
}

export function sharedBytes(length: number): Uint8Array {
  const { buffer, start } = place(length);
  return new Uint8Array(buffer, start, length);
}

export function sharedWords(length: number): Uint16Array {
  const { buffer, start } = place(length * 2);
  return new Uint16Array(buffer, start, length);
}

export function sharedInts(length: number): Int32Array {
  const { buffer, start } = place(length * 4);
  return new Int32Array(buffer, start, length);
}

export function sharedFloats(length: number): Float64Array {
  const { buffer, start } = place(length * 8);
  return new Float64Array(buffer, start, length);
}

/** Bytes of all arrays of a history; what is decoded while it is read comes on top. */
export function bytesOf(history: HistoryColumns): number {
  return sum(history);
}

function sum(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const parts: readonly unknown[] = value instanceof Map ? [...value.values()] : Object.values(value);
  return parts.reduce<number>((total, part) => total + sum(part), 0);
}
