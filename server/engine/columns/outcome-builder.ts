/** An outcome while it grows. Whoever decides gives indexes; decision-rows.ts does the same from decisions. */
import { GrowingTable } from './growing-table.ts';
import { LineTable, type Occasion } from './line-table.ts';
import { NO_TIER, type Outcome, type OutcomeNames, type RuleCounts } from './outcome.ts';

const at = { enrollment: Int32Array, row: Int32Array, day: Int32Array } as const;
const MOVES = { ...at, kind: Uint8Array, version: Uint8Array, before: Uint8Array, after: Uint8Array } as const;
const CLOSED = { ...at, gate: Uint16Array, item: Int16Array } as const;
const REGISTRATIONS = { ...at, outcome: Uint8Array } as const;
const FAILURES = { ...at, kind: Uint8Array, of: Uint16Array, code: Uint8Array, whole: Uint8Array } as const;
const BARS = { enrollment: Int32Array, row: Int32Array, version: Uint8Array, rule: Uint16Array, leaf: Int16Array } as const;

export interface Range {
  readonly firstEnrollment: number;
  readonly enrollments: number;
}

export const noCounts = (rules: number): RuleCounts => ({
  looked: new Float64Array(rules),
  held: new Float64Array(rules),
  due: new Float64Array(rules),
  excluded: new Float64Array(rules),
  outbid: new Float64Array(rules),
  setAside: new Float64Array(rules),
});

export class OutcomeBuilder {
  readonly lines: LineTable;
  readonly moves = new GrowingTable(MOVES);
  readonly closed = new GrowingTable(CLOSED);
  readonly registrations = new GrowingTable(REGISTRATIONS);
  readonly failures = new GrowingTable(FAILURES);
  readonly bars = new GrowingTable(BARS);
  /** By version and rule; whoever looks at rules counts. */
  readonly rules: readonly RuleCounts[];
  /** By enrollment of the range. */
  readonly standing: Uint8Array;
  decisions = 0;
  handedOver = 0;
  readonly range: Range;

  constructor(names: OutcomeNames, range: Range) {
    this.range = range;
    this.lines = new LineTable(names);
    this.standing = new Uint8Array(range.enrollments).fill(NO_TIER);
    this.rules = names.rules.map(({ length }) => noCounts(length));
  }

  /** `item` -1: none; `tier` by place among the levels of the version; `amount` in smallest units. */
  line(on: Occasion, rule: number, incentive: number, payee: number, item: number, tier: number, amount: number): void {
    this.lines.add(on, rule, incentive, payee, item, tier, amount);
  }

  move(on: Occasion, before: number, after: number): void {
    const row = this.moves.next();
    const { columns } = this.moves;
    this.place(columns, row, on);
    columns.kind[row] = on.kind;
    columns.version[row] = on.version;
    columns.before[row] = before;
    columns.after[row] = after;
  }

  closedGate(on: Occasion, gate: number, item: number): void {
    const row = this.closed.next();
    const { columns } = this.closed;
    this.place(columns, row, on);
    columns.gate[row] = gate;
    columns.item[row] = item;
  }

  registration(on: Occasion, outcome: number): void {
    const row = this.registrations.next();
    const { columns } = this.registrations;
    this.place(columns, row, on);
    columns.outcome[row] = outcome;
  }

  /** `whole`: the activity was set aside. */
  failure(on: Occasion, of: number, code: number, whole: boolean): void {
    const row = this.failures.next();
    const { columns } = this.failures;
    this.place(columns, row, on);
    columns.kind[row] = on.kind;
    columns.of[row] = of;
    columns.code[row] = code;
    columns.whole[row] = whole ? 1 : 0;
  }

  bar(enrollment: number, row: number, version: number, rule: number, leaf: number): void {
    const place = this.bars.next();
    const { columns } = this.bars;
    columns.enrollment[place] = enrollment;
    columns.row[place] = row;
    columns.version[place] = version;
    columns.rule[place] = rule;
    columns.leaf[place] = leaf;
  }

  private place(
    columns: { readonly enrollment: Int32Array; readonly row: Int32Array; readonly day: Int32Array },
    row: number,
    { enrollment, row: of, day }: Occasion,
  ): void {
    columns.enrollment[row] = enrollment;
    columns.row[row] = of;
    columns.day[row] = day;
  }

  /** `level`: place among the levels of the last version. */
  stand(enrollment: number, level: number): void {
    this.standing[enrollment - this.range.firstEnrollment] = level;
  }

  finish(withBars: boolean): Outcome {
    return {
      lines: this.lines.finish(),
      moves: this.moves.finish(),
      closed: this.closed.finish(),
      registrations: this.registrations.finish(),
      failures: this.failures.finish(),
      rules: this.rules,
      standing: this.standing,
      firstEnrollment: this.range.firstEnrollment,
      bars: withBars ? this.bars.finish() : null,
      decisions: this.decisions,
      handedOver: this.handedOver,
    };
  }
}
