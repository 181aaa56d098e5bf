import { isRefusal, readValue, refusalMessage } from '../../engine/facts/read.ts';
import { dayToIso } from '../../engine/facts/render.ts';
import type { RecordPlan, RecordRule } from './compile-records.ts';
import type { Refusal } from './grouping.ts';
import { loadJoins } from './joins.ts';
import { RECORD_KINDS, type RecordKind, type RecordKindName, type TypedRecord } from './record-kinds.ts';
import type { Fault, Row } from './row.ts';
import { readRows, type SourceFile } from './source-file.ts';
import { NO_RULE, wrongWidth } from './take-rows.ts';

export interface RecordBatch {
  readonly file: SourceFile;
  readonly read: number;
  readonly records: readonly { readonly kind: RecordKindName; readonly record: TypedRecord; readonly row: Row }[];
  readonly refused: readonly Refusal[];
  readonly leftOut: number;
}

/** Reads the files of a plan: each row is a record, refused or left out. */
export async function* readRecords(plan: RecordPlan, signal?: AbortSignal): AsyncGenerator<RecordBatch> {
  await loadJoins(plan.joins, signal);
  for (const { file, rules, leaveOut } of plan.sources) {
    for await (const rows of readRows(file, { signal })) {
      const records: RecordBatch['records'][number][] = [];
      const refused: Refusal[] = [];
      let leftOut = 0;
      for (const row of rows) {
        const unread = row.fault ?? wrongWidth({ file }, row);
        const rule = unread === undefined ? rules.find(({ takes }) => takes(row)) : undefined;
        if (unread !== undefined) refused.push({ row, faults: [unread] });
        else if (rule !== undefined) {
          const { record, faults } = recordOf(rule, row, plan.digits);
          if (faults.length > 0) refused.push({ row, faults });
          else records.push({ kind: rule.kind, record, row });
        } else if (leaveOut) leftOut += 1;
        else refused.push({ row, faults: [NO_RULE] });
      }
      yield { file, read: rows.length, records, refused, leftOut };
    }
  }
}

function recordOf(rule: RecordRule, row: Row, digits: number): { readonly record: TypedRecord; readonly faults: readonly Fault[] } {
  const built = rule.build([row]);
  if (built.faults.length > 0) return { record: {}, faults: built.faults.map(({ fault }) => fault) };
  return typed(rule.kind, built.document as Readonly<Record<string, unknown>>, digits);
}

/** A record as it is kept, or all that is wrong with it. */
export function typed(
  name: RecordKindName,
  document: Readonly<Record<string, unknown>>,
  digits: number,
): { readonly record: TypedRecord; readonly faults: readonly Fault[] } {
  const kind: RecordKind = RECORD_KINDS[name];
  const faults: Fault[] = [];
  const record: Record<string, TypedRecord[string]> = {};
  for (const [field, { type, choices, required }] of Object.entries(kind.fields)) {
    const value = document[field];
    if (value === undefined) {
      if (required) faults.push({ code: 'missing-fact', message: `${field} is missing.` });
      continue;
    }
    const read = readValue(type, value, digits, choices);
    if (isRefusal(read)) faults.push({ code: read.code, message: refusalMessage(field, value, read) });
    else record[field] = type === 'date' && typeof read === 'number' ? dayToIso(read) : read;
  }
  const contradiction = faults.length === 0 ? kind.contradiction?.(record) : undefined;
  if (contradiction !== undefined) faults.push({ code: 'contradiction', message: contradiction });
  return { record, faults };
}
