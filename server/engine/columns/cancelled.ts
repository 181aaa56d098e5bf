/** Which activities of a history others cancel: of all others nobody will ever ask what they paid. */
import type { HistoryColumns, KindTable } from './history.ts';
import { isPresent, textAt, textsOf } from './read-history.ts';

/** By table of a kind: a byte for each activity; undefined where none is cancelled. */
export type CancelledPlaces = readonly (Uint8Array | undefined)[];

const known = new WeakMap<HistoryColumns, CancelledPlaces>();

export function cancelledIn(history: HistoryColumns): CancelledPlaces {
  const before = known.get(history);
  if (before !== undefined) return before;
  const keys = keysOf(history);
  const made = history.kinds.map((table) => (keys.size === 0 ? undefined : placesIn(table, keys)));
  known.set(history, made);
  return made;
}

/** Ids that are cancelled, by the code of the source. */
function keysOf(history: HistoryColumns): ReadonlyMap<number, ReadonlySet<string>> {
  const textOf = textsOf(history);
  const keys = new Map<number, Set<string>>();
  for (const { facts, source, count } of history.kinds) {
    const column = facts['cancelled.activity'];
    if (column?.holds !== 'codes') continue;
    for (let place = 0; place < count; place += 1) {
      if (!isPresent(column.present, place)) continue;
      const of = source[place] ?? 0;
      const ids = keys.get(of) ?? new Set();
      keys.set(of, ids.add(textOf(column.codes[place] ?? 0)));
    }
  }
  return keys;
}

function placesIn({ ids, source, count }: KindTable, keys: ReadonlyMap<number, ReadonlySet<string>>): Uint8Array | undefined {
  const places = new Uint8Array(count);
  let isAny = false;
  for (let place = 0; place < count; place += 1) {
    if (keys.get(source[place] ?? 0)?.has(textAt(ids, place)) !== true) continue;
    places[place] = 1;
    isAny = true;
  }
  return isAny ? places : undefined;
}
