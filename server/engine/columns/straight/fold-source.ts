/**
 * The program text of one fold while it is written: constants it is given, what it keeps of an enrollment, functions
 * beside the kinds' own. Nothing of a document gets in but as a literal of a checked value or by index.
 */

export type Values = Float64Array | Int32Array | Uint16Array | Uint8Array;

/** Room for what one enrollment is remembered by. */
export class FoldSource {
  readonly constants: unknown[] = [];
  /** Statements at the start of each enrollment, once all that is kept is 0. */
  readonly begin: string[] = [];
  /** Statements before that, while what the enrollment before left is yet there. */
  readonly cleanup: string[] = [];
  /** Texts of functions. */
  readonly functions: string[] = [];
  /** Numbers and whole numbers that are kept. */
  numbers = 0;
  wholes = 0;
  readonly valued = new Set<unknown>();
  readonly rooms = new Set<unknown>();
  private readonly names = new Map<unknown, string>();
  private readonly helpers = new Map<string, string>();
  private readonly made = new Map<string, object>();
  readonly parameters: number[] = [];
  private named = 0;

  /** The name of a constant; the same object has one name. */
  constant(value: object): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const name = `K${this.constants.push(value) - 1}`;
    this.names.set(value, name);
    return name;
  }

  /** The same of what the program's values come to, made for this text alone: the same code can be given other ones. */
  values(array: Values): string {
    this.valued.add(array);
    return this.constant(array);
  }

  /** The same of room for what an enrollment is remembered by. */
  room(array: Values | Map<number, number>): string {
    this.rooms.add(array);
    return this.constant(array);
  }

  /** Something that is made once for the whole fold. */
  once<T extends object>(key: string, make: () => T): T {
    const known = this.made.get(key);
    if (known !== undefined) return known as T;
    const made = make();
    this.made.set(key, made);
    return made;
  }

  /** A number that the program sets: an expression that gives it. */
  parameter(value: number): string {
    return `P[${this.parameters.push(value) - 1}]`;
  }

  table(values: Float64Array): string {
    return this.values(this.once(`table ${values.join(' ')}`, () => values));
  }

  /** By level: its code. */
  levelCodes(codes: readonly number[]): string {
    return this.values(this.once('levels', () => Int32Array.from(codes)));
  }

  /** By code: 1 and on for those listed, 0 for others. */
  placesOf(listed: readonly number[], count: number): string {
    return this.values(
      this.once(`places ${listed.join(' ')}`, () => {
        const places = new Uint16Array(count);
        for (const [index, code] of listed.entries()) places[code] = index + 1;
        return places;
      }),
    );
  }

  /** A place for a number, 0 at the start of an enrollment. */
  number(): string {
    this.numbers += 1;
    return `S[${this.numbers - 1}]`;
  }

  /** A place for a whole number of 32 bits, likewise. */
  whole(): string {
    this.wholes += 1;
    return `I[${this.wholes - 1}]`;
  }

  name(prefix: string): string {
    this.named += 1;
    // no local of a function has such a name
    return `$${prefix}${this.named}`;
  }

  /** A function that is written once. */
  helper(key: string, write: (name: string) => readonly string[]): string {
    const known = this.helpers.get(key);
    if (known !== undefined) return known;
    const name = this.name('h');
    this.helpers.set(key, name);
    this.functions.push(write(name).join('\n'));
    return name;
  }
}
