import type { OutcomeNames } from '../engine/columns/outcome.ts';
import { Sums } from './sums.ts';
import { type Cells, PAID } from './tally.ts';

/** More than a program has incentives. */
const WIDE = 2 ** 17;

/** Sums of lines by version, rule and incentive. Nearly every rule pays one incentive: its sums stand at the rule's own place. */
export class RuleSums {
  private readonly names: OutcomeNames;
  /** Where rules of each version start. */
  private readonly starts: readonly number[];
  private readonly sums: Float64Array;
  /** By rule: the first incentive that came; -1: none yet. */
  private readonly incentives: Int32Array;
  /** Lines of further incentives: those that a rule takes back. */
  private readonly others = new Sums(PAID);

  constructor(names: OutcomeNames) {
    this.names = names;
    const starts: number[] = [];
    let rules = 0;
    for (const { length } of names.rules) {
      starts.push(rules);
      rules += length;
    }
    this.starts = starts;
    this.sums = new Float64Array(rules * PAID);
    this.incentives = new Int32Array(rules).fill(-1);
  }

  add(version: number, rule: number, incentive: number, payee: number, amount: number): void {
    const { incentives, sums } = this;
    const place = (this.starts[version] ?? 0) + rule;
    if (incentives[place] === -1) incentives[place] = incentive;
    if (incentives[place] !== incentive) {
      const at = this.others.at(place * WIDE + incentive);
      this.others.add(at, 1);
      this.others.add(at + 1 + payee, amount);
      return;
    }
    const at = place * PAID;
    sums[at] = (sums[at] ?? 0) + 1;
    sums[at + 1 + payee] = (sums[at + 1 + payee] ?? 0) + amount;
  }

  cells(): Cells {
    const all = this.others;
    for (const [place, incentive] of this.incentives.entries()) {
      if (incentive === -1) continue;
      const at = all.at(place * WIDE + incentive);
      for (let sum = 0; sum < PAID; sum += 1) all.add(at + sum, this.sums[place * PAID + sum] ?? 0);
      // what was carried over isn't again
      this.incentives[place] = -1;
    }
    this.sums.fill(0);
    return all.cells((key) => {
      const place = Math.floor(key / WIDE);
      const version = this.starts.findLastIndex((start) => start <= place);
      const rule = this.names.rules[version]?.[place - (this.starts[version] ?? 0)] ?? '';
      return `${version}\t${rule}\t${this.names.incentives[key % WIDE] ?? ''}`;
    });
  }
}
