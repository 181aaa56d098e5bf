/** What was noted as a history of its own: each party of an activity is an activity, which carries what is given. */
import type { FactType } from '../../facts/value.ts';
import type { Column, Columns, HistoryColumns, KindTable, Present, Texts } from '../history.ts';
import { textOf } from '../read-history.ts';
import type { Noted } from './given.ts';
import type { KindOccasions, Occasions } from './occasions.ts';

export interface KeptHistory {
  readonly history: HistoryColumns;
  /** By row: the occasion. */
  readonly number: Int32Array;
  readonly row: Int32Array;
  readonly day: Int32Array;
  readonly level: Uint8Array;
  /** Kind of the activity that it was. */
  readonly kind: readonly string[];
}

/** Kinds have names of their own, so that nothing comes of them but what rules say. */
export const keptKind = (kind: string): string => `decided ${kind}`;

/** Of occasions of some kinds, at enrollments of some partner types. */
export function keptHistory(
  occasions: Occasions,
  of: HistoryColumns,
  noted: readonly KindOccasions[],
  types: ReadonlySet<string>,
): KeptHistory {
  const { enrollments } = of;
  const isWanted = Uint8Array.from(enrollments.partnerType, (type) => (types.has(textOf(of, type)) ? 1 : 0));
  const kinds = noted.map((kind) => picked(kind, isWanted));
  const order = orderOfAll(kinds, occasions.count);
  const rows = rowsOf(kinds, enrollments.count);
  const texts = withTexts(of.texts, occasions.codes.added);
  const tables = kinds.map((kind, index) => tableOf(kind, of, order[index] ?? EMPTY));
  const history: HistoryColumns = {
    ...of,
    hash: `${of.hash} ${[...types, ...kinds.map(({ kind }) => kind)].join(' ')}`,
    texts,
    enrollments: { ...enrollments, profile: {} },
    kinds: tables,
    activities: rows.kind.length,
    rows: { count: rows.kind.length, start: rows.start, kind: rows.kind, place: rows.place, party: new Uint8Array(rows.kind.length) },
  };
  const at = <A extends Int32Array | Uint8Array>(into: A, column: 'number' | 'row' | 'day' | 'level'): A => {
    for (let row = 0; row < into.length; row += 1) into[row] = kinds[rows.kind[row] ?? 0]?.where[column][rows.place[row] ?? 0] ?? 0;
    return into;
  };
  const count = rows.kind.length;
  return {
    history,
    number: at(new Int32Array(count), 'number'),
    row: at(new Int32Array(count), 'row'),
    day: at(new Int32Array(count), 'day'),
    level: at(new Uint8Array(count), 'level'),
    kind: kinds.map(({ kind }) => kind),
  };
}

const EMPTY = new Int32Array(0);

/** Occasions of one kind that are wanted, in the order in which they came about. */
interface Picked {
  readonly kind: string;
  readonly count: number;
  readonly where: Readonly<Record<'enrollment' | 'row' | 'day' | 'number', Int32Array>> & { readonly level: Uint8Array };
  readonly facts: Columns;
  readonly itemOffsets: Int32Array | null;
  readonly items: Columns;
}

function picked({ kind, where, facts, items, hasItems }: KindOccasions, isWanted: Uint8Array): Picked {
  const { enrollment, row, day, number, level, items: counts } = where.columns;
  const places: number[] = [];
  const ofItems: number[] = [];
  const itemOffsets = [0];
  for (let at = 0, item = 0; at < where.count; at += 1) {
    const end = item + (counts[at] ?? 0);
    if (isWanted[enrollment[at] ?? 0] === 1) {
      places.push(at);
      for (let each = item; each < end; each += 1) ofItems.push(each);
      itemOffsets.push(ofItems.length);
    }
    item = end;
  }
  const whole = (column: Int32Array): Int32Array => Int32Array.from(places, (at) => column[at] ?? 0);
  return {
    kind,
    count: places.length,
    where: {
      ...{ enrollment: whole(enrollment), row: whole(row), day: whole(day), number: whole(number) },
      level: Uint8Array.from(places, (at) => level[at] ?? 0),
    },
    facts: columnsOf(facts.noted, facts.table.columns, places),
    itemOffsets: hasItems ? Int32Array.from(itemOffsets) : null,
    items: columnsOf(items.noted, items.table.columns, ofItems),
  };
}

/** By kind and place: the place among all of these kinds. */
function orderOfAll(kinds: readonly Picked[], occasions: number): readonly Int32Array[] {
  const after = new Int32Array(occasions + 1);
  for (const { where } of kinds) for (const number of where.number) after[number + 1] = 1;
  for (let at = 1; at < after.length; at += 1) after[at] = (after[at] ?? 0) + (after[at - 1] ?? 0);
  return kinds.map(({ where }) => Int32Array.from(where.number, (number) => after[number] ?? 0));
}

interface Rows {
  readonly start: Int32Array;
  readonly kind: Uint8Array;
  readonly place: Int32Array;
}

/** By enrollment, then as they came about. */
function rowsOf(kinds: readonly Picked[], enrollments: number): Rows {
  const start = new Int32Array(enrollments + 1);
  let count = 0;
  for (const { where } of kinds) {
    count += where.enrollment.length;
    for (const enrollment of where.enrollment) start[enrollment + 1] = (start[enrollment + 1] ?? 0) + 1;
  }
  for (let e = 0; e < enrollments; e += 1) start[e + 1] = (start[e + 1] ?? 0) + (start[e] ?? 0);
  const kind = new Uint8Array(count);
  const place = new Int32Array(count);
  const next = start.slice();
  const at = kinds.map(() => 0);
  for (let done = 0; done < count; done += 1) {
    const first = earliest(kinds, at);
    const from = at[first] ?? 0;
    const enrollment = kinds[first]?.where.enrollment[from] ?? 0;
    const row = next[enrollment] ?? 0;
    kind[row] = first;
    place[row] = from;
    next[enrollment] = row + 1;
    at[first] = from + 1;
  }
  return { start, kind, place };
}

/** The kind whose next occasion came about first. */
function earliest(kinds: readonly Picked[], at: readonly number[]): number {
  let first = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < kinds.length; index += 1) {
    const number = kinds[index]?.where.number[at[index] ?? 0];
    if (number === undefined || number >= least) continue;
    first = index;
    least = number;
  }
  return first;
}

function tableOf({ kind, count, where, facts, itemOffsets, items }: Picked, of: HistoryColumns, order: Int32Array): KindTable {
  const own = of.kinds.find((table) => table.kind === kind);
  const places = where.row.map((row) => (row < 0 ? -1 : (of.rows.place[row] ?? 0)));
  return {
    kind: keptKind(kind),
    count,
    facts,
    itemOffsets,
    items,
    ids: own === undefined ? noTexts(count) : textsAt(own.ids, places),
    source: places.map((place) => (place < 0 ? 0 : (own?.source[place] ?? 0))),
    revision: null,
    at: null,
    day: where.day,
    order,
    partyOffsets: null,
    parties: null,
    exchange: null,
    extras: new Map(),
  };
}

const columnsOf = (noted: readonly Noted[], values: Readonly<Record<string, Float64Array>>, places: readonly number[]): Columns =>
  Object.fromEntries(
    noted.map(({ name, type }) => {
      const all = values[name] ?? new Float64Array(0);
      return [
        name,
        columnOf(
          type,
          Float64Array.from(places, (at) => all[at] ?? Number.NaN),
        ),
      ];
    }),
  );

function columnOf(type: FactType, values: Float64Array): Column {
  const present = presentIn(values);
  // what is missing is 0
  if (type === 'text' || type === 'choice') return { holds: 'codes', codes: Int32Array.from(values, (value) => value || 0), present };
  if (type === 'boolean') {
    const bits = new Uint8Array((values.length + 7) >> 3);
    for (let at = 0; at < values.length; at += 1) if (values[at] === 1) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
    return { holds: 'flags', bits, present };
  }
  return { holds: 'numbers', values: values.map((value) => value || 0), present };
}

function presentIn(values: Float64Array): Present {
  const present = new Uint8Array((values.length + 7) >> 3);
  let isMissing = false;
  for (let at = 0; at < values.length; at += 1) {
    if (Number.isNaN(values[at])) isMissing = true;
    else present[at >> 3] = (present[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return isMissing ? present : null;
}

const noTexts = (count: number): Texts => ({ offsets: new Int32Array(count + 1), bytes: new Uint8Array(0) });

/** Texts at these places; nothing where there is none. */
function textsAt({ offsets, bytes }: Texts, places: Int32Array): Texts {
  const own = new Int32Array(places.length + 1);
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? -1;
    own[at + 1] = (own[at] ?? 0) + (place < 0 ? 0 : (offsets[place + 1] ?? 0) - (offsets[place] ?? 0));
  }
  const copied = new Uint8Array(own[places.length] ?? 0);
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? -1;
    if (place >= 0) copied.set(bytes.subarray(offsets[place] ?? 0, offsets[place + 1] ?? 0), own[at] ?? 0);
  }
  return { offsets: own, bytes: copied };
}

function withTexts(texts: Texts, added: readonly string[]): Texts {
  if (added.length === 0) return texts;
  const encoder = new TextEncoder();
  const more = added.map((text) => encoder.encode(text));
  const offsets = new Int32Array(texts.offsets.length + more.length);
  offsets.set(texts.offsets);
  const size = more.reduce((sum, { length }) => sum + length, 0);
  let end = texts.offsets.at(-1) ?? 0;
  const bytes = new Uint8Array(end + size);
  bytes.set(texts.bytes.subarray(0, end));
  for (const [index, text] of more.entries()) {
    bytes.set(text, end);
    end += text.length;
    offsets[texts.offsets.length + index] = end;
  }
  return { offsets, bytes };
}
