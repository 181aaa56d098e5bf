/** Rows of an outcome before they are handed to it: typed arrays that generated code fills. */
import { Exceptions } from '../exceptions.ts';
import type { Filled, GrowingTable } from '../growing-table.ts';
import type { LineTable } from '../line-table.ts';
import type { OutcomeBuilder, Range } from '../outcome-builder.ts';

/** Rows that there is room for. */
export const ROOM = 16_384;
/** From so many rows on they are handed over: few enough to stay near the processor. */
export const ENOUGH_ROWS = 4096;

/** Among the counts: places of lines, and what is enough. */
const PLACES = 4;
const ENOUGH = 5;

type Rows<T> = T extends GrowingTable<infer S> ? Filled<S> : never;

export class WrittenRows {
  /** Rows of lines, moves, closed gates, what bars, and places of lines; and how many are enough to hand them over. */
  readonly counts = Int32Array.of(0, 0, 0, 0, 0, ENOUGH_ROWS);
  readonly lines: Rows<LineTable['lines']> = { rule: new Uint16Array(ROOM), amount: new Int32Array(ROOM) };
  readonly places: Rows<LineTable['places']> = {
    ...{ row: new Int32Array(ROOM), day: new Int32Array(ROOM), on: new Int32Array(ROOM), lines: new Uint16Array(ROOM) },
  };
  readonly moves: Rows<OutcomeBuilder['moves']> = {
    ...{ enrollment: new Int32Array(ROOM), row: new Int32Array(ROOM), day: new Int32Array(ROOM), kind: new Uint8Array(ROOM) },
    ...{ version: new Uint8Array(ROOM), before: new Uint8Array(ROOM), after: new Uint8Array(ROOM) },
  };
  readonly closed: Rows<OutcomeBuilder['closed']> = {
    ...{ enrollment: new Int32Array(ROOM), row: new Int32Array(ROOM), day: new Int32Array(ROOM) },
    ...{ gate: new Uint16Array(ROOM), item: new Int16Array(ROOM) },
  };

  readonly bars: Rows<OutcomeBuilder['bars']> = {
    ...{ enrollment: new Int32Array(ROOM), row: new Int32Array(ROOM), version: new Uint8Array(ROOM) },
    ...{ rule: new Uint16Array(ROOM), leaf: new Int16Array(ROOM) },
  };

  /** Lines, by place among those that wait, that say otherwise than their rule's lines do. */
  private readonly otherwise = new Exceptions<{ readonly incentive: number; readonly payee: number }>();
  /** Amounts of lines that wait which don't fit into four bytes. */
  private readonly large = new Exceptions<number>();
  /** The enrollment that is folded. */
  last = 0;
  private into: OutcomeBuilder | undefined;
  /** Of the history: where rows of enrollments start. */
  private readonly start: Int32Array;

  constructor(start: Int32Array) {
    this.start = start;
  }

  /** Whether it is another outcome than before; rows of one that nobody finished are forgotten. */
  begin(into: OutcomeBuilder): boolean {
    if (this.into === into) return false;
    this.into = into;
    this.clear();
    return true;
  }

  flush(): void {
    const { counts, into } = this;
    if (into === undefined) {
      this.clear();
      return;
    }
    for (const { line, said } of this.otherwise) into.lines.sayOtherwise(into.lines.count + line, said.incentive, said.payee);
    for (const { line, said } of this.large) into.lines.sayLarge(into.lines.count + line, said);
    const [lines = 0, moves = 0, closed = 0, bars = 0, places = 0] = counts;
    const share = this.shareOf(into.range);
    into.lines.lines.append(this.lines, lines, share);
    into.lines.places.append(this.places, places, share);
    into.moves.append(this.moves, moves, share);
    into.closed.append(this.closed, closed, share);
    into.bars.append(this.bars, bars, share);
    this.clear();
  }

  private clear(): void {
    this.counts.fill(0, 0, ENOUGH);
    this.unsay();
  }

  /** How much of a range has been folded, by its rows: enrollments differ in size. Above 0. */
  private shareOf({ firstEnrollment, enrollments }: Range): number {
    const [first = 0, end = 0] = [this.start[firstEnrollment], this.start[firstEnrollment + enrollments]];
    const done = (this.start[this.last + 1] ?? 0) - first;
    return Math.max(done, 1) / Math.max(end - first, 1);
  }

  /** What is written meanwhile is handed over to nobody. */
  rehearse(write: () => void): void {
    this.flush();
    const { counts, into } = this;
    this.into = undefined;
    counts[ENOUGH] = -1;
    write();
    counts[ENOUGH] = ENOUGH_ROWS;
    this.flush();
    this.into = into;
  }

  /** The line that was written last says otherwise than its rule's lines do. */
  say(incentive: number, payee: number): void {
    const [lines = 0] = this.counts;
    this.otherwise.say(lines - 1, { incentive, payee });
  }

  /** Of a line by its place among those that wait. */
  sayLarge(line: number, amount: number): void {
    this.large.say(line, amount);
  }

  /** Of lines that are taken back nothing is said. */
  unsay(): void {
    const [lines = 0] = this.counts;
    this.otherwise.forget(lines);
    this.large.forget(lines);
  }

  end(): void {
    this.flush();
    this.into = undefined;
  }
}

/** How many rows there are before an enrollment, so that its own can be taken back. */
export class Marks {
  private readonly pending = new Int32Array(ENOUGH);
  private readonly handed = new Int32Array(ENOUGH);

  set({ counts }: WrittenRows, { lines, moves, closed, bars }: OutcomeBuilder): void {
    this.pending.set(counts.subarray(0, ENOUGH));
    this.handed[0] = lines.count;
    this.handed[1] = moves.count;
    this.handed[2] = closed.count;
    this.handed[3] = bars.count;
    this.handed[PLACES] = lines.places.count;
  }

  /** How many places of lines have come since. */
  places({ counts }: WrittenRows, { lines }: OutcomeBuilder): number {
    return lines.places.count + (counts[PLACES] ?? 0) - (this.handed[PLACES] ?? 0) - (this.pending[PLACES] ?? 0);
  }

  takeBack(rows: WrittenRows, { lines, moves, closed, bars }: OutcomeBuilder): void {
    const { counts } = rows;
    for (const [which, table] of [lines.lines, moves, closed, bars, lines.places].entries()) {
      const [pending = 0, handed = 0] = [this.pending[which], this.handed[which]];
      if (table.count > handed) {
        table.drop(handed + pending);
        counts[which] = 0;
      } else counts[which] = pending;
    }
    rows.unsay();
    lines.unsay();
  }
}
