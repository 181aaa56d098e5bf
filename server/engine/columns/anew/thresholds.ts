/**
 * How far parameters may move before an enrollment could notice. A number that is only compared with others decides the
 * same as long as none of those changes sides: of each enrollment it is noted which ones came nearest.
 */
import type { ComparisonTold, ComparisonWatch } from '../../compiled/generate/conditions.ts';
import type { Held } from '../../compiled/generate/facts.ts';
import type { OperatorName } from '../../conditions/model.ts';
import type { Program } from '../../program/model.ts';

/** By enrollment: the least and the most whole steps of a parameter with which nothing comes out otherwise. */
interface Room {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

interface Rooms {
  /** As it is compared with. */
  readonly parameter: Held;
  /** As it was when all this was noted. */
  readonly noted: number;
  /** No comparison does, whatever other parameters do. */
  readonly together: Room;
  /** No condition does, if all other parameters stay. */
  readonly alone: Room;
}

/** What a comparison asks of the number x and the parameter p. */
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
  private readonly program: Program;
  private readonly enrollments: number;
  private enrollment = 0;
  private isNoting = true;

  constructor(program: Program, enrollments: number) {
    this.program = program;
    this.enrollments = enrollments;
  }

  /** Of whom it is told from now on. */
  turnTo(enrollment: number): void {
    this.enrollment = enrollment;
  }

  compared(parameter: string, operator: OperatorName): ComparisonTold | undefined {
    const of = this.program.parameters.get(parameter);
    const question = QUESTIONS[operator];
    if (of?.kind !== 'scalar' || typeof of.value !== 'number' || question === undefined) return undefined;
    const { value } = of;
    const { together, alone, parameter: held } = this.roomsOf(parameter, value);
    return {
      parameter: held,
      compared: (x, e) => this.narrow(together, value, question, x - e, x + e),
      decides: (x, e) => this.narrow(alone, value, question, x - e, x + e),
    };
  }

  private roomsOf(parameter: string, value: number): Rooms {
    const known = this.rooms.get(parameter);
    if (known !== undefined) return known;
    const made: Rooms = { parameter: { now: value }, noted: value, together: this.room(), alone: this.room() };
    this.rooms.set(parameter, made);
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
    for (const [parameter, value] of values) this.hold(parameter, value);
    try {
      decide();
    } finally {
      for (const parameter of values.keys()) this.hold(parameter, this.rooms.get(parameter)?.noted ?? 0);
      this.isNoting = true;
    }
  }

  private hold(parameter: string, value: number): void {
    const rooms = this.rooms.get(parameter);
    if (rooms !== undefined) rooms.parameter.now = value;
  }

  /** The enrollments that could notice; 1 for each that could. `values`: of parameters, in whole steps. */
  reachedBy(values: ReadonlyMap<string, number>): Uint8Array {
    const reached = new Uint8Array(this.enrollments);
    for (const [parameter, value] of values) {
      const rooms = this.rooms.get(parameter);
      if (rooms === undefined) continue;
      const { least, most } = values.size === 1 ? rooms.alone : rooms.together;
      for (let at = 0; at < reached.length; at += 1) {
        if (value < (least[at] ?? 0) || value > (most[at] ?? 0)) reached[at] = 1;
      }
    }
    return reached;
  }
}
