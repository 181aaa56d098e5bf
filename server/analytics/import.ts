import type { MappingDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Timeline } from '../engine/program/model.ts';
import { compileRecords, type RecordPlan } from '../history/import/compile-records.ts';
import { readRecords } from '../history/import/read-records.ts';
import { RECORD_KINDS, type RecordKind, type RecordKindName, type TypedRecord } from '../history/import/record-kinds.ts';
import { reasonText } from '../history/import/rejects.ts';
import { rawOf } from '../history/import/source-file.ts';
import { countTold, tell } from '../store/analytics/told.ts';
import type { Transaction } from '../store/database.ts';
import type { Analytics } from './analytics.ts';

/** What came of files of records: accepted + rejected + left out = read. */
export interface Told {
  readonly read: number;
  readonly accepted: Readonly<Record<string, number>>;
  readonly rejected: number;
  readonly leftOut: number;
  /** The first of the refused rows, each as it was. */
  readonly rejects: readonly { readonly file: string; readonly line: number; readonly reason: string; readonly row: string }[];
}

const MOST_REJECTS = 200;
const MOST_ROW = 2_000;

export type Readied = { readonly ok: true; readonly plan: RecordPlan } | { readonly ok: false; readonly findings: readonly Finding[] };

export async function readyImport(mapping: MappingDocument, folder: string, timeline: Timeline): Promise<Readied> {
  const compiled = await compileRecords(mapping, { folder }, timeline);
  return compiled.ok ? { ok: true, plan: compiled.plan } : compiled;
}

/** All that is accepted of the files, in one transaction; sums are made after it. */
export async function tellFiles({ trail }: Analytics, tx: Transaction, by: Principal, program: string, plan: RecordPlan) {
  const seen = new Set<string>();
  const accepted: Record<string, number> = {};
  const rejects: Told['rejects'][number][] = [];
  let [read, rejected, leftOut] = [0, 0, 0];
  for await (const batch of readRecords(plan)) {
    const refuse = (line: number, reason: string, row: string): void => {
      rejected += 1;
      if (rejects.length < MOST_REJECTS) rejects.push({ file: batch.file.name, line, reason, row: row.slice(0, MOST_ROW) });
    };
    const kinds = new Map<RecordKindName, TypedRecord[]>();
    for (const { kind, record, row } of batch.records) {
      const name = nameOf(kind, record);
      if (seen.has(name)) {
        refuse(row.line, 'A row before tells of the same, by its name; the first counts.', rawOf(batch.file, row));
        continue;
      }
      seen.add(name);
      accepted[kind] = (accepted[kind] ?? 0) + 1;
      const own = kinds.get(kind);
      if (own === undefined) kinds.set(kind, [record]);
      else own.push(record);
    }
    for (const { row, faults } of batch.refused) refuse(row.line, reasonText(faults), rawOf(batch.file, row));
    for (const [kind, records] of kinds) await tell(tx, program, kind, records);
    read += batch.read;
    leftOut += batch.leftOut;
  }
  await countTold(tx, program);
  const value: Told = { read, accepted, rejected, leftOut, rejects };
  const after = { read, accepted, rejected, leftOut };
  return { value, head: await trail.record(tx, by, { action: 'analytics-told', subject: { kind: 'program', id: program }, after }) };
}

function nameOf(kind: RecordKindName, record: TypedRecord): string {
  const { names }: RecordKind = RECORD_KINDS[kind];
  return JSON.stringify([kind, ...names.map((name) => record[name])]);
}
