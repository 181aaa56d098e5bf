import type { SourceNode } from '../../server/engine/program/source.ts';
import type { ProgramFiles } from './files.ts';
import type { TextEdit } from './model.ts';

/* Changes of JSON text that leave all around them as it was written. */

export const replaceNode = ({ file, start, end }: SourceNode, text: string): TextEdit => ({ file: file.path, start, end, text });

const childrenOf = (node: SourceNode): readonly SourceNode[] => [...(node.children?.values() ?? [])];
const startOf = (node: SourceNode): number => node.key?.start ?? node.start;

/** A property or element and the comma that goes with it. */
export function removeChild(parent: SourceNode, child: SourceNode): TextEdit {
  const siblings = childrenOf(parent);
  const at = siblings.indexOf(child);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  const file = child.file.path;
  if (before !== undefined) return { file, start: before.end, end: child.end, text: '' };
  if (after !== undefined) return { file, start: startOf(child), end: startOf(after), text: '' };
  return { file, start: parent.start + 1, end: parent.end - 1, text: '' };
}

/** A property behind another one, or at the end; on a line of its own where its neighbours have such. */
export function addProperty(object: SourceNode, key: string, value: string, behind?: string): TextEdit {
  const { text, path } = object.file;
  const written = `${JSON.stringify(key)}: ${value}`;
  const siblings = childrenOf(object);
  const before = (behind !== undefined && object.children?.get(behind)) || siblings.at(-1);
  if (before === undefined) return { file: path, start: object.start, end: object.end, text: `{ ${written} }` };
  const after = siblings[siblings.indexOf(before) + 1];
  const indent = ownLine(text, startOf(before));
  const isOwnLine =
    indent !== undefined && (after === undefined ? /^\s*\n/.test(text.slice(before.end)) : ownLine(text, startOf(after)) !== undefined);
  return { file: path, start: before.end, end: before.end, text: isOwnLine ? `,\n${indent}${written}` : `, ${written}` };
}

/** An element at the end of a list. */
export function addElement(list: SourceNode, value: string): TextEdit {
  const { text, path } = list.file;
  const last = childrenOf(list).at(-1);
  if (last === undefined) return { file: path, start: list.start, end: list.end, text: `[${value}]` };
  const indent = ownLine(text, last.start);
  return { file: path, start: last.end, end: last.end, text: indent === undefined ? `, ${value}` : `,\n${indent}${value}` };
}

/** The blanks before an offset, where nothing else stands before it on its line. */
function ownLine(text: string, offset: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return before.trim() === '' ? before : undefined;
}

/** Entries of a section, wherever that stands; one that isn't there yet comes into program.json. Nothing where there is no such file. */
export function addToSection(files: ProgramFiles, section: string, entries: Readonly<Record<string, string>>): readonly TextEdit[] {
  const { root } = files.document();
  const written = Object.entries(entries).map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
  if (root === undefined || written.length === 0) return [];
  const node = root.children?.get(section);
  if (node === undefined) {
    const lines = written.map((line) => `\n    ${line}`).join(',');
    return [addProperty(root, section, `{${lines}\n  }`, lastOwn(root))];
  }
  const indent = node.key === undefined ? '  ' : '    ';
  const last = childrenOf(node).at(-1);
  const lines = written.map((line) => `\n${indent}${line}`).join(',');
  if (last === undefined) return [{ file: node.file.path, start: node.start, end: node.end, text: `{${lines}\n${indent.slice(2)}}` }];
  return [{ file: node.file.path, start: last.end, end: last.end, text: `,${lines}` }];
}

/** Of the joined document the last property that stands in program.json itself; its rules stay last. */
function lastOwn(root: SourceNode): string | undefined {
  const own = [...(root.children ?? [])].filter(([name, child]) => child.file === root.file && child.key !== undefined && name !== 'rules');
  return own.at(-1)?.[0];
}
