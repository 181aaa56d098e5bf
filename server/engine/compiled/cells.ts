/**
 * Cells hold facts that need not be whole steps: derived facts and averages. Each has a fast form
 * (a double with an error bound) and an exact one that is reckoned only where somebody needs it.
 */
import { decimalsOf } from '../facts/render.ts';
import type { Exact, FactType } from '../facts/value.ts';
import { type Approximation, UNIT } from './approximate.ts';
import { tenTo, toDouble } from './exact.ts';
import type { Slots } from './slots.ts';

export interface NumberCell {
  readonly type: FactType;
  readonly scale: number;
  /** After `get`: whether there is no value, and otherwise the fast form. */
  missing: boolean;
  x: number;
  e: number;
  get(): this;
  /** Undefined where missing. In natural units. */
  exact(): Exact | undefined;
}

/** Where a value may have to be reckoned anew: it changes whenever a fact that cells rest on may have changed. */
export interface Stamp {
  now: number;
}

/** An average: sum and count stand in two slots. */
export class AverageCell implements NumberCell {
  readonly type: FactType;
  readonly scale: number;
  missing = true;
  x = 0;
  e = 0;
  private readonly slots: Slots;
  private readonly sum: number;

  /** `sum`: the slot of the sum; that of the count is the next. */
  constructor(type: FactType, digits: number, slots: Slots, sum: number) {
    this.type = type;
    this.scale = decimalsOf(type, digits);
    this.slots = slots;
    this.sum = sum;
  }

  get(): this {
    const sum = this.slots[this.sum];
    const count = this.slots[this.sum + 1];
    this.missing = typeof sum !== 'number' || typeof count !== 'number';
    if (typeof sum !== 'number' || typeof count !== 'number') return this;
    this.x = sum / count;
    this.e = sum % count === 0 ? 0 : Math.abs(this.x) * UNIT;
    return this;
  }

  exact(): Exact | undefined {
    const sum = this.slots[this.sum];
    const count = this.slots[this.sum + 1];
    if (typeof sum !== 'number' || typeof count !== 'number') return undefined;
    return { n: BigInt(sum), d: BigInt(count) * tenTo(this.scale) };
  }
}

/** The two generated forms of a derived fact's formula. */
export interface DerivedForms {
  readonly scale: number;
  /** NaN where it gave up; leaves the bound. */
  fast(): number;
  /** Undefined where it is missing. */
  exact(): Exact | undefined;
}

export class DerivedCell implements NumberCell {
  readonly type: FactType;
  missing = true;
  x = 0;
  e = 0;
  private reckoned = -1;
  private known: Exact | undefined;
  private isKnown = false;
  private readonly forms: DerivedForms;
  private readonly stamp: Stamp;
  private readonly left: Approximation;

  constructor(type: FactType, forms: DerivedForms, stamp: Stamp, left: Approximation) {
    this.type = type;
    this.forms = forms;
    this.stamp = stamp;
    this.left = left;
  }

  get scale(): number {
    return this.forms.scale;
  }

  get(): this {
    if (this.reckoned === this.stamp.now) return this;
    this.reckoned = this.stamp.now;
    this.isKnown = false;
    const x = this.forms.fast();
    if (!Number.isNaN(x)) {
      this.missing = false;
      this.x = x;
      this.e = this.left.e;
      return this;
    }
    this.known = this.left.fails ? undefined : this.forms.exact();
    this.isKnown = true;
    this.missing = this.known === undefined;
    if (this.known !== undefined) this.approximate(this.known);
    return this;
  }

  exact(): Exact | undefined {
    this.get();
    if (!this.isKnown) this.known = this.forms.exact();
    this.isKnown = true;
    return this.known;
  }

  private approximate({ n, d }: Exact): void {
    const x = toDouble({ n: n * tenTo(this.scale), d });
    // three roundings: of both numbers, and of their quotient
    this.x = Number.isFinite(x) ? x : 0;
    this.e = Number.isFinite(x) ? Math.abs(x) * UNIT * 2 : Number.POSITIVE_INFINITY;
  }
}

/** A derived fact that is true or false. */
export class TruthCell {
  private reckoned = -1;
  private known: boolean | undefined;
  private readonly fast: () => boolean | undefined;
  private readonly exact: () => boolean | undefined;
  private readonly stamp: Stamp;

  /** `fast` gives undefined where it gave up. */
  constructor(fast: () => boolean | undefined, exact: () => boolean | undefined, stamp: Stamp) {
    this.fast = fast;
    this.exact = exact;
    this.stamp = stamp;
  }

  get(): boolean | undefined {
    if (this.reckoned === this.stamp.now) return this.known;
    this.known = this.fast() ?? this.exact();
    this.reckoned = this.stamp.now;
    return this.known;
  }
}
