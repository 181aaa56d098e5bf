import type { ActivityMapping, MappedFacts, MappedValue, PartnerMapping } from '../../../schemas/types.ts';
import type { FactSpec } from '../../engine/facts/catalogue.ts';
import { escapePointer, nameHint, shorten } from '../../engine/program/wording.ts';
import type { Field } from './build.ts';
import { textCell } from './cells.ts';
import type { ValueCompiler, Wanted } from './compile-values.ts';
import type { Group } from './plan.ts';
import { roughField } from './raw-fields.ts';
import type { Row } from './row.ts';
import type { SourceFile } from './source-file.ts';

/* What rules of partners and of activities have in common: checked and compiled, with pointers into the mapping. */

type Place = 'text' | 'count' | 'date' | 'rate' | 'instant';

export class RuleCompiler {
  readonly values: ValueCompiler;
  readonly file: SourceFile;
  readonly pointer: string;
  readonly grouped: boolean;

  constructor(values: ValueCompiler, file: SourceFile, pointer: string, grouped: boolean) {
    this.values = values;
    this.file = file;
    this.pointer = pointer;
    this.grouped = grouped;
  }

  /** `at`: below the rule, and in the document. */
  report(code: string, message: string, at: string, hint?: string): void {
    this.values.report(code, message, this.pointer + at, hint);
  }

  missing(name: string, what: string): void {
    this.report('missing-field', `${name} is missing: ${what}`, '', `Add "${name}".`);
  }

  fields(
    ...fields: readonly (readonly [mapped: MappedValue | undefined, at: string, target: Place, check?: Wanted['check']])[]
  ): readonly Field[] {
    return fields.flatMap(([mapped, at, target, check]) => {
      if (mapped === undefined) return [];
      const what = at.slice(at.lastIndexOf('/') + 1);
      const value = this.values.value(mapped, this.file, this.pointer + at, {
        target,
        what,
        grouped: this.grouped,
        ...(check && { check }),
      });
      return value === undefined ? [] : [{ at, value }];
    });
  }

  /** Facts by name, each of them `known`. */
  facts(
    mapped: MappedFacts | undefined,
    at: string,
    known: ReadonlyMap<string, Pick<FactSpec, 'type' | 'choices'>>,
    stranger: (name: string, at: string) => void,
    more: Partial<Pick<Wanted, 'inList' | 'grouped'>> = {},
  ): readonly Field[] {
    return Object.entries(mapped ?? {}).flatMap(([name, each]) => {
      const own = `${at}/${escapePointer(name)}`;
      const spec = known.get(name);
      if (spec === undefined) {
        stranger(name, own);
        return [];
      }
      const wanted = { target: spec.type, what: name, grouped: this.grouped, ...(spec.choices && { choices: spec.choices }), ...more };
      const value = this.values.value(each, this.file, this.pointer + own, wanted);
      return value === undefined ? [] : [{ at: own, value }];
    });
  }

  when(when: PartnerMapping['when']): (row: Row) => boolean {
    const tests = Object.entries(when ?? {}).map(([column, texts]) => {
      const read = this.values.column(this.file, column, `${this.pointer}/when/${escapePointer(column)}`);
      const wanted = new Set([texts].flat());
      return (row: Row): boolean => {
        const cell = read === undefined ? undefined : textCell(read(row), column);
        return (cell === undefined || typeof cell === 'string') && wanted.has(cell ?? '');
      };
    });
    return (row) => tests.every((test) => test(row));
  }

  group(group: ActivityMapping['group']): Group | undefined {
    if (group === undefined) return undefined;
    const { by, sorted = false, badLines } = typeof group === 'string' ? { by: group } : group;
    const at = `${this.pointer}/group${typeof group === 'string' ? '' : '/by'}`;
    const { file } = this;
    const columns = [by].flat().map((name, index) => ({
      name,
      read: this.values.column(file, name, Array.isArray(by) ? `${at}/${index}` : at),
      place: file.columns.indexOf(name),
    }));
    return {
      sorted,
      leaveOut: badLines === 'leave-out',
      key: (row) => keyOf(columns.map(({ read, name }) => textCell(read?.(row), name))),
      rough: ({ raw }) => {
        if (file.format !== 'csv') return undefined;
        const bytes = columns.map(({ place }) => roughField(raw, place, file.delimiter, file.quote));
        return keyOf(bytes.map((text) => (text === undefined ? undefined : file.decode(text))));
      },
    };
  }

  /** Lines that are documents already have nothing to map. */
  asIs(mapping: object): void {
    const others = Object.keys(mapping).filter((key) => !['from', 'when', 'asIs', 'again'].includes(key));
    for (const key of others)
      this.report('option-not-here', `The lines of ${this.file.name} are taken as they are.`, `/${key}`, 'Remove it.');
    if (this.file.format !== 'ndjson')
      this.report('option-not-here', `${this.file.name} is CSV; only lines of NDJSON can be documents already.`, '/asIs');
  }
}

const keyOf = (texts: readonly unknown[]): string | undefined =>
  texts.every((text) => typeof text === 'string') ? texts.join('\0') : undefined;

export const unknownName = (what: string, name: string, names: Iterable<string>): { readonly message: string; readonly hint?: string } => {
  const hint = nameHint(name, names);
  return { message: `The program has no ${what} ${shorten(name)}.`, ...(hint !== undefined && { hint }) };
};

/** A partner type of the program, whose partners produce the kind. */
export const partnerTypeCheck =
  ({ terms }: ValueCompiler, kind?: string): NonNullable<Wanted['check']> =>
  (name) => {
    if (!terms.partnerTypes.has(name)) return unknownName('partner type', name, terms.partnerTypes);
    if (kind === undefined || terms.produces(name, kind)) return undefined;
    return { message: `Partners of type ${name} do not produce ${kind}.` };
  };
