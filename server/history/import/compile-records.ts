import type { MappingDocument, RecordMapping } from '../../../schemas/types.ts';
import type { Finding } from '../../engine/program/diagnostic.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { didYouMean, shorten } from '../../engine/program/wording.ts';
import { Builder } from './build.ts';
import { prepare } from './compile-mapping.ts';
import { RuleCompiler } from './compile-rules.ts';
import type { ValueCompiler } from './compile-values.ts';
import type { JoinTable } from './joins.ts';
import type { Rule } from './plan.ts';
import { RECORD_KINDS, type RecordKind, type RecordKindName } from './record-kinds.ts';
import type { SourceFile } from './source-file.ts';

export interface RecordRule extends Rule {
  readonly kind: RecordKindName;
}

/** Files whose rows become records of analytics. */
export interface RecordPlan {
  readonly sources: readonly { readonly file: SourceFile; readonly rules: readonly RecordRule[]; readonly leaveOut: boolean }[];
  readonly joins: readonly JoinTable[];
  /** Decimals of the currency. */
  readonly digits: number;
}

export type CompiledRecords =
  | { readonly ok: true; readonly plan: RecordPlan; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** A mapping of records, against the heads of its files. Everything that is wrong with it at once. */
export async function compileRecords(
  mapping: MappingDocument,
  files: { readonly folder: string },
  timeline: Timeline,
): Promise<CompiledRecords> {
  const { values, found } = await prepare(mapping, files, timeline, ['records']);
  for (const section of ['partners', 'activities'] as const)
    if (mapping[section] !== undefined)
      values.report('option-not-here', `${section} belong to a history.`, `/${section}`, 'Import them there, by a mapping of their own.');
  const records = mapping.records ?? [];
  if (records.length === 0) values.report('empty-mapping', 'The mapping makes no records of any file.', '', 'Write "records".');
  const rules = records.flatMap((one, index) => {
    const file = found.get(one.from);
    return file === undefined ? [] : [{ file, rule: compileOne(values, one, file, `/records/${index}`) }];
  });
  const { findings, joins, terms } = values;
  if (findings.some(({ severity }) => severity === 'error')) return { ok: false, findings };
  const sources = [...new Set(rules.map(({ file }) => file))].map((file) => ({
    file,
    rules: rules.filter((one) => one.file === file).map(({ rule }) => rule),
    leaveOut: mapping.files?.[file.name]?.otherRows === 'leave-out',
  }));
  return { ok: true, plan: { sources, joins, digits: terms.currency.digits }, warnings: findings };
}

function compileOne(values: ValueCompiler, mapping: RecordMapping, file: SourceFile, pointer: string): RecordRule {
  const kind: RecordKind = RECORD_KINDS[mapping.record];
  const rule = new RuleCompiler(values, file, pointer, false);
  const known = new Map(Object.entries(kind.fields));
  const fields = rule.facts(mapping.fields, '/fields', known, (name, at) =>
    rule.report('unknown-fact', `A record of ${mapping.record} has no field ${shorten(name)}.`, at, didYouMean(name, known.keys())),
  );
  for (const [name, { required }] of known)
    if (required && mapping.fields[name] === undefined)
      rule.report('missing-fact', `${name} is missing; a record of ${mapping.record} must have it.`, '/fields', `Add "${name}".`);
  const builder = new Builder({ grouped: false, fields });
  return { kind: mapping.record, takes: rule.when(mapping.when), build: builder.build };
}
