import type { Texts } from '../../engine/columns/history.ts';
import { textAt, textCount } from '../../engine/columns/read-history.ts';
import type { HistorySetting } from '../setting.ts';
import { sharedBytes } from '../shared-memory.ts';
import { contentHash } from './content-hash.ts';
import { type Enrolled, enrolledIn } from './enrolled.ts';
import { enrollmentTable } from './enrollment-table.ts';
import { grown } from './growing.ts';
import { tableOf } from './kind-table.ts';
import { type Live, liveOf } from './live.ts';
import { oneList } from './one-list.ts';
import type { Assembled, Part } from './part.ts';
import { Recoder } from './recode.ts';
import { type Ordered, rowsOf } from './rows.ts';
import { timeOrder } from './time-order.ts';

/** One history of all parts, in the order recorded: the same whether its activities came in one part or several. */
export function assemble(setting: HistorySetting, parts: readonly Part[]): Assembled {
  const { texts, codes } = oneList(
    parts.map((part) => part.texts),
    'principal',
  );
  const live = liveOf(parts, codes);
  const recorded = timeOrder(daysOf(live), instantsOf(live));
  const enrolled = enrolledIn(parts, codes, usedIn(parts, live), (code) => textAt(texts, code));
  const kinds = [...new Set(kindsIn(live))].sort();
  const ordered = orderedBy(live, recorded, kinds, enrolled);
  const { rows, tables: orders } = rowsOf(ordered, enrolled.count, kinds.length);

  const recoder = new Recoder(texts);
  const principal = findText(texts, 'principal');
  const whole = { live, recorded, codes, numbers: enrolled.numbers, recoder, principal };
  const later = kinds.map((kind, index) => tableOf(kind, orders[index] ?? new Int32Array(0), whole));
  const enrollments = enrollmentTable(parts, codes, enrolled, recoder);
  const final = recoder.finish();
  const tables = later.map((table) => table());
  const firstDay = tables.reduce((first, { day }) => day.reduce((a, b) => Math.min(a, b), first), Number.POSITIVE_INFINITY);
  const lastDay = tables.reduce((last, { day }) => day.reduce((a, b) => Math.max(a, b), last), 0);
  const content = {
    ...setting,
    texts: final,
    enrollments: enrollments((e) => {
      const row = rows.start[e] ?? 0;
      return tables[rows.kind[row] ?? 0]?.day[rows.place[row] ?? 0] ?? 0;
    }),
    kinds: tables,
    activities: live.count,
    firstDay: live.count === 0 ? 0 : firstDay,
    lastDay,
    rows,
  };
  return { history: { hash: contentHash(content), ...content }, recorded, enrolled: saidBits(enrolled) };
}

/** −1: it isn't there. */
function findText(texts: Texts, text: string): number {
  for (let n = 0; n < textCount(texts); n += 1) {
    if ((texts.offsets[n + 1] ?? 0) - (texts.offsets[n] ?? 0) === text.length && textAt(texts, n) === text) return n;
  }
  return -1;
}

function daysOf({ count, sources, source, place }: Live): Int32Array {
  const days = new Int32Array(count);
  for (let number = 0; number < count; number += 1) days[number] = sources[source[number] ?? 0]?.table.day[place[number] ?? 0] ?? 0;
  return days;
}

function instantsOf({ count, sources, source, place }: Live): Float64Array | null {
  if (sources.every(({ table }) => table.at === null)) return null;
  const at = new Float64Array(count);
  for (let number = 0; number < count; number += 1) at[number] = sources[source[number] ?? 0]?.table.at?.[place[number] ?? 0] ?? Number.NaN;
  return at;
}

function kindsIn({ count, sources, source }: Live): readonly string[] {
  const used = new Uint8Array(sources.length);
  for (let number = 0; number < count; number += 1) used[source[number] ?? 0] = 1;
  return sources.flatMap(({ table }, number) => (used[number] === 1 ? [table.kind] : []));
}

/** By part: 1 where an activity that counts names the enrollment. */
function usedIn(parts: readonly Part[], { count, sources, source, place }: Live): readonly Uint8Array[] {
  const used = parts.map(({ enrollments }) => new Uint8Array(enrollments.partner.length));
  for (let number = 0; number < count; number += 1) {
    const { part, table } = sources[source[number] ?? 0] ?? {};
    const marks = used[part ?? 0];
    const at = place[number] ?? 0;
    if (table === undefined || marks === undefined) continue;
    if (table.partyOffsets === null) marks[table.lead[at] ?? 0] = 1;
    else
      for (let party = table.partyOffsets[at] ?? 0; party < (table.partyOffsets[at + 1] ?? 0); party += 1)
        marks[table.parties?.enrollment[party] ?? 0] = 1;
  }
  return used;
}

function orderedBy(
  { count, sources, source, place }: Live,
  recorded: Int32Array,
  kinds: readonly string[],
  { numbers }: Enrolled,
): Ordered {
  const kindOf = sources.map(({ table }) => kinds.indexOf(table.kind));
  const kind = new Uint8Array(count);
  const partyOffsets = new Int32Array(count + 1);
  let parties = new Int32Array(count);
  for (let order = 0; order < count; order += 1) {
    const number = recorded[order] ?? 0;
    const of = source[number] ?? 0;
    const at = place[number] ?? 0;
    const { part, table } = sources[of] ?? {};
    kind[order] = kindOf[of] ?? 0;
    let end = partyOffsets[order] ?? 0;
    const map = numbers[part ?? 0];
    if (table === undefined || map === undefined) continue;
    const first = table.partyOffsets === null ? at : (table.partyOffsets[at] ?? 0);
    const last = table.partyOffsets === null ? at + 1 : (table.partyOffsets[at + 1] ?? 0);
    const theirs = table.partyOffsets === null ? table.lead : table.parties?.enrollment;
    for (let party = first; party < last; party += 1) {
      parties = grown(parties, end + 1);
      parties[end] = map[theirs?.[party] ?? 0] ?? 0;
      end += 1;
    }
    partyOffsets[order + 1] = end;
  }
  return { kind, partyOffsets, parties: parties.subarray(0, partyOffsets[count] ?? 0) };
}

function saidBits({ count, said }: Enrolled): Uint8Array {
  const bits = sharedBytes((count + 7) >> 3);
  for (let e = 0; e < count; e += 1) if ((said[e] ?? -1) >= 0) bits[e >> 3] = (bits[e >> 3] ?? 0) | (1 << (e & 7));
  return bits;
}
