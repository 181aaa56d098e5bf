/** Arrays that grow by doubling. */
type Numeric = Uint8Array | Uint16Array | Int32Array | Float64Array;

/** The same array where it has room for `length`, else a larger copy. */
export function grown<A extends Numeric>(array: A, length: number): A {
  if (length <= array.length) return array;
  const Kind = array.constructor as new (length: number) => A;
  const larger = new Kind(Math.max(length, array.length * 2, 16));
  larger.set(array);
  return larger;
}

/** Whole numbers that an Int32Array holds as they are. */
export const isInt = (value: number): boolean => (value | 0) === value;

/** Whole numbers, one after the other. */
export class GrowingInts {
  count = 0;
  private values = new Int32Array(0);

  push(value: number): void {
    this.values = grown(this.values, this.count + 1);
    this.values[this.count] = value;
    this.count += 1;
  }

  at(n: number): number {
    return this.values[n] ?? 0;
  }

  set(n: number, value: number): void {
    this.values[n] = value;
  }

  /** A view: good until the next push. */
  get array(): Int32Array {
    return this.values.subarray(0, this.count);
  }
}
