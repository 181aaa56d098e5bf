import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { Edit } from './draft/draft-store.ts';
import { treeOf } from './json-tree.ts';

/*
 * Changes to JSON text that leave the rest of it alone: order, blanks, lines. What is put in is written the way its
 * neighbours are: on their line, or on a line of its own at their depth.
 */

export type Path = readonly (string | number)[];

export const nodeAt = (text: string, path: Path): Node | undefined => {
  const tree = treeOf(text);
  return tree === undefined ? undefined : findNodeAtLocation(tree, [...path]);
};

export const valueAt = (text: string, path: Path): unknown => {
  const node = nodeAt(text, path);
  return node === undefined ? undefined : getNodeValue(node);
};

/** As the house writes a value on one line: `{ "a": 1, "b": [1, 2] }`. */
export function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return entries.length === 0 ? '{}' : `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${inline(each)}`).join(', ')} }`;
  }
  return JSON.stringify(value);
}

/** The value at a path becomes another; what isn't there yet is added at the end of its object or list. */
export function setAt(text: string, path: Path, value: unknown): readonly Edit[] {
  const node = nodeAt(text, path);
  if (node !== undefined) {
    const content = inline(value);
    return text.slice(node.offset, node.offset + node.length) === content ? [] : [{ offset: node.offset, length: node.length, content }];
  }
  const key = path.at(-1);
  const parentPath = path.slice(0, -1);
  const parent = nodeAt(text, parentPath);
  if (key === undefined) return [];
  if (parent === undefined) return setAt(text, parentPath, typeof key === 'number' ? [value] : { [key]: value });
  const content = parent.type === 'object' ? `${JSON.stringify(String(key))}: ${inline(value)}` : inline(value);
  return [added(text, parent, content)];
}

/** At a place of a list; what stands there and behind it moves on. */
export function insertAt(text: string, path: Path, index: number, value: unknown): readonly Edit[] {
  const list = nodeAt(text, path);
  const next = list?.children?.[index];
  if (list === undefined) return setAt(text, path, [value]);
  if (next === undefined) return [added(text, list, inline(value))];
  return [{ offset: next.offset, length: 0, content: `${inline(value)},${lead(text, list, next)}` }];
}

/** Gone, with the comma that it needed and the line that it stood on. */
export function removeAt(text: string, path: Path): readonly Edit[] {
  const value = nodeAt(text, path);
  const entry = value?.parent?.type === 'property' ? value.parent : value;
  const siblings = entry?.parent?.children;
  if (entry === undefined || siblings === undefined) return [];
  const index = siblings.indexOf(entry);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  if (after !== undefined) return [{ offset: entry.offset, length: after.offset - entry.offset, content: '' }];
  const end = entry.offset + entry.length;
  if (before !== undefined) {
    const start = before.offset + before.length;
    return [{ offset: start, length: end - start, content: '' }];
  }
  const container = entry.parent as Node;
  return [{ offset: container.offset, length: container.length, content: opening(container) + closing(container) }];
}

/** A key is called otherwise; its value stays where it is. */
export function renameKey(text: string, path: Path, name: string): readonly Edit[] {
  const key = nodeAt(text, path)?.parent?.children?.[0];
  return key === undefined ? [] : [{ offset: key.offset, length: key.length, content: JSON.stringify(name) }];
}

function added(text: string, container: Node, content: string): Edit {
  const last = container.children?.at(-1);
  if (last !== undefined) return { offset: last.offset + last.length, length: 0, content: `,${lead(text, container, last)}${content}` };
  const blank = container.type === 'object' ? ' ' : '';
  return {
    offset: container.offset,
    length: container.length,
    content: `${opening(container)}${blank}${content}${blank}${closing(container)}`,
  };
}

/** What stands before a neighbour: a blank, or a new line at its depth. */
function lead(text: string, container: Node, neighbour: Node): string {
  const before = text.slice(container.offset, neighbour.offset);
  const line = before.lastIndexOf('\n');
  if (line < 0) return ' ';
  const indent = /^[ \t]*/.exec(before.slice(line + 1))?.[0] ?? '';
  // several on one line: this one joins them
  return /^[ \t]*$/.test(before.slice(line + 1)) ? `\n${indent}` : ' ';
}

const opening = ({ type }: Node): string => (type === 'object' ? '{' : '[');
const closing = ({ type }: Node): string => (type === 'object' ? '}' : ']');
