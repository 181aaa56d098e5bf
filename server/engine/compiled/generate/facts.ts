/** How generated code reads each fact: from a slot, as a literal, from a table, or from a cell. */
import { decimalsOf } from '../../facts/render.ts';
import type { FactType, Value } from '../../facts/value.ts';
import type { Parameter, Program } from '../../program/model.ts';
import { AverageCell, type NumberCell, type TruthCell } from '../cells.ts';
import { lean } from '../lean.ts';
import { SlotTable } from '../slots.ts';

export interface Held {
  now: number;
}

/** A number that may be set while nothing is decided. `constant` is the index of what holds it. */
export interface HeldAccess {
  readonly kind: 'held';
  readonly type: FactType;
  readonly constant: number;
  readonly held: Held;
}

export type FactAccess =
  | { readonly kind: 'slot'; readonly type: FactType; readonly slot: number }
  | { readonly kind: 'literal'; readonly type: FactType; readonly value: Value }
  /**
   * Row of a table: `constant` is the index of a function that picks it, in steps of the type; `lean` of one
   * that gives it in steps of 10^-scale, as few decimals as the rows allow.
   */
  | {
      readonly kind: 'table';
      readonly type: FactType;
      readonly constant: number;
      readonly lean: number;
      readonly scale: number;
      pick(): number | undefined;
    }
  | { readonly kind: 'cell'; readonly type: FactType; readonly constant: number; readonly cell: NumberCell }
  | { readonly kind: 'truth'; readonly type: FactType; readonly constant: number; readonly cell: TruthCell };

/** Measures whose value need not be whole steps. */
const AVERAGE = /^(measure|before)\./;

export class FactReader {
  readonly slots = new SlotTable();
  /** What generated code is given beside the slots, by index. */
  readonly constants: unknown[] = [];
  private readonly program: Program;
  private readonly known = new Map<string, FactAccess>();
  private readonly derived: (name: string) => FactAccess;

  /** `derived` makes the access of a derived fact, once. */
  constructor(program: Program, derived: (name: string) => FactAccess) {
    this.program = program;
    this.derived = derived;
  }

  /** The facts read so far. */
  get read(): ReadonlyMap<string, FactAccess> {
    return this.known;
  }

  of(name: string): FactAccess {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const access = this.make(name);
    this.known.set(name, access);
    return access;
  }

  constant(value: unknown): number {
    return this.constants.push(value) - 1;
  }

  typeOf(name: string): FactType {
    const spec = this.program.catalogue.facts.get(name);
    if (spec === undefined) throw new Error(`no fact ${name} in the catalogue`);
    return spec.type;
  }

  private make(name: string): FactAccess {
    const type = this.typeOf(name);
    const group = name.slice(0, name.indexOf('.'));
    const own = name.slice(group.length + 1);
    if (group === 'derived') return this.derived(own);
    if (group === 'parameter') return this.parameter(own, type);
    if (AVERAGE.test(name) && this.program.measures.get(own)?.aggregate === 'average') return this.average(name, type);
    return { kind: 'slot', type, slot: this.slots.of(name) };
  }

  private parameter(name: string, type: FactType): FactAccess {
    const parameter = this.program.parameters.get(name);
    if (parameter?.kind === 'table') return this.table(parameter, type);
    if (parameter?.kind === 'scalar' && !parameter.perAgreement) return { kind: 'literal', type, value: parameter.value };
    return { kind: 'slot', type, slot: this.slots.of(`parameter.${name}`) };
  }

  private average(name: string, type: FactType): FactAccess {
    const slot = this.slots.of(name);
    this.slots.of(`${name} count`);
    const cell = new AverageCell(type, this.program.currency.digits, this.slots.values, slot);
    return { kind: 'cell', type, constant: this.constant(cell), cell };
  }

  private table({ keys, rows }: Parameter & { readonly kind: 'table' }, type: FactType): FactAccess {
    const picks = keys.map((key) => this.text(key));
    const { values, scale } = lean([...rows.values()], decimalsOf(type, this.program.currency.digits));
    const leanRows = new Map([...rows.keys()].map((key, index) => [key, values[index] ?? 0]));
    const pick = picker(picks, rows);
    return { kind: 'table', type, constant: this.constant(pick), lean: this.constant(picker(picks, leanRows)), scale, pick };
  }

  /** A text or choice, read outside of generated code. */
  private text(name: string): () => string | undefined {
    const access = this.of(name);
    const { values } = this.slots;
    if (access.kind === 'literal') {
      const { value } = access;
      return () => (typeof value === 'string' ? value : undefined);
    }
    if (access.kind !== 'slot') throw new Error(`${name} is no text`);
    const { slot } = access;
    return () => {
      const value = values[slot];
      return typeof value === 'string' ? value : undefined;
    };
  }
}

type Text = () => string | undefined;

/** The row of a table: by one key, or down a path of them. */
function picker(keys: readonly Text[], rows: ReadonlyMap<string, number>): () => number | undefined {
  const [first, ...others] = keys;
  if (first === undefined) throw new Error('a table without keys');
  if (others.length === 0) {
    return () => {
      const key = first();
      return key === undefined ? undefined : rows.get(key);
    };
  }
  const inner = new Map<string, () => number | undefined>();
  for (const [start, of] of byFirst(rows)) inner.set(start, picker(others, of));
  const missing = (): undefined => undefined;
  return () => {
    const key = first();
    return key === undefined ? undefined : (inner.get(key) ?? missing)();
  };
}

function byFirst(rows: ReadonlyMap<string, number>): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const [path, value] of rows) {
    const [first = '', ...others] = path.split('\u0000');
    const of = found.get(first) ?? new Map<string, number>();
    found.set(first, of.set(others.join('\u0000'), value));
  }
  return found;
}
