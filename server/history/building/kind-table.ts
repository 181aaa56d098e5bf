import type { KindTable, Texts } from '../../engine/columns/history.ts';
import { sharedBytes, sharedFloats, sharedInts } from '../shared-memory.ts';
import { each, Gathering, type Later, type Picked, pickedFrom, spreadOf } from './gather.ts';
import type { Live } from './live.ts';
import type { PartTable } from './part.ts';
import { partiesOf } from './party-columns.ts';
import type { Recoder } from './recode.ts';

/** What the tables of a history are made from. */
export interface Whole {
  readonly live: Live;
  /** By place in the order of history: the activity's number. */
  readonly recorded: Int32Array;
  /** By part: its codes, and its enrollments, as those of the whole. */
  readonly codes: readonly (Int32Array | null)[];
  readonly numbers: readonly Int32Array[];
  readonly recoder: Recoder;
  /** The code of `principal`; −1: there is none. */
  readonly principal: number;
}

/** The table of a kind. `order`: places in the order of history, by place in the table. */
export function tableOf(kind: string, order: Int32Array, { live, recorded, codes, numbers, recoder, principal }: Whole): Later<KindTable> {
  const count = order.length;
  const own = live.sources.flatMap(({ table }, number) => (table.kind === kind ? [number] : []));
  const from = own.flatMap((number) => live.sources[number] ?? []);
  const tables = from.map(({ table }) => table);
  const place = new Int32Array(count);
  const source = new Uint16Array(count);
  const ownNumber = live.sources.map((_, number) => own.indexOf(number));
  for (let n = 0; n < count; n += 1) {
    const number = recorded[order[n] ?? 0] ?? 0;
    place[n] = live.place[number] ?? 0;
    source[n] = ownNumber[live.source[number] ?? 0] ?? 0;
  }
  const pick = pickedFrom(place, source, own.length);
  const gathering = new Gathering(
    recoder,
    from.map(({ part }) => codes[part] ?? null),
  );
  const label = (group: string): string => `${kind}\u0000${group}`;
  const columns = (group: string, picked: Picked, of: (table: PartTable) => KindTable['facts']): Later<KindTable['facts']> =>
    gathering.columns(label(group), picked, tables.map(of));

  const facts = columns('facts', pick, (table) => table.facts);
  const itemRows = spreadOf(
    pick,
    tables.map(({ itemOffsets }) => itemOffsets),
  );
  const items = columns('items', itemRows.pick, (table) => table.items);
  const exchange = columns('exchange', pick, (table) => ({ ...table.exchange }));
  const sources = recoder.add(
    label('source'),
    gathering.codes(
      pick,
      tables.map((table) => table.source),
    ),
  );
  const parties = partiesOf(pick, tables, gathering, {
    numbers: from.map(({ part }) => numbers[part]),
    principal,
    recoder,
    label: label('role'),
  });
  const day = sharedInts(count);
  for (const [number, table] of tables.entries()) {
    each(pick, number, (n, at) => {
      day[n] = table.day[at] ?? 0;
    });
  }
  const rest = { kind, count, ids: idsOf(pick, tables), revision: revisionOf(pick, tables), at: instantsOf(pick, tables), day, order };
  const extras = extrasOf(pick, tables);
  return () => {
    const { currency, rate, on } = exchange();
    return {
      ...rest,
      facts: facts(),
      itemOffsets: itemRows.pick.place.length === 0 ? null : itemRows.offsets,
      items: items(),
      source: sources.narrow(),
      ...parties(),
      exchange: currency && rate && on ? { currency, rate, on } : null,
      extras,
    };
  };
}

function idsOf(pick: Picked, tables: readonly PartTable[]): Texts {
  const offsets = sharedInts(pick.place.length + 1);
  for (const [source, { ids, idNumbers }] of tables.entries()) {
    each(pick, source, (n, at) => {
      const id = idNumbers?.[at] ?? at;
      offsets[n + 1] = (ids.offsets[id + 1] ?? 0) - (ids.offsets[id] ?? 0);
    });
  }
  for (let n = 0; n < pick.place.length; n += 1) offsets[n + 1] = (offsets[n + 1] ?? 0) + (offsets[n] ?? 0);
  const bytes = sharedBytes(offsets[pick.place.length] ?? 0);
  for (const [source, { ids, idNumbers }] of tables.entries()) {
    each(pick, source, (n, at) => {
      let from = ids.offsets[idNumbers?.[at] ?? at] ?? 0;
      const end = offsets[n + 1] ?? 0;
      for (let to = offsets[n] ?? 0; to < end; to += 1) {
        bytes[to] = ids.bytes[from] ?? 0;
        from += 1;
      }
    });
  }
  return { offsets, bytes };
}

/** null: all are the first. */
function revisionOf(pick: Picked, tables: readonly PartTable[]): Int32Array | null {
  const revision = sharedInts(pick.place.length).fill(1);
  for (const [number, table] of tables.entries()) {
    if (table.revision === null) continue;
    const { revision: theirs } = table;
    each(pick, number, (n, at) => {
      revision[n] = theirs[at] ?? 1;
    });
  }
  return revision.every((one) => one === 1) ? null : revision;
}

/** null: none is known. */
function instantsOf(pick: Picked, tables: readonly PartTable[]): Float64Array | null {
  if (tables.every(({ at }) => at === null)) return null;
  const instants = sharedFloats(pick.place.length).fill(Number.NaN);
  for (const [number, table] of tables.entries()) {
    if (table.at === null) continue;
    const { at: theirs } = table;
    each(pick, number, (n, at) => {
      instants[n] = theirs[at] ?? Number.NaN;
    });
  }
  return instants.every(Number.isNaN) ? null : instants;
}

function extrasOf(pick: Picked, tables: readonly PartTable[]): ReadonlyMap<number, string> {
  const extras = new Map<number, string>();
  for (const [number, table] of tables.entries()) {
    if (table.extras.size === 0) continue;
    each(pick, number, (n, at) => {
      const terms = table.extras.get(at);
      if (terms !== undefined) extras.set(n, terms);
    });
  }
  return extras;
}
