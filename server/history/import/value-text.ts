import { shorten } from '../../engine/program/wording.ts';
import { type Cell, type ReadCell, Trouble, textCell } from './cells.ts';
import { type JoinTable, joinKey } from './joins.ts';
import type { JsonObject, Row } from './row.ts';
import type { Json, ValueParts, ValueSpec } from './value-parts.ts';

/* From a row to the text that a value is made of: column, template or join, then translation, then what is missing. */

/** A translated value, or text that is yet to be understood. */
export class Done {
  readonly value: Json;
  constructor(value: Json) {
    this.value = value;
  }
}
export type Text = Cell | Done;
export type ReadText = (row: Row, item?: JsonObject) => Text;

/** Column, template or join, then translation, then what is missing. */
export function textReader({ spec, columns, join, file, what }: ValueParts, column: string): ReadText {
  const missing = new Set(spec.missing ?? file.missing ?? []);
  const found = spec.text === undefined ? columnReader(columns, join, spec, missing) : templateReader(spec.text, columns, missing);
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

function columnReader(
  columns: ValueParts['columns'],
  join: JoinTable | undefined,
  spec: ValueSpec,
  missing: ReadonlySet<string>,
): ReadCell {
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
      if (missing.has(text)) return undefined;
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

function templateReader(template: string, columns: ValueParts['columns'], missing: ReadonlySet<string>): ReadCell {
  const literals = template.split(/\{[^{}]*\}/);
  return (row, item) => {
    let text = literals[0] ?? '';
    for (const [index, { read, name }] of columns.entries()) {
      const part = textCell(read(row, item), name);
      if (typeof part !== 'string') return part;
      if (missing.has(part)) return undefined;
      text += part + (literals[index + 1] ?? '');
    }
    return text;
  };
}
