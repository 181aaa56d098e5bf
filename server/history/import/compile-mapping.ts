import type { MappingDocument } from '../../../schemas/types.ts';
import type { Finding } from '../../engine/program/diagnostic.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { didYouMean, escapePointer } from '../../engine/program/wording.ts';
import { compileActivities } from './compile-activities.ts';
import { compilePartners } from './compile-partners.ts';
import { ValueCompiler } from './compile-values.ts';
import type { ActivityRule, PartnerRule, Plan, SourcePlan } from './plan.ts';
import { ProgramTerms } from './program-terms.ts';
import { type Files, lookAt, SourceFault, type SourceFile, unreadFile } from './source-file.ts';

export type Compiled =
  | { readonly ok: true; readonly plan: Plan; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** A mapping that fits its schema, against the catalogue of the program and the heads of the files. Everything that is wrong with it at once. */
export async function compileMapping(mapping: MappingDocument, files: Files, timeline: Timeline): Promise<Compiled> {
  const { values, found } = await prepare(mapping, files, timeline, ['partners', 'activities']);
  if (mapping.records !== undefined)
    values.report(
      'option-not-here',
      'Records are told to analytics, not to a history.',
      '/records',
      'Import them there, by a mapping of their own.',
    );
  if ((mapping.partners ?? []).length + (mapping.activities ?? []).length === 0) {
    values.report('empty-mapping', 'The mapping makes nothing of any file.', '', 'Write "activities", "partners" or both.');
  }
  const partners = (mapping.partners ?? []).flatMap((one, index) => {
    const file = found.get(one.from);
    return file === undefined ? [] : [{ file, rule: compilePartners(values, one, file, `/partners/${index}`) }];
  });
  const activities = (mapping.activities ?? []).flatMap((one, index) => {
    const file = found.get(one.from);
    return file === undefined ? [] : [{ file, rule: compileActivities(values, one, file, `/activities/${index}`) }];
  });
  const { findings, joins } = values;
  if (findings.some(({ severity }) => severity === 'error')) return { ok: false, findings };
  return { ok: true, plan: { sources: sourcesOf(mapping, partners, activities), joins }, warnings: findings };
}

type Section = 'partners' | 'activities' | 'records';

/** The files that a mapping's sections read, looked at; what is wrong with them is found already. */
export async function prepare(
  mapping: MappingDocument,
  files: Files,
  timeline: Timeline,
  sections: readonly Section[],
): Promise<{ readonly values: ValueCompiler; readonly found: ReadonlyMap<string, SourceFile> }> {
  const forms = mapping.files ?? {};
  const uses = usesOf(mapping, sections);
  const found = new Map<string, SourceFile>();
  const faults: Finding[] = [];
  for (const [name, pointer] of uses) {
    try {
      found.set(name, await lookAt(files, name, Object.hasOwn(forms, name) ? forms[name] : undefined));
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      found.set(name, unreadFile(name));
      faults.push({ code: 'unreadable-file', severity: 'error', message: error.message, pointer });
    }
  }
  const values = new ValueCompiler(new ProgramTerms(timeline), (name) => found.get(name), forms);
  values.findings.push(...faults);
  checkFiles(values, mapping, uses);
  return { values, found };
}

/** Files that the mapping reads, and where it first says so. */
function usesOf(mapping: MappingDocument, sections: readonly Section[]): ReadonlyMap<string, string> {
  const uses = new Map<string, string>();
  const use = (name: string, pointer: string): void => {
    if (!uses.has(name)) uses.set(name, pointer);
  };
  for (const section of sections) {
    for (const [index, rule] of (mapping[section] ?? []).entries()) use(rule.from, `/${section}/${index}/from`);
  }
  joinsIn(mapping, '', use);
  return uses;
}

/** Joins wherever values stand. */
function joinsIn(part: unknown, pointer: string, use: (name: string, pointer: string) => void): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, child] of Object.entries(part)) {
    const at = `${pointer}/${escapePointer(key)}`;
    if (key === 'join' && typeof child === 'object' && child !== null && typeof child.from === 'string') use(child.from, `${at}/from`);
    else if (key !== 'values' && key !== 'when') joinsIn(child, at, use);
  }
}

function checkFiles(values: ValueCompiler, { files = {} }: MappingDocument, uses: ReadonlyMap<string, string>): void {
  for (const [name, form] of Object.entries(files)) {
    const pointer = `/files/${escapePointer(name)}`;
    if (!uses.has(name)) values.report('unused-file', `Nothing is made of ${name}.`, pointer, didYouMean(name, uses.keys()), 'warning');
    values.form(form, pointer);
    const { quote = '"', delimiter, columns = [] } = form;
    if (/[^\0-\x7f]|[\r\n]/.test(quote)) values.report('unknown-format', 'Only a character of ASCII can be the quote.', `${pointer}/quote`);
    if (delimiter !== undefined && (/[\r\n]/.test(delimiter) || (quote !== '' && delimiter.includes(quote)))) {
      values.report('unknown-format', 'Neither a line end nor the quote can stand between fields.', `${pointer}/delimiter`);
    }
    for (const [index, column] of columns.entries()) {
      if (columns.indexOf(column) !== index)
        values.report('twice-in-list', `There are two columns ${column}.`, `${pointer}/columns/${index}`, 'Give each a name of its own.');
    }
  }
}

function sourcesOf(
  { files = {} }: MappingDocument,
  partners: readonly { readonly file: SourceFile; readonly rule: PartnerRule }[],
  activities: readonly { readonly file: SourceFile; readonly rule: ActivityRule }[],
): readonly SourcePlan[] {
  const all = [...new Set([...partners, ...activities].map(({ file }) => file))];
  const plans = all.map((file): SourcePlan => {
    const form = (Object.hasOwn(files, file.name) ? files[file.name] : undefined) ?? {};
    return {
      file,
      form,
      partners: partners.filter((one) => one.file === file).map(({ rule }) => rule),
      activities: activities.filter((one) => one.file === file).map(({ rule }) => rule),
      leaveOut: form.otherRows === 'leave-out',
    };
  });
  // who takes part should be known before what they did
  return [...plans.filter((plan) => plan.activities.length === 0), ...plans.filter((plan) => plan.activities.length > 0)];
}
