import type { EnrollmentTable, HistoryColumns, KindTable, Texts } from '../../engine/columns/history.ts';
import { isPresent, textAt } from '../../engine/columns/read-history.ts';
import type { Assembled } from '../building/part.ts';
import type { HistorySetting } from '../setting.ts';
import { sharedInts } from '../shared-memory.ts';
import { ArrowReader } from './arrow-reader.ts';
import { FILES, kindFile } from './segment-files.ts';

/** What is told of a segment beside its files. */
export interface SegmentCounts {
  /** Hash of the history that the segment is alone. */
  readonly hash: string;
  readonly activities: number;
  readonly enrollments: number;
  readonly rows: number;
  readonly texts: number;
  /** Columns of texts. */
  readonly dictionaries: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
}

/** A segment out of the bytes of its files, in memory that threads share. `file`: the bytes, and what to call them. */
export function readSegment(
  setting: HistorySetting,
  counts: SegmentCounts,
  file: (name: string) => { readonly path: string; readonly bytes: Uint8Array },
): Assembled {
  const open = (name: string, rows: number, dictionaries?: ReadonlyMap<string, Int32Array>): ArrowReader => {
    const { path, bytes } = file(name);
    return ArrowReader.open(path, bytes, rows, dictionaries);
  };
  const texts = open(FILES.texts, counts.texts).texts('text');
  const dictionaries = readDictionaries(open(FILES.dictionaries, counts.dictionaries), counts.texts);
  const kinds = counts.kinds.map(({ kind, count }) => {
    const reader = open(kindFile(kind), count, dictionaries.get(kindFile(kind)));
    return readKind(kind, reader, counts);
  });
  const { table, enrolled, firstRow } = readEnrollments(
    open(FILES.enrollments, counts.enrollments, dictionaries.get(FILES.enrollments)),
    counts,
  );
  const rows = readRows(open(FILES.rows, counts.rows), firstRow, kinds);
  const recorded = open(FILES.recorded, counts.activities).ints('recorded', counts.activities);
  const { hash, activities, firstDay, lastDay } = counts;
  const { currency, timeZone, attributes } = setting;
  return {
    history: { hash, currency, timeZone, attributes, texts, enrollments: table, kinds, activities, firstDay, lastDay, rows },
    recorded,
    enrolled,
  };
}

/** By file and column: codes of the segment's texts. */
function readDictionaries(reader: ArrowReader, texts: number): ReadonlyMap<string, ReadonlyMap<string, Int32Array>> {
  const files = reader.texts('file');
  const columns = reader.texts('column');
  const { offsets, rows } = reader.list('codes');
  const codes = rows.ints('code', texts);
  const byFile = new Map<string, Map<string, Int32Array>>();
  for (let n = 0; n < reader.rows; n += 1) {
    const file = textAt(files, n);
    const of = byFile.get(file) ?? new Map<string, Int32Array>();
    of.set(textAt(columns, n), codes.subarray(offsets[n], offsets[n + 1]));
    byFile.set(file, of);
  }
  return byFile;
}

function readKind(kind: string, reader: ArrowReader, { activities, enrollments }: SegmentCounts): KindTable {
  const items = reader.has('items') ? reader.list('items') : undefined;
  return {
    kind,
    count: reader.rows,
    facts: reader.facts(),
    itemOffsets: items?.offsets ?? null,
    items: items?.rows.facts() ?? {},
    ids: reader.texts('id'),
    source: reader.codes('source'),
    revision: reader.has('revision') ? reader.ints('revision') : null,
    at: reader.has('at') ? reader.instants('at') : null,
    day: reader.ints('occurredOn'),
    order: reader.ints('order', activities),
    ...readParties(reader, enrollments),
    exchange: readExchange(reader),
    extras: readExtras(reader),
  };
}

function readParties(reader: ArrowReader, enrollments: number): Pick<KindTable, 'partyOffsets' | 'parties'> {
  if (!reader.has('parties')) return { partyOffsets: null, parties: null };
  const { offsets, rows } = reader.list('parties');
  const role = rows.codes('role');
  if (!(role instanceof Int32Array)) throw rows.damaged('role', 'it has no 32-bit codes');
  return { partyOffsets: offsets, parties: { enrollment: rows.ints('enrollment', enrollments), role, share: rows.wideInts('share') } };
}

function readExchange(reader: ArrowReader): KindTable['exchange'] {
  if (!reader.has('exchange')) return null;
  const exchange = reader.struct('exchange');
  return { currency: exchange.column('currency'), rate: exchange.column('rate'), on: exchange.column('on') };
}

function readExtras(reader: ArrowReader): KindTable['extras'] {
  const extras = new Map<number, string>();
  if (!reader.has('terms')) return extras;
  const present = reader.present('terms');
  const texts: Texts = reader.texts('terms');
  for (let n = 0; n < reader.rows; n += 1) if (isPresent(present, n)) extras.set(n, textAt(texts, n));
  return extras;
}

function readEnrollments(
  reader: ArrowReader,
  { enrollments: count, rows }: SegmentCounts,
): { readonly table: EnrollmentTable; readonly enrolled: Uint8Array; readonly firstRow: Int32Array } {
  const codes = (name: string): Int32Array => {
    const wide = reader.codes(name);
    if (wide instanceof Int32Array) return wide;
    throw reader.damaged(name, 'it has no 32-bit codes');
  };
  const tiered = reader.present('tier');
  const tier = codes('tier');
  for (let e = 0; e < count; e += 1) if (!isPresent(tiered, e)) tier[e] = -1;
  const table = {
    count,
    partner: codes('partner'),
    partnerType: codes('partnerType'),
    enrolledOn: reader.ints('enrolledOn'),
    tier,
    profile: reader.facts(),
  };
  const firstRow = sharedInts(count + 1);
  firstRow.set(reader.ints('firstRow', rows + 1));
  firstRow[count] = rows;
  if ((firstRow[0] ?? 0) !== 0) throw reader.damaged('firstRow', 'the first rows belong to nobody');
  for (let e = 0; e < count; e += 1)
    if ((firstRow[e] ?? 0) > (firstRow[e + 1] ?? 0)) throw reader.damaged('firstRow', `row ${e} is behind the next`);
  return { table, enrolled: reader.flags('enrolled'), firstRow };
}

function readRows(reader: ArrowReader, start: Int32Array, kinds: readonly KindTable[]): HistoryColumns['rows'] {
  const kind = reader.smallInts('kind');
  const place = reader.ints('place');
  const counts = new Int32Array(256);
  counts.set(kinds.map(({ count }) => count));
  for (let row = 0; row < reader.rows; row += 1) {
    if ((place[row] ?? 0) >>> 0 >= (counts[kind[row] ?? 0] ?? 0)) throw reader.damaged('place', `row ${row} shows no activity`);
  }
  return { count: reader.rows, start, kind, place, party: reader.smallInts('party') };
}
