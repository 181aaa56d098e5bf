/** Columns that grow row by row, all together. */

export type Arrays =
  | Uint8ArrayConstructor
  | Int16ArrayConstructor
  | Uint16ArrayConstructor
  | Int32ArrayConstructor
  | Float64ArrayConstructor;
type Shape = Readonly<Record<string, Arrays>>;

export type Filled<S extends Shape> = { readonly [K in keyof S]: InstanceType<S[K]> };

const FIRST_ROWS = 64;
/** Room is made for so much more than is expected, and for so many times what is there at most. */
const SPARE = 1.1;
const MOST_AT_ONCE = 64;

/** Values by place. By the width of the values: loops that meet more than four sorts of arrays are slow. */
export function gathered(array: Arrays, from: InstanceType<Arrays>, order: Int32Array): InstanceType<Arrays> {
  const into = new array(order.length);
  const [wide, narrow] = [sameWidth(into), sameWidth(from)];
  for (let at = 0; at < order.length; at += 1) wide[at] = narrow[order[at] ?? 0] ?? 0;
  return into;
}

function sameWidth(array: InstanceType<Arrays>): Uint8Array | Uint16Array | Int32Array | Float64Array {
  return array instanceof Int16Array ? new Uint16Array(array.buffer, array.byteOffset, array.length) : array;
}

/** How rows are put by enrollment, those of one as they came; undefined where they stand so already. */
export function orderOf(enrollment: Int32Array, count: number): Int32Array | undefined {
  let isSorted = true;
  let last = 0;
  for (let at = 0; at < count; at += 1) {
    const each = enrollment[at] ?? 0;
    if (at > 0 && each < (enrollment[at - 1] ?? 0)) isSorted = false;
    if (each > last) last = each;
  }
  if (isSorted) return undefined;
  const next = new Int32Array(last + 2);
  for (let at = 0; at < count; at += 1) next[(enrollment[at] ?? 0) + 1] = (next[(enrollment[at] ?? 0) + 1] ?? 0) + 1;
  for (let at = 1; at < next.length; at += 1) next[at] = (next[at] ?? 0) + (next[at - 1] ?? 0);
  const order = new Int32Array(count);
  for (let at = 0; at < count; at += 1) {
    const each = enrollment[at] ?? 0;
    const place = next[each] ?? 0;
    order[place] = at;
    next[each] = place + 1;
  }
  return order;
}

export class GrowingTable<S extends Shape> {
  /** Replaced whenever the table grows: to be asked for after `next`. */
  columns: Filled<S>;
  count = 0;
  private readonly shape: S;
  private room = FIRST_ROWS;

  constructor(shape: S) {
    this.shape = shape;
    this.columns = this.copy((array) => new array(FIRST_ROWS));
  }

  /** The place of one more row, all 0. */
  next(): number {
    if (this.count === this.room) this.grow(this.room * 2);
    this.count += 1;
    return this.count - 1;
  }

  /** The first so many rows of other columns, all at once. `share`: how much of all that will come has come with them. */
  append(rows: Filled<S>, count: number, share: number): void {
    if (count === 0) return;
    const needed = this.count + count;
    if (needed > this.room) {
      // memory that is never written is never taken
      const expected = Math.min((needed / share) * SPARE, needed * MOST_AT_ONCE);
      this.grow(Math.ceil(Math.max(needed * SPARE, expected)));
    }
    for (const name of Object.keys(this.shape)) this.columns[name]?.set(rows[name]?.subarray(0, count) ?? [], this.count);
    this.count += count;
  }

  /** Forgets the rows from a place on. */
  drop(from: number): void {
    for (const name of Object.keys(this.shape)) this.columns[name]?.fill(0, from, this.count);
    this.count = from;
  }

  private grow(room: number): void {
    this.room = room;
    this.columns = this.copy((array, before) => {
      const larger = new array(room);
      larger.set(before ?? []);
      return larger;
    });
  }

  /** The rows by enrollment, those of one as they came; without enrollment just so. */
  finish(): { readonly count: number } & Filled<S> {
    const { count } = this;
    const { enrollment } = this.columns;
    const order = enrollment instanceof Int32Array ? orderOf(enrollment, count) : undefined;
    const columns = this.copy((array, before) => {
      const filled = before ?? new array(0);
      if (order !== undefined) return gathered(array, filled, order);
      // what is left over was never written
      return count * 2 >= this.room ? filled.subarray(0, count) : filled.slice(0, count);
    });
    return { count, ...columns };
  }

  private copy(make: (array: Arrays, before: InstanceType<Arrays> | undefined) => InstanceType<Arrays>): Filled<S> {
    const before: Partial<Record<string, InstanceType<Arrays>>> = this.columns ?? {};
    const names = Object.keys(this.shape);
    return Object.fromEntries(names.map((name) => [name, make(this.shape[name] ?? Float64Array, before[name])])) as Filled<S>;
  }
}
