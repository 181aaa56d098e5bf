import type { Part, PartTable } from './part.ts';
import { TextTable } from './text-table.ts';

/** A table of a part. */
export interface SourceTable {
  readonly part: number;
  readonly table: PartTable;
}

/** The activities that count, each once, in the order recorded. */
export interface Live {
  readonly count: number;
  /** Tables of all parts. */
  readonly sources: readonly SourceTable[];
  readonly source: Uint16Array;
  readonly place: Int32Array;
}

const MOST_SOURCES = 2 ** 16;

/**
 * Of an activity that several parts report the highest revision counts, at the place of the first report; of one
 * revision the first. `codes`: by part, its text codes as those of the whole.
 */
export function liveOf(parts: readonly Part[], codes: readonly (Int32Array | null)[]): Live {
  const sources = parts.flatMap(({ tables }, part) => tables.map((table) => ({ part, table })));
  if (sources.length > MOST_SOURCES) throw new Error(`a history of ${sources.length} tables can't be put together: compact it`);
  const total = parts.reduce((sum, { recorded }) => sum + recorded.place.length, 0);
  const source = new Uint16Array(total);
  const place = new Int32Array(total);
  const meetings = new Meetings(parts, codes);
  let count = 0;
  let first = 0;
  for (const [part, { recorded, tables }] of parts.entries()) {
    for (let number = 0; number < recorded.place.length; number += 1) {
      const at = recorded.place[number] ?? 0;
      const table = recorded.table[number] ?? 0;
      const found = meetings.place(part, table, at, count);
      if (found < 0) continue;
      source[found] = first + table;
      place[found] = at;
      if (found === count) count += 1;
    }
    first += tables.length;
  }
  return { count, sources, source: source.subarray(0, count), place: place.subarray(0, count) };
}

/** Activities by identifier and source, of all parts but the largest: one of its own that isn't among them meets no other. */
class Meetings {
  private readonly parts: readonly Part[];
  private readonly codes: readonly (Int32Array | null)[];
  private readonly names = new TextTable();
  /** By name: where among the live activities; −1: it has not come yet. */
  private readonly live: Int32Array;
  private readonly revision: Int32Array;

  constructor(parts: readonly Part[], codes: readonly (Int32Array | null)[]) {
    this.parts = parts;
    this.codes = codes;
    const largest = largestOf(parts.map(({ recorded }) => recorded.place.length));
    for (const [part, { recorded }] of parts.entries()) {
      if (part === largest) continue;
      for (let number = 0; number < recorded.place.length; number += 1) {
        this.name(part, recorded.table[number] ?? 0, recorded.place[number] ?? 0, true);
      }
    }
    this.live = new Int32Array(this.names.count).fill(-1);
    this.revision = new Int32Array(this.names.count);
  }

  /** Where among the live activities it belongs, at `next` if it is the first report; −1: what is there is later, or the same. */
  place(part: number, table: number, at: number, next: number): number {
    if (this.names.count === 0) return next;
    const name = this.name(part, table, at, false);
    if (name < 0) return next;
    const revision = this.parts[part]?.tables[table]?.revision?.[at] ?? 1;
    const before = this.live[name] ?? -1;
    if (before >= 0 && (this.revision[name] ?? 0) >= revision) return -1;
    this.revision[name] = revision;
    if (before < 0) this.live[name] = next;
    return before < 0 ? next : before;
  }

  private name(part: number, table: number, at: number, add: boolean): number {
    const of = this.parts[part]?.tables[table];
    if (of === undefined) throw new Error('a part has activities of a kind without table');
    const { ids, idNumbers } = of;
    const id = idNumbers?.[at] ?? at;
    const source = of.source[at] ?? 0;
    const salt = this.codes[part]?.[source] ?? source;
    const start = ids.offsets[id] ?? 0;
    const end = ids.offsets[id + 1] ?? 0;
    return add ? this.names.addBytes(ids.bytes, start, end, salt) : this.names.findBytes(ids.bytes, start, end, salt);
  }
}

/** The place of the largest number; −1: there is none. */
export const largestOf = (sizes: readonly number[]): number => sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
