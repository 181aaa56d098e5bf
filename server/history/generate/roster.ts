import type { Day } from '../../engine/facts/value.ts';
import type { Firm } from './firm.ts';
import type { Ranked } from './found.ts';
import type { Random } from './random.ts';

/** The largest firm's weight, about; ranks further down weigh in proportion to 1 ÷ (rank + TAIL): few large, many small. */
const WEIGHT = 4_000_000;
const TAIL = 4;
/** How often a firm that has left is drawn again before there is none. */
const TRIES = 12;

/** The firms of one partner type, drawn by their size among those that have joined and not left. */
export class Roster {
  readonly type: string;
  readonly firms: readonly Firm[];
  /** Weights of the firms up to and with each, in the order in which they join. */
  private readonly reached: Float64Array;
  private joined = 0;

  constructor(type: string, ranked: readonly Ranked[]) {
    this.type = type;
    this.firms = ranked.map(({ firm }) => firm);
    this.reached = new Float64Array(ranked.length);
    let sum = 0;
    for (const [at, { rank }] of ranked.entries()) {
      sum += Math.floor(WEIGHT / (rank + TAIL));
      this.reached[at] = sum;
    }
  }

  /** Firms that join on the day, and those that have before, when first asked. */
  joiningOn(day: Day): readonly Firm[] {
    const from = this.joined;
    while (this.joined < this.firms.length && (this.firms[this.joined]?.enrolledOn ?? day + 1) <= day) this.joined += 1;
    return this.firms.slice(from, this.joined);
  }

  pick(random: Random, day: Day): Firm | undefined {
    const all = this.reached[this.joined - 1];
    if (all === undefined) return undefined;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const drawn = random.below(all);
      let low = 0;
      let high = this.joined - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((this.reached[middle] ?? 0) > drawn) high = middle;
        else low = middle + 1;
      }
      const firm = this.firms[low];
      if (firm !== undefined && firm.gone > day) return firm;
    }
    return undefined;
  }
}
