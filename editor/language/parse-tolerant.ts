import { type Node, parseTree } from 'jsonc-parser';
import { FORBIDDEN_KEYS, SOURCE_LIMITS } from '../../server/engine/program/limits.ts';
import type { Json, ParsedSource, SourceFile, SourceNode } from '../../server/engine/program/source.ts';

/*
 * JSON text as it is while someone types: what can be read of it, in the shape of the engine's own parser. The engine
 * gives a broken text up, so that nothing of it is ever decided; completion and hover must live with it.
 */

export function parseTolerant(file: SourceFile): ParsedSource {
  if (file.text.length > SOURCE_LIMITS.fileLength) return { faults: [] };
  const root = treeOf(file.text);
  const node = root && sourceNode(file, root, undefined, 0);
  return { faults: [], ...(node && { node }) };
}

/** The library goes down with the text's nesting; one that is nested past all sense has no tree. */
function treeOf(text: string): Node | undefined {
  try {
    return parseTree(text, [], { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function sourceNode(file: SourceFile, node: Node, key: SourceNode['key'], depth: number): SourceNode | undefined {
  const at = { file, start: node.offset, end: node.offset + node.length, key };
  switch (node.type) {
    case 'object':
    case 'array':
      if (depth >= SOURCE_LIMITS.depth) return undefined;
      return node.type === 'object' ? objectNode(node, at, depth) : arrayNode(node, at, depth);
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return { ...at, value: node.value as Json };
    default:
      return undefined;
  }
}

type At = Pick<SourceNode, 'file' | 'start' | 'end' | 'key'>;

function objectNode(node: Node, at: At, depth: number): SourceNode {
  const value: { [key: string]: Json } = {};
  const children = new Map<string, SourceNode>();
  for (const { children: [name, of] = [] } of node.children ?? []) {
    if (name === undefined || of === undefined) continue;
    const key = String(name.value);
    if (FORBIDDEN_KEYS.has(key) || children.has(key)) continue;
    const child = sourceNode(at.file, of, { start: name.offset, end: name.offset + name.length }, depth + 1);
    if (child === undefined) continue;
    children.set(key, child);
    value[key] = child.value;
  }
  return { ...at, value, children };
}

function arrayNode(node: Node, at: At, depth: number): SourceNode {
  const value: Json[] = [];
  const children = new Map<string, SourceNode>();
  for (const of of node.children ?? []) {
    const child = sourceNode(at.file, of, undefined, depth + 1);
    if (child === undefined) continue;
    children.set(String(children.size), child);
    value.push(child.value);
  }
  return { ...at, value, children };
}
