import { pointerTokens } from '../../engine/program/wording.ts';
import { Trouble } from './cells.ts';
import type { Built } from './plan.ts';
import { isFields, type JsonObject, type Row } from './row.ts';
import { type Document, Shape } from './shape.ts';
import type { Got, Json } from './value-parts.ts';
import type { CompiledValue } from './values.ts';

/** A value, and where in the document it goes. */
export interface Field {
  /** JSON pointer. */
  readonly at: string;
  readonly value: CompiledValue;
}

type Faults = Built['faults'][number][];
type Take = (value: CompiledValue) => Json | undefined;

/** What a rule puts into its documents. */
export interface Parts {
  /** Right in the document. */
  readonly fields: readonly Field[];
  readonly constants?: Document;
  /** Fields of one of its objects, such as /facts. */
  readonly sections?: Readonly<Record<string, readonly Field[]>>;
  /** Objects of one of its lists. */
  readonly lists?: Readonly<Record<string, readonly ListedParts[]>>;
  /** An exchange into this currency is left aside: the amounts are in it already. */
  readonly homeCurrency?: string;
  readonly items?: { readonly fields: readonly Field[]; readonly list?: string };
  readonly grouped: boolean;
}

export interface ListedParts {
  readonly fields: readonly Field[];
  readonly facts?: readonly Field[];
  /** Without it the entry is left out. */
  readonly needs?: string;
}

interface Listed {
  readonly shape: Shape<CompiledValue>;
  readonly facts: Shape<CompiledValue> | undefined;
  readonly needs: string | undefined;
}

const lastOf = (pointer: string): string => pointer.slice(pointer.lastIndexOf('/') + 1);
const shapeOf = (fields: readonly Field[], constants: Document = {}): Shape<CompiledValue> =>
  new Shape(
    fields.map(({ at, value }) => ({ name: lastOf(at), value })),
    constants,
  );

/** Puts documents together from rows: of one row, or of the lines of a group. */
export class Builder {
  private readonly parts: Parts;
  private readonly own: Shape<CompiledValue>;
  private readonly sections: readonly (readonly [name: string, shape: Shape<CompiledValue>])[];
  private readonly lists: readonly (readonly [name: string, entries: readonly Listed[]])[];
  private readonly items: Shape<CompiledValue> | undefined;
  /** Pointer → column. Of items without their number. */
  private readonly columns = new Map<string, string>();

  constructor(parts: Parts) {
    this.parts = parts;
    this.own = shapeOf(parts.fields, { ...parts.constants });
    this.sections = Object.entries(parts.sections ?? {}).flatMap(([name, fields]) =>
      fields.length > 0 ? [[name, shapeOf(fields)] as const] : [],
    );
    this.lists = Object.entries(parts.lists ?? {}).map(([name, entries]) => [
      name,
      entries.map(({ fields, facts = [], needs }) => ({
        shape: shapeOf(fields),
        facts: facts.length > 0 ? shapeOf(facts) : undefined,
        needs,
      })),
    ]);
    this.items = parts.items && shapeOf(parts.items.fields);
    const listed = Object.values(parts.lists ?? {}).flatMap((entries) =>
      entries.flatMap(({ fields, facts = [] }) => [...fields, ...facts]),
    );
    for (const { at, value } of [
      ...parts.fields,
      ...Object.values(parts.sections ?? {}).flat(),
      ...listed,
      ...(parts.items?.fields ?? []),
    ]) {
      if (value.column !== undefined) this.columns.set(at, value.column);
    }
  }

  readonly build = (rows: readonly Row[]): Built => {
    const faults: Faults = [];
    const [first] = rows;
    if (first === undefined) throw new Error('a document of no lines');
    const { grouped } = this.parts;
    const take: Take = (value) => kept(grouped ? value.all(rows) : value.one(first), first, faults, true);
    const document = this.own.make(take);
    for (const [name, shape] of this.sections) if (name !== 'exchange' || this.isForeign(document)) document[name] = shape.make(take);
    /** By list: which of the mapping's entries are there. */
    const there = new Map<string, readonly number[]>();
    for (const [name, entries] of this.lists) {
      const made = entries.flatMap((entry, index) => listed(entry, index, take));
      document[name] = made.map((one) => one.document);
      there.set(
        name,
        made.map(({ index }) => index),
      );
    }
    if (this.items !== undefined) document.items = this.itemsOf(this.items, rows, faults);
    return { document, faults, from: (pointer) => this.from(pointer, rows, first, there) };
  };

  private isForeign({ currency }: Document): boolean {
    return currency !== undefined && currency !== this.parts.homeCurrency;
  }

  private itemsOf(shape: Shape<CompiledValue>, rows: readonly Row[], faults: Faults): readonly Document[] {
    const read = (row: Row, item?: JsonObject): Document => shape.make((value) => kept(value.one(row, item), row, faults));
    const list = this.parts.items?.list;
    if (list === undefined) return rows.map((row) => read(row));
    return rows.flatMap((row) => entriesOf(row, list, faults).map((item) => read(row, item)));
  }

  private from(
    pointer: string,
    rows: readonly Row[],
    first: Row,
    there: ReadonlyMap<string, readonly number[]>,
  ): ReturnType<Built['from']> {
    const tokens = pointerTokens(pointer);
    let row = first;
    const kept = there.get(tokens[0] ?? '');
    if (tokens[0] === 'items' && tokens.length > 1) {
      if (this.parts.items?.list === undefined) row = rows[Number(tokens[1])] ?? first;
      tokens.splice(1, 1);
    } else if (kept !== undefined && tokens.length > 1) tokens[1] = String(kept[Number(tokens[1])] ?? tokens[1]);
    const column = this.columns.get(`/${tokens.join('/')}`);
    return { row, ...(column !== undefined && { column }) };
  }
}

function listed(
  { shape, facts, needs }: Listed,
  index: number,
  take: Take,
): readonly { readonly index: number; readonly document: Document }[] {
  const document = shape.make(take);
  if (needs !== undefined && document[needs] === undefined) return [];
  if (facts !== undefined) document.facts = facts.make(take);
  return [{ index, document }];
}

/** `whole`: of the activity; else of its line. */
function kept(got: Got, row: Row, faults: Faults, whole = false): Json | undefined {
  if (!(got instanceof Trouble)) return got;
  faults.push({ row: got.row ?? row, fault: got, whole: whole && got.row === undefined });
  return undefined;
}

/** Objects of a list in an NDJSON line. */
function entriesOf(row: Row, pointer: string, faults: Faults): readonly JsonObject[] {
  let value: unknown = row.cells;
  for (const token of pointer.startsWith('/') ? pointerTokens(pointer) : [pointer]) {
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, token) ? (value as JsonObject)[token] : undefined;
  }
  if (value === undefined || value === null) return [];
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (entries.every((entry): entry is JsonObject => typeof entry === 'object' && entry !== null && !Array.isArray(entry))) return entries;
  faults.push({ row, fault: new Trouble('wrong-type', `${pointer} is no list of objects.`, pointer), whole: true });
  return [];
}

/** The line is the document. */
export const buildAsIs = (rows: readonly Row[]): Built => {
  const [row] = rows;
  if (row?.cells === undefined || isFields(row.cells)) throw new Error('a document of no line');
  return { document: row.cells, faults: [], from: (pointer) => ({ row, ...(pointer !== '' && { column: pointer }) }) };
};
