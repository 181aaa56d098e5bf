import { type Cells, sortedCells } from './tally.ts';

/** Sums by a whole number that stands for a key; the key is spelt out at the end, once. */
export class Sums {
  private readonly width: number;
  private readonly slots = new Map<number, number>();
  private data: Float64Array;
  private lastKey = -1;
  private lastAt = 0;

  constructor(width: number) {
    this.width = width;
    this.data = new Float64Array(width * 64);
  }

  /** Where the sums of a key begin in `add`. Neighbours are often of one key. */
  at(key: number): number {
    if (key === this.lastKey) return this.lastAt;
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.slots.size;
      this.slots.set(key, slot);
      if ((slot + 1) * this.width > this.data.length) {
        const larger = new Float64Array(this.data.length * 2);
        larger.set(this.data);
        this.data = larger;
      }
    }
    this.lastKey = key;
    this.lastAt = slot * this.width;
    return this.lastAt;
  }

  add(at: number, value: number): void {
    this.data[at] = (this.data[at] ?? 0) + value;
  }

  addAll(key: number, values: Float64Array): void {
    const at = this.at(key);
    for (let place = 0; place < values.length; place += 1) this.add(at + place, values[place] ?? 0);
  }

  /** Keys that are spelt alike are added together. */
  cells(spell: (key: number) => string): Cells {
    const sums = new Map<string, number[]>();
    for (const [key, slot] of this.slots) {
      const values = Array.from(this.data.subarray(slot * this.width, (slot + 1) * this.width));
      const name = spell(key);
      const before = sums.get(name);
      sums.set(name, before === undefined ? values : before.map((value, place) => value + (values[place] ?? 0)));
    }
    return sortedCells(sums);
  }
}
