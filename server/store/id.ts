import { randomFillSync } from 'node:crypto';

const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Random bytes of the next ids: asked for one by one they take longer than all else of an id. */
const ahead = Buffer.alloc(16 * 256);
let used = ahead.length;

function sixteen(): Buffer {
  if (used === ahead.length) {
    randomFillSync(ahead);
    used = 0;
  }
  used += 16;
  return ahead.subarray(used - 16, used);
}

/** An id that sorts by the millisecond it was made in (UUID, version 7). */
export function newId(): string {
  const bytes = sixteen();
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x70, 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether the databases would take it for an id; what isn't one names nothing. */
export const isId = (text: string): boolean => PATTERN.test(text);
