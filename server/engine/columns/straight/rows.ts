/** Rows of an outcome before they are handed to it: typed arrays that generated code fills. */
import type { GrowingTable } from '../growing-table.ts';
import type { OutcomeBuilder } from '../outcome-builder.ts';
import { ROOM } from './kinds.ts';

type Rows<T> = T extends GrowingTable<infer S> ? { readonly [K in keyof S]: InstanceType<S[K]> } : never;

export class WrittenRows {
  /** Rows of lines, moves and closed gates. */
  readonly counts = new Int32Array(3);
  readonly lines: Rows<OutcomeBuilder['lines']> = {
    ...{ enrollment: new Int32Array(ROOM), row: new Int32Array(ROOM), day: new Int32Array(ROOM), kind: new Uint8Array(ROOM) },
    ...{ version: new Uint8Array(ROOM), rule: new Uint16Array(ROOM), incentive: new Uint16Array(ROOM), payee: new Uint8Array(ROOM) },
    ...{ item: new Int16Array(ROOM), tier: new Uint8Array(ROOM), amount: new Float64Array(ROOM) },
  };
  readonly moves: Rows<OutcomeBuilder['moves']> = {
    ...{ enrollment: new Int32Array(ROOM), row: new Int32Array(ROOM), day: new Int32Array(ROOM), kind: new Uint8Array(ROOM) },
    ...{ version: new Uint8Array(ROOM), before: new Uint8Array(ROOM), after: new Uint8Array(ROOM) },
  };
  readonly closed: Rows<OutcomeBuilder['closed']> = {
    ...{ enrollment: new Int32Array(ROOM), row: new Int32Array(ROOM), day: new Int32Array(ROOM) },
    ...{ gate: new Uint16Array(ROOM), item: new Int16Array(ROOM) },
  };

  flush(enrollment: number, into: OutcomeBuilder): void {
    const { counts } = this;
    const [lines = 0, moves = 0, closed = 0] = counts;
    this.lines.enrollment.fill(enrollment, 0, lines);
    this.moves.enrollment.fill(enrollment, 0, moves);
    this.closed.enrollment.fill(enrollment, 0, closed);
    into.lines.append(this.lines, lines);
    into.moves.append(this.moves, moves);
    into.closed.append(this.closed, closed);
    counts.fill(0);
  }
}
