import type { SourceFile } from '../../server/engine/program/source.ts';
import { completeIn } from './complete.ts';
import type { Context } from './context.ts';
import { nodeAt } from './spot.ts';
import { saidOffset, writtenOffsets } from './written.ts';

/** What a field offers: as text to put in, without the quotes and escapes of JSON. */
export interface FieldCompletion {
  readonly label: string;
  readonly detail?: string;
  readonly insert: string;
  /** In the field's text: what it replaces. */
  readonly start: number;
  readonly end: number;
  /** In what is put in: what comes next to be written over. */
  readonly select: { readonly start: number; readonly end: number };
}

/** A place in a file whose text stands in a field of its own, perhaps ahead of the file. */
export interface FieldPlace {
  readonly file: string;
  readonly path: readonly string[];
  /** As it stands in the field. */
  readonly text: string;
}

/** The same as in the file at that place: what fits the word before the cursor, what begins with it first. */
export function completeField(context: Context, { file, path, text }: FieldPlace, cursor: number): readonly FieldCompletion[] {
  const known = context.files.get(file);
  const stands = known && nodeAt(context.files.tree(known), path);
  if (known === undefined || stands === undefined) return [];
  const filled: SourceFile = { path: file, text: known.text.slice(0, stands.start) + JSON.stringify(text) + known.text.slice(stands.end) };
  const node = nodeAt(context.files.tree(filled), path);
  if (node === undefined) return [];
  const offsets = writtenOffsets(node);
  const word = (/[\w.?]*$/.exec(text.slice(0, cursor))?.[0] ?? '').toLowerCase();
  const fits = (label: string): boolean => label.toLowerCase().includes(word);
  const begins = (label: string): number => (label.toLowerCase().startsWith(word) ? 0 : 1);
  return completeIn(context, filled, offsets[cursor] ?? node.end)
    .filter(({ filter, label }) => fits(filter ?? label))
    .map(({ label, detail, insert, snippet = false, span }) => ({
      label,
      ...(detail !== undefined && { detail }),
      ...unfolded(JSON.parse(`"${insert}"`) as string, snippet),
      start: saidOffset(offsets, span.start),
      end: saidOffset(offsets, span.end),
    }))
    .sort((a, b) => begins(a.label) - begins(b.label));
}

/** A snippet as what stands there at first, with its first place chosen. */
function unfolded(insert: string, isSnippet: boolean): Pick<FieldCompletion, 'insert' | 'select'> {
  if (!isSnippet) return { insert, select: { start: insert.length, end: insert.length } };
  let text = '';
  let select: FieldCompletion['select'] | undefined;
  let from = 0;
  for (const { 0: place, 1: said = '', index } of insert.matchAll(/\$\{\d+:([^}]*)\}/g)) {
    text += insert.slice(from, index);
    select ??= { start: text.length, end: text.length + said.length };
    text += said;
    from = index + place.length;
  }
  text += insert.slice(from);
  return { insert: text, select: select ?? { start: text.length, end: text.length } };
}
