import { pointerTokens } from '../../engine/program/wording.ts';
import { Trouble } from './cells.ts';
import type { Built } from './plan.ts';
import { isFields, type JsonObject, type Row } from './row.ts';
import type { CompiledValue, Got, Json } from './values.ts';

/** A value, and where in the document it goes. */
export interface Field {
  /** JSON pointer. */
  readonly at: string;
  readonly value: CompiledValue;
}

type Document = Record<string, unknown>;
type Faults = Built['faults'][number][];

/** Puts documents together from rows: of one row, or of the lines of a group. */
export class Builder {
  /** An exchange into it is left aside: the amounts are in it already. */
  homeCurrency = '';
  private readonly grouped: boolean;
  private readonly constants: Document = {};
  private readonly placed: { readonly path: readonly string[]; readonly value: CompiledValue }[] = [];
  private readonly parties: { readonly index: number; readonly fields: readonly Field[] }[] = [];
  private itemFields: readonly Field[] | undefined;
  private itemList: string | undefined;
  /** Pointer → column. Of items without their number. */
  private readonly columns = new Map<string, string>();

  constructor(grouped: boolean) {
    this.grouped = grouped;
  }

  constant(name: string, value: unknown): void {
    this.constants[name] = value;
  }

  fields(...fields: readonly (Field | undefined)[]): void {
    for (const field of fields) {
      if (field === undefined) continue;
      this.note(field);
      this.placed.push({ path: pointerTokens(field.at), value: field.value });
    }
  }

  party(index: number, fields: readonly Field[]): void {
    for (const field of fields) this.note(field);
    this.parties.push({ index, fields });
  }

  /** An item a line; or one for each entry of a list in the line. */
  items(fields: readonly Field[], list?: string): void {
    for (const field of fields) this.note(field);
    this.itemFields = fields;
    this.itemList = list;
  }

  private note({ at, value }: Field): void {
    if (value.column !== undefined) this.columns.set(at, value.column);
  }

  readonly build = (rows: readonly Row[]): Built => {
    const document: Document = { ...this.constants };
    const faults: Faults = [];
    const [first] = rows;
    if (first === undefined) throw new Error('an activity of no lines');
    const take = (value: CompiledValue): Json | undefined => kept(this.grouped ? value.all(rows) : value.one(first), first, faults, true);
    for (const { path, value } of this.placed) {
      const got = take(value);
      if (got !== undefined) put(document, path, got);
    }
    const { currency } = document;
    if (currency === undefined || currency === this.homeCurrency) delete document['exchange'];
    const parties = this.partiesOf(take);
    if (this.parties.length > 0) document['parties'] = parties.map(({ party }) => party);
    const items = this.itemsOf(rows, faults);
    if (items !== undefined) document['items'] = items;
    return { document, faults, from: (pointer) => this.from(pointer, rows, first, parties) };
  };

  private partiesOf(take: (value: CompiledValue) => Json | undefined): readonly { readonly index: number; readonly party: Document }[] {
    return this.parties.flatMap(({ index, fields }) => {
      const party: Document = {};
      for (const { at, value } of fields) {
        const got = take(value);
        if (got !== undefined) party[at.slice(at.lastIndexOf('/') + 1)] = got;
      }
      return party['partner'] === undefined ? [] : [{ index, party }];
    });
  }

  private itemsOf(rows: readonly Row[], faults: Faults): readonly Document[] | undefined {
    const { itemFields, itemList } = this;
    if (itemFields === undefined) return undefined;
    const read = (row: Row, item?: JsonObject): Document => {
      const facts: Document = {};
      for (const { at, value } of itemFields) {
        const got = kept(value.one(row, item), row, faults);
        if (got !== undefined) facts[at.slice('/items/'.length)] = got;
      }
      return facts;
    };
    if (itemList === undefined) return rows.map((row) => read(row));
    return rows.flatMap((row) => entriesOf(row, itemList, faults).map((item) => read(row, item)));
  }

  private from(
    pointer: string,
    rows: readonly Row[],
    first: Row,
    parties: readonly { readonly index: number }[],
  ): ReturnType<Built['from']> {
    const tokens = pointerTokens(pointer);
    let row = first;
    if (tokens[0] === 'items' && tokens.length > 1) {
      if (this.itemList === undefined) row = rows[Number(tokens[1])] ?? first;
      tokens.splice(1, 1);
    }
    if (tokens[0] === 'parties' && tokens.length > 1) tokens[1] = String(parties[Number(tokens[1])]?.index ?? tokens[1]);
    const column = this.columns.get(`/${tokens.join('/')}`);
    return { row, ...(column !== undefined && { column }) };
  }
}

/** `whole`: of the activity; else of its line. */
function kept(got: Got, row: Row, faults: Faults, whole = false): Json | undefined {
  if (!(got instanceof Trouble)) return got;
  faults.push({ row: got.row ?? row, fault: got, whole: whole && got.row === undefined });
  return undefined;
}

/** Makes objects, and lists where a number is next, on the way. */
function put(document: Document, path: readonly string[], value: Json): void {
  let into: Document = document;
  for (let depth = 0; depth < path.length - 1; depth += 1) {
    const name = path[depth] ?? '';
    into[name] ??= /^\d+$/.test(path[depth + 1] ?? '') ? [] : {};
    into = into[name] as Document;
  }
  into[path.at(-1) ?? ''] = value;
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
