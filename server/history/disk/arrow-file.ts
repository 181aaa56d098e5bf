import { makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct } from 'apache-arrow';
import type { ArrowColumn } from './arrow-columns.ts';

/** The bytes of an Arrow IPC file of one record batch, piece by piece: the columns' own memory, not a copy. The same columns give the same bytes. */
export function arrowFile(
  columns: readonly ArrowColumn[],
  rows: number,
  about: Readonly<Record<string, string>>,
): AsyncIterable<Uint8Array> {
  const fields = columns.map(({ field }) => field);
  const schema = new Schema(fields, new Map(Object.entries(about)));
  const data = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children: columns.map(({ data }) => data) });
  return RecordBatchFileWriter.writeAll([new RecordBatch(schema, data)]);
}
