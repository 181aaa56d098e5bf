import type { Activity, Enrollment, Party } from '../facts/activity.ts';
import type { Value } from '../facts/value.ts';
import type { Column, Columns, HistoryColumns, KindTable, Present, Texts } from './history.ts';

/*
 * Values, enrollments and activities out of a history in columns, equal to what was put in. What is made once for a
 * history (decoded texts, where activities stand) is made when it is first asked for, and let go with the history.
 */

const decoder = new TextDecoder();
/** Up to here a loop over ASCII is quicker than the decoder. */
const SHORT = 48;

/** Decoded anew each time; of a history's codes `textOf` remembers them. */
export function textAt(texts: Texts, n: number): string {
  const start = texts.offsets[n] ?? 0;
  const end = texts.offsets[n + 1] ?? start;
  if (end - start > SHORT) return decode(texts.bytes, start, end);
  let text = '';
  for (let at = start; at < end; at += 1) {
    const byte = texts.bytes[at] ?? 0;
    if (byte >= 0x80) return decode(texts.bytes, start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

// A copy: decoders of browsers refuse shared memory.
const decode = (bytes: Uint8Array, start: number, end: number): string => decoder.decode(bytes.slice(start, end));

export const textCount = (texts: Texts): number => texts.offsets.length - 1;

/** The text of a code. */
export type TextOf = (code: number) => string;

interface Memory {
  /** By code. */
  readonly texts: (string | undefined)[];
  readonly textOf: TextOf;
  codes: Map<string, number> | undefined;
  places: Places | undefined;
  readonly parties: (readonly Party[] | undefined)[];
}

/** By place in the order of history: the first row that shows the activity, and the enrollment of that row. */
interface Places {
  readonly row: Int32Array;
  readonly enrollment: Int32Array;
}

const memories = new WeakMap<HistoryColumns, Memory>();

function memoryOf(history: HistoryColumns): Memory {
  const before = memories.get(history);
  if (before !== undefined) return before;
  const { texts, textOf } = remembering(history.texts);
  const memory: Memory = {
    texts,
    textOf,
    codes: undefined,
    places: undefined,
    parties: new Array<readonly Party[] | undefined>(history.enrollments.count).fill(undefined),
  };
  memories.set(history, memory);
  return memory;
}

/** Each text is decoded once, so that the same code is the same string. */
function remembering(of: Texts): Pick<Memory, 'texts' | 'textOf'> {
  const texts = new Array<string | undefined>(textCount(of)).fill(undefined);
  const textOf = (code: number): string => {
    let text = texts[code];
    if (text === undefined) {
      text = textAt(of, code);
      texts[code] = text;
    }
    return text;
  };
  return { texts, textOf };
}

export const textOf = (history: HistoryColumns, code: number): string => memoryOf(history).textOf(code);

/** For many codes. */
export const textsOf = (history: HistoryColumns): TextOf => memoryOf(history).textOf;

/** The code of a text; -1 where no activity carries it. The index over all texts is made at the first question. */
export function codeOf(history: HistoryColumns, text: string): number {
  const memory = memoryOf(history);
  if (memory.codes === undefined) {
    memory.codes = new Map();
    for (let code = 0; code < memory.texts.length; code += 1) memory.codes.set(textOf(history, code), code);
  }
  return memory.codes.get(text) ?? -1;
}

export const isPresent = (present: Present, n: number): boolean => present === null || ((present[n >> 3] ?? 0) & (1 << (n & 7))) !== 0;

/** undefined: missing. */
export const valueAt = (column: Column, n: number, history: HistoryColumns): Value | undefined => valueFrom(column, n, textsOf(history));

function valueFrom(column: Column, n: number, textOf: TextOf): Value | undefined {
  if (!isPresent(column.present, n)) return undefined;
  switch (column.holds) {
    case 'numbers':
      return column.values[n];
    case 'codes':
      return textOf(column.codes[n] ?? 0);
    case 'flags':
      return ((column.bits[n >> 3] ?? 0) & (1 << (n & 7))) !== 0;
    case 'lists': {
      const list: string[] = [];
      const end = column.offsets[n + 1] ?? 0;
      for (let at = column.offsets[n] ?? 0; at < end; at += 1) list.push(textOf(column.codes[at] ?? 0));
      return list;
    }
  }
}

/** Of a party that is alone. */
export const WHOLE_SHARE = 1e9;
const NOTHING: ReadonlyMap<string, Value> = new Map();
const NO_ITEMS: readonly ReadonlyMap<string, Value>[] = [];
const entries = new WeakMap<Columns, readonly (readonly [string, Column])[]>();

/** Facts of row n by name, those that it has. */
export function valuesAt(columns: Columns, n: number, textOf: TextOf): ReadonlyMap<string, Value> {
  let named = entries.get(columns);
  if (named === undefined) {
    named = Object.entries(columns);
    entries.set(columns, named);
  }
  if (named.length === 0) return NOTHING;
  const values = new Map<string, Value>();
  for (const [name, column] of named) {
    const value = valueFrom(column, n, textOf);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

export function enrollmentAt(history: HistoryColumns, e: number): Enrollment {
  const { enrollments } = history;
  const textOf = textsOf(history);
  const tier = enrollments.tier[e] ?? -1;
  return {
    partner: textOf(enrollments.partner[e] ?? 0),
    partnerType: textOf(enrollments.partnerType[e] ?? 0),
    enrolledOn: enrollments.enrolledOn[e] ?? 0,
    ...(tier >= 0 && { tier: textOf(tier) }),
    profile: valuesAt(enrollments.profile, e, textOf),
  };
}

/** The activity at a place of a kind's table. Where the enrollment of its first row is at hand, `activityOfRow` is quicker. */
export function activityAt(history: HistoryColumns, kind: number, place: number): Activity {
  const table = tableAt(history, kind);
  return read(history, table, place, placesOf(history).enrollment[table.order[place] ?? 0] ?? 0);
}

/** The activity that a row of this enrollment shows. */
export function activityOfRow(history: HistoryColumns, row: number, enrollment: number): Activity {
  return read(history, tableAt(history, history.rows.kind[row] ?? 0), history.rows.place[row] ?? 0, enrollment);
}

/** The enrollment that a row belongs to. */
export function enrollmentOfRow(history: HistoryColumns, row: number): number {
  const { start } = history.rows;
  let low = 0;
  let high = history.enrollments.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((start[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** All activities in the order of history, each once. */
export function* activitiesInOrder(history: HistoryColumns): Generator<Activity, void, undefined> {
  const { row, enrollment } = placesOf(history);
  for (let order = 0; order < history.activities; order += 1) yield activityOfRow(history, row[order] ?? 0, enrollment[order] ?? 0);
}

/** By place in the order of history: the first row of each activity. */
export const rowsInOrder = (history: HistoryColumns): Int32Array => placesOf(history).row;

function placesOf(history: HistoryColumns): Places {
  const memory = memoryOf(history);
  memory.places ??= findPlaces(history);
  return memory.places;
}

function findPlaces({ rows, kinds, activities, enrollments }: HistoryColumns): Places {
  const row = new Int32Array(activities).fill(-1);
  const enrollment = new Int32Array(activities);
  const orders = kinds.map((table) => table.order);
  for (let e = 0; e < enrollments.count; e += 1) {
    const end = rows.start[e + 1] ?? 0;
    for (let r = rows.start[e] ?? 0; r < end; r += 1) {
      const order = orders[rows.kind[r] ?? 0]?.[rows.place[r] ?? 0] ?? 0;
      if (row[order] !== -1) continue;
      row[order] = r;
      enrollment[order] = e;
    }
  }
  return { row, enrollment };
}

function tableAt(history: HistoryColumns, kind: number): KindTable {
  const table = history.kinds[kind];
  if (table === undefined) throw new Error(`a history of ${history.kinds.length} kinds has no kind ${kind}`);
  return table;
}

function read(history: HistoryColumns, table: KindTable, place: number, enrollment: number): Activity {
  const parties = table.partyOffsets === null ? soleParty(history, enrollment) : partiesAt(history, table, place);
  return activityFrom(table, place, textsOf(history), parties);
}

/** What a table of a kind says at a place, beside the parties. */
export function activityFrom(table: Omit<KindTable, 'order'>, place: number, textOf: TextOf, parties: readonly Party[]): Activity {
  const at = table.at?.[place];
  const terms = table.extras.get(place);
  const exchange = exchangeAt(table, place, textOf);
  return {
    source: textOf(table.source[place] ?? 0),
    id: textAt(table.ids, place),
    revision: table.revision?.[place] ?? 1,
    kind: table.kind,
    day: table.day[place] ?? 0,
    ...(at !== undefined && !Number.isNaN(at) && { at }),
    parties,
    facts: valuesAt(table.facts, place, textOf),
    items: itemsAt(table, place, textOf),
    terms: terms === undefined ? NOTHING : new Map(Object.entries(JSON.parse(terms) as Record<string, Value>)),
    ...(exchange && { exchange }),
  };
}

function exchangeAt({ exchange }: Pick<KindTable, 'exchange'>, place: number, textOf: TextOf): Activity['exchange'] | undefined {
  if (exchange === null || !isPresent(exchange.on.present, place)) return undefined;
  const currency = valueFrom(exchange.currency, place, textOf);
  const rate = valueFrom(exchange.rate, place, textOf);
  return { currency: String(currency), rate: String(rate), on: Number(valueFrom(exchange.on, place, textOf)) };
}

function itemsAt({ itemOffsets, items }: Pick<KindTable, 'itemOffsets' | 'items'>, place: number, textOf: TextOf): Activity['items'] {
  const start = itemOffsets?.[place] ?? 0;
  const end = itemOffsets?.[place + 1] ?? 0;
  if (start === end) return NO_ITEMS;
  const list: ReadonlyMap<string, Value>[] = [];
  for (let n = start; n < end; n += 1) list.push(valuesAt(items, n, textOf));
  return list;
}

function soleParty(history: HistoryColumns, enrollment: number): readonly Party[] {
  const { parties } = memoryOf(history);
  let party = parties[enrollment];
  if (party === undefined) {
    party = [{ ...nameOf(history, enrollment), role: 'principal', share: WHOLE_SHARE }];
    parties[enrollment] = party;
  }
  return party;
}

function partiesAt(history: HistoryColumns, { parties, partyOffsets }: KindTable, place: number): readonly Party[] {
  const list: Party[] = [];
  const end = partyOffsets?.[place + 1] ?? 0;
  for (let at = partyOffsets?.[place] ?? 0; at < end; at += 1) {
    const role = textOf(history, parties?.role[at] ?? 0);
    list.push({ ...nameOf(history, parties?.enrollment[at] ?? 0), role, share: parties?.share[at] ?? 0 });
  }
  return list;
}

const nameOf = (history: HistoryColumns, e: number): Pick<Party, 'partner' | 'partnerType'> => ({
  partner: textOf(history, history.enrollments.partner[e] ?? 0),
  partnerType: textOf(history, history.enrollments.partnerType[e] ?? 0),
});
