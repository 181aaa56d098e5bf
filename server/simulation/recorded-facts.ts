/**
 * Recorded facts, for each row of the history, and for each stretch of each enrollment, which is what a generated
 * activity can be asked for. Texts and choices are their codes, so that equal texts are equal numbers.
 */
import type { Column, HistoryColumns, KindTable } from '../engine/columns/history.ts';
import { isPresent, textAt, textCount } from '../engine/columns/read-history.ts';
import { eachRow, type Stretches, stretchesOf, tableOf } from './stretches.ts';

/** What a condition compares: numbers and codes with NaN where missing, or lists of codes. */
export type Numbers = Float64Array;
export type Lists = readonly (readonly number[] | undefined)[];
export type Values = Numbers | Lists;

/** Facts that stand at every activity and are in no column; others of theirs are the program's or go by the day. */
export const STANDING_FACTS: ReadonlySet<string> = new Set([
  'partner.id',
  'partner.type',
  'partner.enrolledOn',
  'party.role',
  'party.share',
  'activity.kind',
  'activity.source',
]);

const WHOLE_SHARE = 1e9;

export class RecordedFacts {
  readonly history: HistoryColumns;
  readonly stretches: Stretches;
  private readonly codes = new Map<string, number>();

  constructor(history: HistoryColumns) {
    this.history = history;
    this.stretches = stretchesOf(history);
  }

  /** A number for a text: its code; for one that the history doesn't have a number that is no code. */
  code(text: string): number {
    let code = this.codes.get(text);
    if (code === undefined) {
      code = findCode(this.history, text) ?? -1 - this.codes.size;
      this.codes.set(text, code);
    }
    return code;
  }

  /** Whether some row or profile carries the fact. */
  carries(fact: string): boolean {
    return STANDING_FACTS.has(fact) || this.columnsOf(fact).length > 0;
  }

  columnsOf(fact: string): readonly { readonly column: Column; readonly count: number }[] {
    const { enrollments, kinds } = this.history;
    const profile = fact.startsWith('partner.') ? enrollments.profile[fact] : undefined;
    const columns = kinds.flatMap(({ facts, count }) => (facts[fact] === undefined ? [] : [{ column: facts[fact], count }]));
    return profile === undefined ? columns : [{ column: profile, count: enrollments.count }, ...columns];
  }

  rows(fact: string): Values {
    const { history } = this;
    const { kind: kindOf, place: placeOf, count } = history.rows;
    if (isOfPartner(fact)) return this.spread(this.ofStretches(fact));
    if (fact === 'party.role' || fact === 'party.share') return this.ofParties(fact);
    const tables = history.kinds.map((table) => this.places(table, fact));
    const some = tables.find((values) => values !== undefined);
    if (some !== undefined && !(some instanceof Float64Array)) {
      return Array.from({ length: count }, (_, row) => (tables[kindOf[row] ?? 0] as Lists | undefined)?.[placeOf[row] ?? 0]);
    }
    const values = missing(count);
    for (let row = 0; row < count; row += 1) {
      const of = tables[kindOf[row] ?? 0] as Numbers | undefined;
      if (of !== undefined) values[row] = of[placeOf[row] ?? 0] ?? Number.NaN;
    }
    return values;
  }

  /** What a generated activity of this kind has: its partner's facts, as they stand in the stretch, and few others. */
  generated(fact: string, kind: string): Values {
    const of = (value: number): Numbers => missing(this.stretches.count).fill(value);
    if (isOfPartner(fact)) return this.ofStretches(fact);
    if (fact === 'activity.kind') return of(this.code(kind));
    if (fact === 'activity.source') return of(this.code('dealwright'));
    if (fact === 'party.role') return of(this.code('principal'));
    return of(fact === 'party.share' ? WHOLE_SHARE : Number.NaN);
  }

  /** A fact of the partner. */
  ofStretches(fact: string): Values {
    const { stretches, history } = this;
    const { enrollments } = history;
    if (fact === 'partner.id') return Float64Array.from(stretches.enrollment, (e) => enrollments.partner[e] ?? 0);
    if (fact === 'partner.type') return Float64Array.from(stretches.enrollment, (e) => enrollments.partnerType[e] ?? 0);
    if (fact === 'partner.enrolledOn') return Float64Array.from(stretches.enrollment, (e) => enrollments.enrolledOn[e] ?? 0);
    const entry = enrollments.profile[fact];
    const entered = entry && valuesOf(entry, enrollments.count);
    const changes = stretches.kind < 0 ? undefined : tableOf(history, stretches.kind);
    const column = changes?.facts[fact];
    const changed = column && changes && valuesOf(column, changes.count);
    const lists: (readonly number[] | undefined)[] = [];
    const numbers = missing(stretches.count);
    for (let at = 0; at < stretches.count; at += 1) {
      const row = stretches.row[at] ?? -1;
      const now = row < 0 ? entered?.[stretches.enrollment[at] ?? 0] : changed?.[history.rows.place[row] ?? 0];
      // what a change of the profile doesn't name stays
      const kept = row >= 0 && (now === undefined || Number.isNaN(now)) ? (lists[at - 1] ?? numbers[at - 1]) : now;
      if (typeof kept === 'number') numbers[at] = kept;
      else lists[at] = kept;
    }
    return [entered, changed].some((values) => values !== undefined && !(values instanceof Float64Array)) ? lists : numbers;
  }

  private spread(known: Values): Values {
    const { history, stretches } = this;
    if (known instanceof Float64Array) {
      const values = missing(history.rows.count);
      eachRow(history, stretches, (row, _, stretch) => {
        values[row] = known[stretch] ?? Number.NaN;
      });
      return values;
    }
    const lists: (readonly number[] | undefined)[] = [];
    eachRow(history, stretches, (row, _, stretch) => {
      lists[row] = known[stretch];
    });
    return lists;
  }

  private ofParties(fact: 'party.role' | 'party.share'): Numbers {
    const { kinds, rows } = this.history;
    const values = missing(rows.count).fill(fact === 'party.role' ? this.code('principal') : WHOLE_SHARE);
    for (let row = 0; row < rows.count; row += 1) {
      const table = kinds[rows.kind[row] ?? 0];
      if (table === undefined || table.parties === null) continue;
      const at = (table.partyOffsets?.[rows.place[row] ?? 0] ?? 0) + (rows.party[row] ?? 0);
      values[row] = (fact === 'party.role' ? table.parties.role[at] : table.parties.share[at]) ?? Number.NaN;
    }
    return values;
  }

  /** A fact of the activity, by place in its kind's table; undefined where the kind never carries it. */
  private places(table: KindTable, fact: string): Values | undefined {
    if (fact === 'activity.kind') return missing(table.count).fill(this.code(table.kind));
    if (fact === 'activity.source') return Float64Array.from(table.source);
    const column = table.facts[fact];
    return column && valuesOf(column, table.count);
  }
}

export const isOfPartner = (fact: string): boolean => fact.startsWith('partner.');

const missing = (count: number): Numbers => new Float64Array(count).fill(Number.NaN);

function valuesOf(column: Column, count: number): Values {
  if (column.holds === 'lists') {
    return Array.from({ length: count }, (_, n) =>
      isPresent(column.present, n) ? Array.from(column.codes.subarray(column.offsets[n], column.offsets[n + 1])) : undefined,
    );
  }
  const values = missing(count);
  for (let n = 0; n < count; n += 1) if (isPresent(column.present, n)) values[n] = numberAt(column, n);
  return values;
}

function numberAt(column: Exclude<Column, { readonly holds: 'lists' }>, n: number): number {
  if (column.holds === 'numbers') return column.values[n] ?? 0;
  if (column.holds === 'codes') return column.codes[n] ?? 0;
  return ((column.bits[n >> 3] ?? 0) >> (n & 7)) & 1;
}

const encoder = new TextEncoder();

/** By bytes: an index over all texts would cost more than the few questions of a filter. */
function findCode({ texts }: HistoryColumns, text: string): number | undefined {
  const wanted = encoder.encode(text);
  const { offsets } = texts;
  for (let code = 0; code < textCount(texts); code += 1) {
    const start = offsets[code] ?? 0;
    if ((offsets[code + 1] ?? 0) - start === wanted.length && wanted.every((byte, at) => texts.bytes[start + at] === byte)) return code;
  }
  return undefined;
}

/** The texts that a fact has anywhere, each once, sorted. */
export function distinctTexts(facts: RecordedFacts, fact: string): readonly string[] {
  const codes = new Set<number>();
  for (const { column, count } of facts.columnsOf(fact)) {
    if (column.holds === 'codes') {
      for (let n = 0; n < count; n += 1) if (isPresent(column.present, n)) codes.add(column.codes[n] ?? 0);
    }
    if (column.holds === 'lists') for (const code of column.codes) codes.add(code);
  }
  return distinctOf(codes, facts.history);
}

/** The texts of codes, each once, sorted. */
export const distinctOf = (codes: Iterable<number>, { texts }: HistoryColumns): readonly string[] =>
  [...new Set(codes)].map((code) => textAt(texts, code)).sort();
