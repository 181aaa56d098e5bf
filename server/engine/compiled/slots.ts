/**
 * Where a program's facts live while one activity is decided: a flat array, a slot for each fact that the
 * program reads. Numbers are whole steps of their type; undefined is missing. Names are for loading only.
 */
import type { Value } from '../facts/value.ts';

export type Slots = (Value | undefined)[];

/** Hands out slots by name. */
export class SlotTable {
  readonly names = new Map<string, number>();
  readonly values: Slots = [];

  of(name: string): number {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    this.names.set(name, this.values.length);
    this.values.push(undefined);
    return this.values.length - 1;
  }

  /** Of a fact that may not be read by anything. */
  find(name: string): number | undefined {
    return this.names.get(name);
  }

  put(name: string, value: Value | undefined): void {
    const slot = this.names.get(name);
    if (slot !== undefined) this.values[slot] = value;
  }
}
