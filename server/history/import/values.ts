import type { MappedFile, MappedValue } from '../../../schemas/types.ts';
import type { FactType } from '../../engine/facts/value.ts';
import type { ZoneDays } from '../../engine/facts/zone-days.ts';
import { shorten } from '../../engine/program/wording.ts';
import { type Cell, type ReadCell, Trouble, textCell } from './cells.ts';
import { dateParser } from './dates.ts';
import { guessDates } from './guess.ts';
import { type JoinTable, joinKey } from './joins.ts';
import { addDecimals, compareDecimals, type Decimal, isPlainDecimal, numberParser, roundDecimal, showDecimal } from './numbers.ts';
import type { JsonObject, Row } from './row.ts';

/** What a value is to become. `instant`: ISO text of a moment. */
export type Target = FactType | 'instant';

/** As it stands in a document. */
export type Json = string | number | boolean | readonly string[];
export type Got = Json | undefined | Trouble;

export type ValueSpec = Exclude<MappedValue, string>;

/** What a value is compiled from: its columns are known to be there. */
export interface ValueParts {
  readonly spec: ValueSpec;
  readonly target: Target;
  /** What it is for, in messages: deal.amount. */
  readonly what: string;
  readonly file: MappedFile;
  readonly columns: readonly { readonly name: string; readonly read: ReadCell }[];
  readonly join?: JoinTable;
  readonly days: ZoneDays;
}

export interface CompiledValue {
  /** The columns it comes from, for messages; missing: none. */
  readonly column?: string;
  one(row: Row, item?: JsonObject): Got;
  /** Of the lines of a group. */
  all(rows: readonly Row[]): Got;
}

export function compileValue(parts: ValueParts): CompiledValue {
  const { spec, columns } = parts;
  const constant = spec.value;
  if (constant !== undefined) return { one: () => constant, all: () => constant };
  const column = columns.map(({ name }) => name).join(', ');
  const text = textReader(parts, column);
  const numeric = NUMERIC.has(parts.target);
  const many = numeric ? numbers(parts, text, column) : plain(parts, text, column);
  return { column, ...many };
}

const NUMERIC: ReadonlySet<Target> = new Set(['money', 'rate', 'price', 'count', 'days']);

/** A translated value, or text that is yet to be understood. */
class Done {
  readonly value: Json;
  constructor(value: Json) {
    this.value = value;
  }
}
type Text = Cell | Done;
type ReadText = (row: Row, item?: JsonObject) => Text;

/** Column, template or join, then translation, then what is missing. */
function textReader({ spec, columns, join, file, what }: ValueParts, column: string): ReadText {
  const found = spec.text === undefined ? columnReader(columns, join, spec) : templateReader(spec.text, columns);
  const missing = new Set(spec.missing ?? file.missing ?? []);
  const values = spec.values === undefined ? undefined : new Map(Object.entries(spec.values));
  const { others = 'refuse' } = spec;
  const fallback = spec.default === undefined ? undefined : new Done(spec.default);
  return (row, item) => {
    const cell = found(row, item);
    if (cell instanceof Trouble || (typeof cell === 'object' && values === undefined)) return cell;
    const text = textCell(cell, column);
    if (text instanceof Trouble) return text;
    const translated = values?.get(text ?? '');
    if (translated !== undefined) return new Done(translated);
    if (text === undefined || missing.has(text)) return fallback;
    if (values === undefined || others === 'keep') return text;
    if (others === 'missing') return fallback;
    return new Trouble('untranslated', `${column} is ${shorten(text)}, which the mapping has no ${what} for: add it to "values".`, column);
  };
}

function columnReader(columns: ValueParts['columns'], join: JoinTable | undefined, spec: ValueSpec): ReadCell {
  const [first] = columns;
  if (first === undefined) return () => undefined;
  if (join === undefined) return first.read;
  const unmatched = spec.join?.unmatched ?? 'refuse';
  const names = columns.map(({ name }) => name).join(', ');
  return (row, item) => {
    const texts: string[] = [];
    for (const { read, name } of columns) {
      const text = textCell(read(row, item), name);
      if (typeof text !== 'string') return text;
      texts.push(text);
    }
    const found = join.get(joinKey(texts));
    if (found !== undefined) return found === '' ? undefined : found;
    if (unmatched === 'missing') return undefined;
    if (unmatched === 'keep') return texts.join(' ');
    const shown = shorten(texts.join(', '));
    return new Trouble(
      'unmatched-join',
      `${names} is ${shown}, and no row of ${join.file.name} has that as ${join.keys.join(', ')}.`,
      names,
    );
  };
}

/** Names of the columns in a template, in order. */
export const columnsInText = (text: string): readonly string[] => [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');

function templateReader(template: string, columns: ValueParts['columns']): ReadCell {
  const literals = template.split(/\{[^{}]*\}/);
  return (row, item) => {
    let text = literals[0] ?? '';
    for (const [index, { read, name }] of columns.entries()) {
      const part = textCell(read(row, item), name);
      if (typeof part !== 'string') return part;
      text += part + (literals[index + 1] ?? '');
    }
    return text;
  };
}

type Reading = Pick<CompiledValue, 'one' | 'all'>;

/** What is no number: understood text by text, the same or the first or last of a group. */
function plain(parts: ValueParts, text: ReadText, column: string): Reading {
  const understand = understander(parts, column);
  const one = (row: Row, item?: JsonObject): Got => {
    const cell = text(row, item);
    if (cell === undefined || cell instanceof Trouble) return cell;
    return cell instanceof Done ? cell.value : understand(cell);
  };
  const { take = 'same' } = parts.spec;
  const ordered = take === 'least' || take === 'greatest';
  return {
    one,
    all: (rows) => {
      let kept: Json | undefined;
      for (const row of rows) {
        const got = one(row);
        if (got instanceof Trouble) return inLine(got, row);
        if (got === undefined) continue;
        if (kept === undefined || take === 'last') kept = got;
        else if (ordered && got < kept === (take === 'least')) kept = got;
        else if (take === 'same' && !isSame(kept, got)) return differing(column, parts.what, kept, got);
        if (take === 'first') break;
      }
      return kept;
    },
  };
}

function inLine(trouble: Trouble, row: Row): Trouble {
  trouble.row = row;
  return trouble;
}

const isSame = (a: Json, b: Json): boolean => a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));

function differing(column: string, what: string, a: Json, b: Json): Trouble {
  const message = `${column} is ${shorten(String(a))} and ${shorten(String(b))} in lines of one group, and ${what} is one value: write "take" in the mapping.`;
  return new Trouble('lines-differ', message, column);
}

function understander({ spec, target, file, days }: ValueParts, column: string): (cell: string | readonly string[]) => Got {
  const one = (understand: (text: string) => Got) => (cell: string | readonly string[]) => {
    const text = textCell(cell, column);
    return typeof text === 'string' ? understand(text) : text;
  };
  switch (target) {
    case 'list': {
      const { split } = spec;
      return (cell) => {
        if (typeof cell !== 'string') return cell;
        return split === undefined
          ? [cell]
          : cell
              .split(split)
              .map((entry) => entry.trim())
              .filter((entry) => entry !== '');
      };
    }
    case 'boolean':
      return one((text) => {
        const word = text.toLowerCase();
        if (word === 'true' || word === 'false') return word === 'true';
        return new Trouble(
          'not-a-boolean',
          `${column} is ${shorten(text)}; true or false was expected: say by "values" which is which.`,
          column,
        );
      });
    case 'date':
    case 'instant': {
      const format = spec.date ?? file.date ?? (target === 'instant' ? 'instant' : 'YYYY-MM-DD');
      const parse = dateParser(format, days, spec.zone ?? file.zone ?? days.timeZone);
      return one((text) => {
        const dated = parse(text);
        const value = target === 'date' ? dated?.day : dated?.at;
        return (
          value ?? new Trouble('not-a-date', `${column} is ${shorten(text)}; ${dateWords(format)} was expected.${looksLike(text)}`, column)
        );
      });
    }
    default:
      return one((text) => text);
  }
}

const DATE_WORDS: Readonly<Record<string, string>> = {
  instant: 'an instant such as 2026-03-01T09:30:00Z',
  excel: 'a number of days since 1899-12-30',
  'epoch-seconds': 'a number of seconds since 1970',
  'epoch-milliseconds': 'a number of milliseconds since 1970',
};

const dateWords = (format: string): string => DATE_WORDS[format] ?? `a date as ${format}`;

function looksLike(text: string): string {
  const formats = guessDates([text]);
  return formats.length === 0 ? '' : ` It looks like ${formats.join(' or ')}: write "date" in the mapping.`;
}

/** Numbers: exact, added up before they are rounded. */
function numbers({ spec, target, file, what }: ValueParts, text: ReadText, column: string): Reading {
  const form = spec.number ?? file.number ?? {};
  const parse = numberParser(form);
  const isWhole = target === 'count' || target === 'days';
  const asWritten = spec.number === undefined && file.number === undefined;
  const finish = (number: Decimal): Got => {
    const shown = showDecimal(form.decimals === undefined ? number : roundDecimal(number, form.decimals));
    if (!isWhole) return shown;
    return /^-?\d{1,15}$/.test(shown)
      ? Number(shown)
      : new Trouble('not-whole', `${column} is ${shown}; ${what} is a whole number.`, column);
  };
  const read = (cell: Text): Decimal | undefined | Trouble => {
    if (cell === undefined || cell instanceof Trouble) return cell;
    const found = cell instanceof Done ? String(cell.value) : textCell(cell, column);
    if (typeof found !== 'string') return found;
    const number = cell instanceof Done ? numberParser()(found) : parse(found);
    return number ?? new Trouble('not-a-number', `${column} is ${shorten(found)}; ${numberWords(form)} was expected.`, column);
  };
  const one = (row: Row, item?: JsonObject): Got => {
    const cell = text(row, item);
    if (asWritten && !isWhole && typeof cell === 'string' && isPlainDecimal(cell)) return cell;
    const number = read(cell);
    return number === undefined || number instanceof Trouble ? number : finish(number);
  };
  const { take = 'same' } = spec;
  return {
    one,
    all: (rows) => {
      if (take === 'count') return rows.filter((row) => text(row) !== undefined).length;
      let kept: Decimal | undefined;
      for (const row of rows) {
        const number = read(text(row));
        if (number instanceof Trouble) return inLine(number, row);
        if (number === undefined) continue;
        if (kept === undefined || take === 'last') kept = number;
        else if (take === 'sum') kept = addDecimals(kept, number);
        else if (take === 'same') {
          if (compareDecimals(kept, number) !== 0) return differing(column, what, showDecimal(kept), showDecimal(number));
        } else if (take !== 'first' && compareDecimals(number, kept) < 0 === (take === 'least')) kept = number;
      }
      return kept === undefined ? undefined : finish(kept);
    },
  };
}

function numberWords({ decimal = '.', thousands = '' }: { readonly decimal?: string; readonly thousands?: string }): string {
  return `a number such as 1${thousands}234${decimal}50`;
}
