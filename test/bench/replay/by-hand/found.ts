/** What the program by hand finds, in columns that grow; the same that a fold of ours says of lines, tiers and gates. */
export class Found {
  lines = 0;
  lineEnrollment = new Int32Array(START);
  lineRow = new Int32Array(START);
  lineIncentive = new Uint8Array(START);
  lineTier = new Uint8Array(START);
  lineAmount = new Float64Array(START);
  moves = 0;
  moveEnrollment = new Int32Array(START);
  moveRow = new Int32Array(START);
  moveDay = new Int32Array(START);
  moveAfter = new Uint8Array(START);
  closed = 0;
  closedRow = new Int32Array(START);
  closedGate = new Uint8Array(START);

  /** Amount in cents. */
  line(enrollment: number, row: number, incentive: number, tier: number, amount: number): void {
    const at = this.lines;
    if (at === this.lineRow.length) this.growLines();
    this.lineEnrollment[at] = enrollment;
    this.lineRow[at] = row;
    this.lineIncentive[at] = incentive;
    this.lineTier[at] = tier;
    this.lineAmount[at] = amount;
    this.lines = at + 1;
  }

  move(enrollment: number, row: number, day: number, after: number): void {
    const at = this.moves;
    if (at === this.moveRow.length) {
      this.moveEnrollment = twice(this.moveEnrollment, Int32Array);
      this.moveRow = twice(this.moveRow, Int32Array);
      this.moveDay = twice(this.moveDay, Int32Array);
      this.moveAfter = twice(this.moveAfter, Uint8Array);
    }
    this.moveEnrollment[at] = enrollment;
    this.moveRow[at] = row;
    this.moveDay[at] = day;
    this.moveAfter[at] = after;
    this.moves = at + 1;
  }

  gate(row: number, gate: number): void {
    const at = this.closed;
    if (at === this.closedRow.length) {
      this.closedRow = twice(this.closedRow, Int32Array);
      this.closedGate = twice(this.closedGate, Uint8Array);
    }
    this.closedRow[at] = row;
    this.closedGate[at] = gate;
    this.closed = at + 1;
  }

  private growLines(): void {
    this.lineEnrollment = twice(this.lineEnrollment, Int32Array);
    this.lineRow = twice(this.lineRow, Int32Array);
    this.lineIncentive = twice(this.lineIncentive, Uint8Array);
    this.lineTier = twice(this.lineTier, Uint8Array);
    this.lineAmount = twice(this.lineAmount, Float64Array);
  }
}

const START = 1 << 16;

function twice<Of extends Int32Array | Uint8Array | Float64Array>(values: Of, Kind: new (length: number) => Of): Of {
  const more = new Kind(values.length * 2);
  more.set(values);
  return more;
}

/** As the numbers of `lineIncentive` mean them; campaign n is CAMPAIGN + n. */
const INCENTIVES = ['commission', 'new-customer', 'loyal-customer', 'momentum', 'volume', 'growth', 'renewal-commission'] as const;
export const CAMPAIGN = INCENTIVES.length;
export const GATES = ['paying', 'registered'] as const;

export const incentiveName = (incentive: number): string => INCENTIVES[incentive] ?? `campaign-${incentive - CAMPAIGN}`;
