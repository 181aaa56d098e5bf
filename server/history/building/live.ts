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
  const keys = parts.length > 1 ? new Keys(total) : undefined;
  let count = 0;
  let first = 0;
  for (const [part, { recorded, tables }] of parts.entries()) {
    for (let number = 0; number < recorded.place.length; number += 1) {
      const at = recorded.place[number] ?? 0;
      const table = recorded.table[number] ?? 0;
      const found = keys?.find(tables[table], at, codes[part] ?? null) ?? count;
      if (found < 0) continue;
      source[found] = first + table;
      place[found] = at;
      if (found === count) count += 1;
    }
    first += tables.length;
  }
  return { count, sources, source: source.subarray(0, count), place: place.subarray(0, count) };
}

/** Activities by identifier and source. */
class Keys {
  private readonly names = new TextTable();
  private readonly revision: Int32Array;

  constructor(total: number) {
    this.revision = new Int32Array(total);
  }

  /** Where among the live activities it belongs; −1: what is there is later, or the same. */
  find(table: PartTable | undefined, place: number, codes: Int32Array | null): number {
    if (table === undefined) throw new Error('a part has activities of a kind without table');
    const { ids, idNumbers } = table;
    const id = idNumbers?.[place] ?? place;
    const source = table.source[place] ?? 0;
    const before = this.names.count;
    const key = this.names.addBytes(ids.bytes, ids.offsets[id] ?? 0, ids.offsets[id + 1] ?? 0, codes?.[source] ?? source);
    const revision = table.revision?.[place] ?? 1;
    if (key < before && (this.revision[key] ?? 0) >= revision) return -1;
    this.revision[key] = revision;
    return key;
  }
}
