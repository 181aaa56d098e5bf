import type { MappedFile, MappedValue } from '../../../schemas/types.ts';
import { isRefusal, readValue, refusalMessage } from '../../engine/facts/read.ts';
import type { FactType } from '../../engine/facts/value.ts';
import type { Finding } from '../../engine/program/diagnostic.ts';
import { didYouMean, escapePointer, nameHint, shorten, showJson } from '../../engine/program/wording.ts';
import { cellReader, type ReadCell } from './cells.ts';
import { isDateFormat, saysInstant } from './dates.ts';
import { JoinTable } from './joins.ts';
import type { ProgramTerms } from './program-terms.ts';
import type { SourceFile } from './source-file.ts';
import type { Target, ValueSpec } from './value-parts.ts';
import { columnsInText } from './value-text.ts';
import { type CompiledValue, compileValue } from './values.ts';
import { isZone } from './zone-offsets.ts';

/** What a value is for. */
export interface Wanted {
  readonly target: Target;
  /** In messages: deal.amount, partnerType. */
  readonly what: string;
  readonly choices?: readonly string[];
  /** What is wrong with a value that is known before any row is read. */
  readonly check?: (value: string) => { readonly message: string; readonly hint?: string } | undefined;
  /** Of a group: lines are taken together. */
  readonly grouped: boolean;
  /** Columns are fields of the entries of a list, which nobody knows beforehand. */
  readonly inList?: boolean;
}

/** Files by name, looked at; missing where one can't be used, which was told. */
export type FileOf = (name: string) => SourceFile | undefined;

/** Checks and compiles values; collects what is wrong with them. */
export class ValueCompiler {
  readonly findings: Finding[] = [];
  readonly joins: JoinTable[] = [];
  readonly terms: ProgramTerms;
  private readonly fileOf: FileOf;
  private readonly forms: Readonly<Record<string, MappedFile>>;

  constructor(terms: ProgramTerms, fileOf: FileOf, forms: Readonly<Record<string, MappedFile>>) {
    this.terms = terms;
    this.fileOf = fileOf;
    this.forms = forms;
  }

  report(code: string, message: string, pointer: string, hint?: string, severity: Finding['severity'] = 'error'): undefined {
    this.findings.push({ code, severity, message, pointer, ...(hint !== undefined && { hint }) });
    return undefined;
  }

  formOf(file: SourceFile): MappedFile {
    return this.forms[file.name] ?? {};
  }

  column(file: SourceFile, name: string, pointer: string, inList = false): ReadCell | undefined {
    const read = cellReader(file, name);
    if (file.format === 'ndjson') {
      if (!inList && !name.startsWith('/') && file.columns.length > 0 && !file.columns.includes(name)) {
        this.report(
          'unknown-column',
          `None of the first lines of ${file.name} has ${shorten(name)}.`,
          pointer,
          nameHint(name, file.columns),
          'warning',
        );
      }
      return read;
    }
    if (read !== undefined) return read;
    if (file.columns.includes(name)) {
      return this.report(
        'ambiguous-column',
        `${file.name} has ${shorten(name)} more than once.`,
        pointer,
        'Give its columns names of their own: "columns", with the header as one of "skipLines".',
      );
    }
    return this.report('unknown-column', `${file.name} has no column ${shorten(name)}.`, pointer, nameHint(name, file.columns));
  }

  value(mapped: MappedValue, file: SourceFile, pointer: string, wanted: Wanted): CompiledValue | undefined {
    const spec: ValueSpec = typeof mapped === 'string' ? { column: mapped } : mapped;
    const sources = (['column', 'value', 'text'] as const).filter((name) => spec[name] !== undefined);
    if (sources.length !== 1) {
      const message =
        sources.length === 0
          ? `It isn't said where ${wanted.what} comes from.`
          : `${wanted.what} comes from ${sources.join(' and ')}; one of them was expected.`;
      return this.report('value-source', message, pointer, 'Write "column", "value" or "text".');
    }
    this.options(spec, pointer, wanted);
    this.constants(spec, pointer, wanted);
    if (spec.value !== undefined)
      return compileValue({ spec, target: wanted.target, what: wanted.what, file: {}, columns: [], days: this.terms.days });
    const names = spec.text === undefined ? [spec.column ?? []].flat() : columnsInText(spec.text);
    const isList = Array.isArray(spec.column);
    const columns = names.map((name, index) => ({
      name,
      read: this.column(file, name, `${pointer}${columnPointer(mapped, spec, isList ? index : undefined)}`, wanted.inList),
    }));
    const join = this.join(spec, names.length, pointer);
    const known = columns.flatMap(({ name, read }) => (read === undefined ? [] : [{ name, read }]));
    if (known.length < columns.length || (spec.join !== undefined && join === undefined)) return undefined;
    if (spec.text !== undefined && names.length === 0)
      return this.report('value-source', `${shorten(spec.text)} has no columns in braces.`, `${pointer}/text`, 'Write "value" instead.');
    const parts = { spec, target: wanted.target, what: wanted.what, file: this.formOf(file), columns: known, days: this.terms.days };
    return this.hasUnknownForm(spec, file) ? undefined : compileValue({ ...parts, ...(join && { join }) });
  }

  /** Formats that were found fault with can't be compiled. */
  private hasUnknownForm(spec: ValueSpec, file: SourceFile): boolean {
    const form = this.formOf(file);
    const dates = [spec.date, form.date].every((format) => format === undefined || isDateFormat(format));
    return !dates || ![spec.zone, form.zone].every((zone) => zone === undefined || isZone(zone));
  }

  private join({ join }: ValueSpec, keys: number, pointer: string): JoinTable | undefined {
    if (join === undefined) return undefined;
    const file = this.fileOf(join.from);
    const names = [join.key].flat();
    if (names.length !== keys) {
      this.report(
        'join-keys',
        `The join has ${names.length === 1 ? 'one key' : `${names.length} keys`} for ${keys === 1 ? 'one column' : `${keys} columns`}.`,
        `${pointer}/join/key`,
      );
    }
    if (file === undefined) return undefined;
    const known = [
      ...names.map((name, index) => this.column(file, name, `${pointer}/join/key${Array.isArray(join.key) ? `/${index}` : ''}`)),
      this.column(file, join.column, `${pointer}/join/column`),
    ];
    if (known.includes(undefined) || names.length !== keys) return undefined;
    const same = this.joins.find(
      (table) => table.file === file && table.column === join.column && table.keys.join('\0') === names.join('\0'),
    );
    if (same !== undefined) return same;
    const table = new JoinTable(file, names, join.column);
    this.joins.push(table);
    return table;
  }

  /** Options that mean nothing here would be taken for granted by whoever wrote them. */
  private options(spec: ValueSpec, pointer: string, { target, what, grouped }: Wanted): void {
    const refuse = (option: keyof ValueSpec, message: string, hint?: string): undefined =>
      this.report('option-not-here', message, `${pointer}/${option}`, hint);
    const numeric = NUMERIC.has(target);
    const dated = target === 'date' || target === 'instant';
    if (spec.number !== undefined && !numeric) refuse('number', `${what} is ${nameOf(target)}, no number.`);
    for (const option of ['date', 'zone'] as const)
      if (spec[option] !== undefined && !dated) refuse(option, `${what} is ${nameOf(target)}, no date.`);
    if (spec.split !== undefined && target !== 'list') refuse('split', `${what} is ${nameOf(target)}, no list.`);
    if (spec.others !== undefined && spec.values === undefined) refuse('others', 'There are no "values" that others could be beside.');
    if (Array.isArray(spec.column) && spec.column.length > 1 && spec.join === undefined)
      refuse('column', 'Several columns are the keys of a join, and there is none.', 'Write "text" to put columns together.');
    if (spec.join !== undefined && spec.column === undefined) refuse('join', 'A join looks up a column, and none is given.');
    if (spec.take !== undefined && !grouped) refuse('take', 'Each line is an activity by itself.', 'Write "group" with the activity.');
    if ((spec.take === 'sum' || spec.take === 'count') && grouped && !numeric)
      refuse('take', `${what} is ${nameOf(target)}, and can't be ${spec.take === 'sum' ? 'added up' : 'a count'}.`);
    if (spec.value !== undefined) {
      for (const option of BESIDE_VALUE) if (spec[option] !== undefined) refuse(option, 'The value is always the same.', 'Remove it.');
    }
    this.form(spec, pointer);
    if (target === 'instant' && spec.date !== undefined && isDateFormat(spec.date) && !saysInstant(spec.date))
      refuse('date', `${shorten(spec.date)} says a day; ${what} is an instant.`);
  }

  /** Of a value or a file. */
  form({ date, zone, number }: Pick<MappedFile, 'date' | 'zone' | 'number'>, pointer: string): void {
    if (date !== undefined && !isDateFormat(date)) {
      this.report(
        'unknown-format',
        `${shorten(date)} is no format of dates.`,
        `${pointer}/date`,
        'Such as YYYY-MM-DD, DD.MM.YYYY, MM/DD/YYYY HH:mm, instant, excel or epoch-seconds.',
      );
    }
    if (zone !== undefined && !isZone(zone))
      this.report('unknown-zone', `There is no time zone ${shorten(zone)}.`, `${pointer}/zone`, 'Such as UTC or America/New_York.');
    if (number?.thousands !== undefined && number.thousands === (number.decimal ?? '.')) {
      this.report(
        'unknown-format',
        `${shorten(number.thousands)} can't stand both between thousands and before decimals.`,
        `${pointer}/number/thousands`,
      );
    }
  }

  /** Values that stand in the mapping itself. */
  private constants(spec: ValueSpec, pointer: string, wanted: Wanted): void {
    const places: (readonly [value: string | number | boolean | undefined, at: string])[] = [
      [spec.value, '/value'],
      [spec.default, '/default'],
      ...Object.entries(spec.values ?? {}).map(([text, value]) => [value, `/values/${escapePointer(text)}`] as const),
    ];
    for (const [value, at] of places) if (value !== undefined) this.constant(value, pointer + at, wanted);
  }

  private constant(value: string | number | boolean, pointer: string, { target, what, choices, check }: Wanted): void {
    if (target === 'instant' || target === 'list') {
      if (typeof value !== 'string') this.report('wrong-type', `${what} is ${showJson(value)}; text was expected.`, pointer);
      return;
    }
    const read = readValue(target satisfies FactType, value, this.terms.currency.digits, choices);
    if (isRefusal(read)) {
      const hint = read.code === 'unknown-choice' && choices !== undefined ? didYouMean(String(value), choices) : undefined;
      this.report(read.code, refusalMessage(what, value, read), pointer, hint);
      return;
    }
    const wrong = typeof value === 'string' ? check?.(value) : undefined;
    if (wrong !== undefined) this.report('unknown-value', wrong.message, pointer, wrong.hint);
  }
}

const NUMERIC: ReadonlySet<Target> = new Set(['money', 'rate', 'price', 'count', 'days']);
const BESIDE_VALUE = ['join', 'missing', 'default', 'values', 'others', 'date', 'zone', 'number', 'split'] as const;

const nameOf = (target: Target): string => (target === 'instant' ? 'an instant' : target);

/** Where a column's name stands. */
function columnPointer(mapped: MappedValue, spec: ValueSpec, index: number | undefined): string {
  if (typeof mapped === 'string') return '';
  if (spec.text !== undefined) return '/text';
  return index === undefined ? '/column' : `/column/${index}`;
}
