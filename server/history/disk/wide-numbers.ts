/*
 * Whole numbers up to 2⁵³, as doubles in memory and as 64-bit integers on disk, where other tools read them. Halves
 * of 32 bits are many times quicker than BigInt. Arrow is little-endian, and so is every machine this runs on.
 */

const HALF = 2 ** 32;
/** Of 2⁵³ and more: the upper half. */
const TOO_HIGH = 2 ** 21;

export function toInt64(values: Float64Array): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  const halves = new Int32Array(wide.buffer);
  for (let n = 0; n < values.length; n += 1) {
    const value = values[n] ?? 0;
    halves[2 * n] = value % HALF;
    halves[2 * n + 1] = Math.floor(value / HALF);
  }
  return wide;
}

/** In place; undefined: a number doesn't fit a double. */
export function fromInt64({ buffer, byteOffset, length }: BigInt64Array): Float64Array | undefined {
  const halves = new Int32Array(buffer, byteOffset, 2 * length);
  const values = new Float64Array(buffer, byteOffset, length);
  for (let n = 0; n < length; n += 1) {
    const low = halves[2 * n] ?? 0;
    const high = halves[2 * n + 1] ?? 0;
    if (high >= TOO_HIGH || high < -TOO_HIGH) return undefined;
    values[n] = high * HALF + (low >>> 0);
  }
  return values;
}
