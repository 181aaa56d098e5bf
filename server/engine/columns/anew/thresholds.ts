/**
 * How far numbers that facts are compared with may move before an enrollment could notice. They decide the same as long as
 * no fact changes sides: of each enrollment it is noted which ones came nearest.
 */
import type { ComparisonTold, ComparisonWatch } from '../../compiled/generate/conditions.ts';
import type { Held } from '../../compiled/generate/facts.ts';
import type { OperatorName } from '../../conditions/model.ts';

/** By enrollment: the least and the most whole steps of a threshold with which nothing comes out otherwise. */
interface Room {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

interface Rooms {
  /** As it is compared with. */
  readonly held: Held;
  /** As it was when all this was noted. */
  readonly noted: number;
  /** No comparison does, whatever other thresholds do. */
  readonly together: Room;
  /** No condition does, if all other thresholds stay. */
  readonly alone: Room;
}

/** What a comparison asks of the fact x and the threshold p. */
type Question = 'x >= p' | 'x > p' | 'x = p';

const QUESTIONS: Readonly<Partial<Record<OperatorName, Question>>> = {
  greaterThanInclusive: 'x >= p',
  lessThan: 'x >= p',
  greaterThan: 'x > p',
  lessThanInclusive: 'x > p',
  equal: 'x = p',
  notEqual: 'x = p',
};

export class Thresholds implements ComparisonWatch {
  private readonly rooms = new Map<string, Rooms>();
  private readonly enrollments: number;
  private enrollment = 0;
  private isNoting = true;

  constructor(enrollments: number) {
    this.enrollments = enrollments;
  }

  /** Of whom it is told from now on. */
  turnTo(enrollment: number): void {
    this.enrollment = enrollment;
  }

  compared(threshold: string, value: number, operator: OperatorName): ComparisonTold {
    const question = QUESTIONS[operator];
    if (question === undefined) throw new Error(`${operator} doesn't compare numbers`);
    const { together, alone, held } = this.roomsOf(threshold, value);
    return {
      held,
      compared: (x, e) => this.narrow(together, value, question, x - e, x + e),
      decides: (x, e) => this.narrow(alone, value, question, x - e, x + e),
    };
  }

  private roomsOf(threshold: string, value: number): Rooms {
    const known = this.rooms.get(threshold);
    if (known !== undefined) return known;
    const made: Rooms = { held: { now: value }, noted: value, together: this.room(), alone: this.room() };
    this.rooms.set(threshold, made);
    return made;
  }

  private room(): Room {
    return {
      least: new Float64Array(this.enrollments).fill(Number.NEGATIVE_INFINITY),
      most: new Float64Array(this.enrollments).fill(Number.POSITIVE_INFINITY),
    };
  }

  /** The number lies between `from` and `to`; where it can't be told on which side, no other value is safe. */
  private narrow(room: Room, p: number, question: Question, from: number, to: number): void {
    if (!this.isNoting) return;
    const isAbove = question === 'x >= p' ? from >= p : from > p;
    const isBelow = question === 'x > p' ? to <= p : to < p;
    if (isAbove) this.atMost(room, question === 'x >= p' ? Math.floor(from) : Math.ceil(from) - 1);
    else if (isBelow) this.atLeast(room, question === 'x > p' ? Math.ceil(to) : Math.floor(to) + 1);
    else {
      this.atMost(room, p);
      this.atLeast(room, p);
    }
  }

  private atMost({ most }: Room, value: number): void {
    if (value < (most[this.enrollment] ?? 0)) most[this.enrollment] = value;
  }

  private atLeast({ least }: Room, value: number): void {
    if (value > (least[this.enrollment] ?? 0)) least[this.enrollment] = value;
  }

  /** Decides with other values, in whole steps; nothing is noted meanwhile. */
  with(values: ReadonlyMap<string, number>, decide: () => void): void {
    this.isNoting = false;
    for (const [threshold, value] of values) this.hold(threshold, value);
    try {
      decide();
    } finally {
      for (const threshold of values.keys()) this.hold(threshold, this.rooms.get(threshold)?.noted ?? 0);
      this.isNoting = true;
    }
  }

  private hold(threshold: string, value: number): void {
    const rooms = this.rooms.get(threshold);
    if (rooms !== undefined) rooms.held.now = value;
  }

  /** The enrollments that could notice; 1 for each that could. `values`: of thresholds, in whole steps. */
  reachedBy(values: ReadonlyMap<string, number>): Uint8Array {
    const reached = new Uint8Array(this.enrollments);
    for (const [threshold, value] of values) {
      const rooms = this.rooms.get(threshold);
      if (rooms === undefined) continue;
      const { least, most } = values.size === 1 ? rooms.alone : rooms.together;
      for (let at = 0; at < reached.length; at += 1) {
        if (value < (least[at] ?? 0) || value > (most[at] ?? 0)) reached[at] = 1;
      }
    }
    return reached;
  }
}
