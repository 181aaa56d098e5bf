import type { NumberFormat } from '../../../schemas/types.ts';
import { shorten } from '../../engine/program/wording.ts';
import { Trouble, textCell } from './cells.ts';
import { dateParser } from './dates.ts';
import { guessDates } from './guess.ts';
import { addDecimals, compareDecimals, type Decimal, isPlainDecimal, numberParser, roundDecimal, showDecimal } from './numbers.ts';
import type { JsonObject, Row } from './row.ts';
import type { Got, Json, Target, ValueParts } from './value-parts.ts';
import { Done, type ReadText, type Text, textReader } from './value-text.ts';

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

/** How numbers are written elsewhere, as a mapping has it; the first ones say enough where they fit. */
const NUMBER_FORMS: readonly (readonly [form: NumberFormat, words: string])[] = [
  [{ decimal: ',' }, '{ "decimal": "," }'],
  [{ thousands: ',' }, '{ "thousands": "," }'],
  [{ decimal: ',', thousands: '.' }, '{ "decimal": ",", "thousands": "." }'],
  [{ decimal: ',', thousands: ' ' }, '{ "decimal": ",", "thousands": " " }'],
];

function looksLikeNumber(text: string): string {
  const fitting = NUMBER_FORMS.filter(([form]) => numberParser(form)(text) !== undefined);
  const plain = fitting.filter(([{ decimal, thousands }]) => decimal === undefined || thousands === undefined);
  const words = (plain.length > 0 ? plain : fitting).map(([, form]) => form);
  return words.length === 0 ? '' : ` It may be of another form: write "number": ${words.join(' or ')} in the mapping.`;
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
    if (number !== undefined) return number;
    const hint = asWritten ? looksLikeNumber(found) : '';
    return new Trouble('not-a-number', `${column} is ${shorten(found)}; ${numberWords(form)} was expected.${hint}`, column);
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
