import { Field } from 'apache-arrow';
import type { HistoryColumns, KindTable } from '../../engine/columns/history.ts';
import { type Assembled, leadsOf } from '../building/part.ts';
import {
  type ArrowColumn,
  ArrowColumns,
  dates,
  flags,
  instants,
  ints,
  list,
  smallInts,
  sparseTexts,
  struct,
  texts,
  wideInts,
} from './arrow-columns.ts';
import { Dictionaries } from './dictionaries.ts';

/** A file of a segment, before it is bytes. */
export interface SegmentTable {
  /** Path in the segment's folder. */
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly ArrowColumn[];
}

export const kindFile = (kind: string): string => `activities/${kind}.arrow`;
export const FILES = {
  enrollments: 'enrollments.arrow',
  rows: 'rows.arrow',
  recorded: 'recorded.arrow',
  texts: 'texts.arrow',
  dictionaries: 'dictionaries.arrow',
} as const;

/** The files one after the other, so that only one of them is in memory beside the history. */
export function* segmentTables({ history, recorded, enrolled }: Assembled): Generator<SegmentTable, void, undefined> {
  const dictionaries = new Dictionaries(history.texts);
  const leads = leadsOf(history);
  for (const [index, table] of history.kinds.entries()) {
    const file = kindFile(table.kind);
    const columns = kindColumns(new ArrowColumns(file, history, dictionaries), history, table, leads[index] ?? new Int32Array(0));
    yield { file, rows: table.count, columns };
  }
  const { enrollments, rows } = history;
  const columns = enrollmentColumns(new ArrowColumns(FILES.enrollments, history, dictionaries), history, enrolled);
  yield { file: FILES.enrollments, rows: enrollments.count, columns };
  yield {
    file: FILES.rows,
    rows: rows.count,
    columns: [smallInts('kind', rows.kind), ints('place', rows.place), smallInts('party', rows.party)],
  };
  yield { file: FILES.recorded, rows: recorded.length, columns: [ints('recorded', recorded)] };
  yield { file: FILES.texts, rows: history.texts.offsets.length - 1, columns: [texts('text', history.texts)] };
  yield { file: FILES.dictionaries, rows: dictionaries.columns.length, columns: dictionaryColumns(dictionaries) };
}

function kindColumns(make: ArrowColumns, { enrollments }: HistoryColumns, table: KindTable, lead: Int32Array): ArrowColumn[] {
  const { count, exchange, itemOffsets, partyOffsets, parties } = table;
  const columns = [
    texts('id', table.ids),
    make.codes('source', table.source),
    ...(table.revision === null ? [] : [ints('revision', table.revision)]),
    dates('occurredOn', table.day),
    ...(table.at === null ? [] : [instants('at', table.at)]),
    ints('order', table.order),
    // who opens the file sees the partner; this history finds it by its rows
    make.names(
      'partner',
      lead.map((enrollment) => enrollments.partner[enrollment] ?? 0),
    ),
    make.names(
      'partnerType',
      lead.map((enrollment) => enrollments.partnerType[enrollment] ?? 0),
    ),
    ...make.facts(table.facts, count),
  ];
  if (itemOffsets !== null) {
    const rows = itemOffsets[count] ?? 0;
    columns.push(list('items', itemOffsets, struct('item', make.facts(table.items, rows, 'items.'), rows)));
  }
  if (partyOffsets !== null && parties !== null) {
    const { enrollment, role, share } = parties;
    const party = [ints('enrollment', enrollment), make.codes('role', role, null, 'parties.'), wideInts('share', share)];
    columns.push(list('parties', partyOffsets, struct('party', party, enrollment.length)));
  }
  if (exchange !== null) {
    const { currency, rate, on } = exchange;
    const path = 'exchange.';
    const said = [
      make.column('currency', currency, count, { path }),
      make.column('rate', rate, count, { path }),
      make.column('on', on, count, { path, date: true }),
    ];
    columns.push(struct('exchange', said, count));
  }
  if (table.extras.size > 0) columns.push(sparseTexts('terms', table.extras, count));
  return columns;
}

function enrollmentColumns(make: ArrowColumns, { enrollments, rows }: HistoryColumns, enrolled: Uint8Array): ArrowColumn[] {
  const { count, tier } = enrollments;
  const tiered = new Uint8Array((count + 7) >> 3);
  for (let e = 0; e < count; e += 1) if ((tier[e] ?? -1) >= 0) tiered[e >> 3] = (tiered[e >> 3] ?? 0) | (1 << (e & 7));
  return [
    ints(
      'enrollment',
      Int32Array.from({ length: count }, (_, e) => e),
    ),
    make.codes('partner', enrollments.partner),
    make.codes('partnerType', enrollments.partnerType),
    dates('enrolledOn', enrollments.enrolledOn),
    flags('enrolled', enrolled, count),
    make.codes('tier', tier, tiered),
    ints('firstRow', rows.start.subarray(0, count)),
    ...make.facts(enrollments.profile, count),
  ];
}

function dictionaryColumns({ columns }: Dictionaries): ArrowColumn[] {
  const offsets = new Int32Array(columns.length + 1);
  for (const [n, { codes }] of columns.entries()) offsets[n + 1] = (offsets[n] ?? 0) + codes.length;
  const codes = new Int32Array(offsets[columns.length] ?? 0);
  for (const [n, column] of columns.entries()) codes.set(column.codes, offsets[n] ?? 0);
  const named = (name: string, of: readonly string[]): ArrowColumn => {
    const { field, data } = sparseTexts(name, new Map(of.entries()), of.length);
    return { field: new Field(name, field.type, false), data };
  };
  return [
    named(
      'file',
      columns.map(({ file }) => file),
    ),
    named(
      'column',
      columns.map(({ column }) => column),
    ),
    list('codes', offsets, ints('code', codes)),
  ];
}
