import { getLocation, type Location } from 'jsonc-parser';
import type { SourceFile, SourceNode } from '../../server/engine/program/source.ts';
import { type ProgramFiles, placeOf, schemasOf } from './files.ts';
import type { Span } from './model.ts';
import { childOf, type SchemaPlace } from './schema-walk.ts';

/** Where in a file a cursor stands, and what may stand there. */
export interface Spot {
  readonly file: SourceFile;
  readonly offset: number;
  /** Of the value, or of the property whose key it is; in the file. */
  readonly path: readonly string[];
  /** The same in the whole program (or scenario); a rule counts from its own file. */
  readonly whole: readonly string[];
  readonly atKey: boolean;
  /** The text or word that the cursor is in; what is completed takes its place. */
  readonly span: Span;
  /** The file's tree. */
  readonly tree: SourceNode | undefined;
  /** What the schemas say: of the value, or of the object in which a key stands. */
  readonly places: readonly SchemaPlace[];
}

export function spotAt(files: ProgramFiles, file: SourceFile, offset: number): Spot {
  const { path: segments, previousNode, isAtPropertyKey } = locationAt(file.text, offset);
  const path = segments.map(String);
  const atKey = isAtPropertyKey;
  const tree = files.tree(file);
  const inside = previousNode !== undefined && previousNode.type !== 'object' && offset <= previousNode.offset + previousNode.length;
  const span = inside
    ? { start: previousNode.offset, end: previousNode.offset + previousNode.length }
    : { start: wordStart(file.text, offset), end: offset };
  const { under } = placeOf(file.path);
  const places = schemasOf(file, tree, atKey ? path.slice(0, -1) : path);
  return { file, offset, path, whole: [...under, ...path], atKey, span, tree, places };
}

/** The library goes down with the text's nesting; one that is nested past all sense has no places. */
function locationAt(text: string, offset: number): Pick<Location, 'path' | 'previousNode' | 'isAtPropertyKey'> {
  try {
    return getLocation(text, offset);
  } catch (error) {
    if (error instanceof RangeError) return { path: [], isAtPropertyKey: false };
    throw error;
  }
}

/** A bare word before the cursor, such as tru. */
function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /[A-Za-z0-9_.-]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

export function nodeAt(tree: SourceNode | undefined, path: readonly string[]): SourceNode | undefined {
  let node = tree;
  for (const token of path) node = node?.children?.get(token);
  return node;
}

export const valueAt = (spot: Spot, path: readonly string[]) => path.reduce(childOf, spot.tree?.value);

/** Between the quotes of a text; behind the last one only where that isn't written yet. */
export function isInside({ offset, file }: Spot, { start, end }: SourceNode): boolean {
  const isClosed = end - start > 1 && file.text[end - 1] === '"';
  return offset > start && (isClosed ? offset < end : offset <= end);
}
