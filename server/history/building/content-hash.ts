import { createHash, type Hash } from 'node:crypto';
import type { HistoryColumns } from '../../engine/columns/history.ts';

/** SHA-256 of all that a history says, hexadecimal: names, lengths and numbers in a fixed order. */
export function contentHash(history: Omit<HistoryColumns, 'hash'>): string {
  const hash = createHash('sha256');
  walk(hash, '', history);
  return hash.digest('hex');
}

function walk(hash: Hash, name: string, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    hash.update(`${name}:${value.constructor.name}[${value.byteLength}]\n`);
    // shared memory is hashed where it lies
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (value instanceof Map) hash.update(`${name}:${JSON.stringify([...value].sort(([a], [b]) => a - b))}\n`);
  else if (Array.isArray(value)) {
    hash.update(`${name}[${value.length}]\n`);
    for (const [index, one] of value.entries()) walk(hash, String(index), one);
  } else if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).sort();
    hash.update(`${name}{${names.length}}\n`);
    for (const each of names) walk(hash, each, (value as Record<string, unknown>)[each]);
  } else hash.update(`${name}:${JSON.stringify(value)}\n`);
}
