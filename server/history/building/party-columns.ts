import type { KindTable } from '../../engine/columns/history.ts';
import { WHOLE_SHARE } from '../../engine/columns/read-history.ts';
import { sharedFloats, sharedInts } from '../shared-memory.ts';
import { each, type Gathering, type Later, type Picked } from './gather.ts';
import type { PartTable } from './part.ts';
import type { Recoder } from './recode.ts';

interface Naming {
  /** By source: its enrollments as those of the history. */
  readonly numbers: readonly (Int32Array | undefined)[];
  /** The code of `principal`. */
  readonly principal: number;
  readonly recoder: Recoder;
  readonly label: string;
}

type Parties = Pick<KindTable, 'partyOffsets' | 'parties'>;

/** Nothing where each activity has one party, a whole principal. */
export function partiesOf(pick: Picked, tables: readonly PartTable[], gathering: Gathering, of: Naming): Later<Parties> {
  if (tables.every(({ partyOffsets }) => partyOffsets === null)) return () => ({ partyOffsets: null, parties: null });
  const offsets = sharedInts(pick.place.length + 1);
  for (const [source, { partyOffsets }] of tables.entries()) {
    each(pick, source, (n, at) => {
      offsets[n + 1] = partyOffsets === null ? 1 : (partyOffsets[at + 1] ?? 0) - (partyOffsets[at] ?? 0);
    });
  }
  for (let n = 0; n < pick.place.length; n += 1) offsets[n + 1] = (offsets[n + 1] ?? 0) + (offsets[n] ?? 0);
  const total = offsets[pick.place.length] ?? 0;
  const enrollment = sharedInts(total);
  const share = sharedFloats(total);
  const roles = new Int32Array(total);
  let sole = total === pick.place.length;
  for (const [source, { partyOffsets, parties, lead }] of tables.entries()) {
    const numbers = of.numbers[source];
    const codes = gathering.mapOf(source);
    each(pick, source, (n, at) => {
      const first = partyOffsets?.[at] ?? 0;
      const end = offsets[n + 1] ?? 0;
      for (let to = offsets[n] ?? 0, from = first; to < end; to += 1, from += 1) {
        const role = parties?.role[from];
        enrollment[to] = numbers?.[parties === null ? (lead[at] ?? 0) : (parties.enrollment[from] ?? 0)] ?? 0;
        roles[to] = role === undefined ? of.principal : (codes?.[role] ?? role);
        share[to] = parties?.share[from] ?? WHOLE_SHARE;
        sole &&= roles[to] === of.principal && share[to] === WHOLE_SHARE;
      }
    });
  }
  if (sole) return () => ({ partyOffsets: null, parties: null });
  const role = of.recoder.add(of.label, roles);
  return () => ({ partyOffsets: offsets, parties: { enrollment, role: role.wide(), share } });
}
