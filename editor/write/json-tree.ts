import { type Node, type ParseError, parseTree } from 'jsonc-parser';

/*
 * The trees of texts while they are written. Of a long text that differs in one stretch from one that was read before only
 * the innermost object or list around the stretch is read; the rest of the tree moves along. So a tree is good until the
 * next text is read: whoever wants to keep something of it keeps a copy.
 */

/** A shorter text is read whole in no time. */
const LONG = 20_000;
/** One that differs in more than this part of it is another text. */
const SAME_PART = 0.75;
/** As many as a program has files at most, and some that were just changed. */
const KEPT = 600;

const trees = new Map<string, Node>();

/** The tree of a text, as far as it can be read. */
export function treeOf(text: string): Node | undefined {
  const known = trees.get(text);
  if (known !== undefined) return known;
  const tree = (text.length < LONG ? undefined : movedOn(text)) ?? parseTree(text, undefined, OPTIONS);
  if (tree === undefined) return undefined;
  trees.set(text, tree);
  if (trees.size > KEPT) for (const oldest of trees.keys()) return trees.delete(oldest) ? tree : tree;
  return tree;
}

const OPTIONS = { allowTrailingComma: true } as const;

/** The tree of the text that this one was before its last change, made into that of this one; undefined: none is known. */
function movedOn(text: string): Node | undefined {
  for (const [before, tree] of trees) {
    if (before.length < LONG) continue;
    const stretch = difference(before, text);
    if (text.length - stretch.text.length < text.length * SAME_PART) continue;
    trees.delete(before);
    if (changed(tree, stretch, text)) return tree;
    return undefined;
  }
  return undefined;
}

/** A tree that moves along. */
interface Moving extends Omit<Node, 'offset' | 'length' | 'colonOffset' | 'parent' | 'children'> {
  offset: number;
  length: number;
  colonOffset?: number;
  parent?: Moving;
  children?: Moving[];
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The one stretch in which two texts differ: where it was, and what stands there now. */
export function difference(before: string, after: string): Stretch {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < most - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  return { start, end: before.length - end, text: after.slice(start, after.length - end) };
}

/** Whether the tree could be made that of the text, by reading what is around the stretch. */
function changed(tree: Moving, stretch: Stretch, text: string): boolean {
  const around = innermost(tree, stretch);
  const delta = stretch.text.length - (stretch.end - stretch.start);
  for (let at = around.length - 1; at >= 0; at -= 1) {
    const node = around[at];
    if (node === undefined || node.length < 0 || node.length > text.length / 2) return false;
    const read = readAlone(text.slice(node.offset, node.offset + node.length + delta), node);
    if (read === undefined) continue;
    for (const outer of around.slice(0, at)) grow(outer, node.offset, delta);
    node.length += delta;
    node.children = read.children ?? [];
    for (const child of node.children) {
      child.parent = node;
      move(child, node.offset);
    }
    return true;
  }
  return false;
}

/** The objects and lists that a stretch is inside of, outermost first; none where it is before or behind the tree. */
function innermost(tree: Moving, { start, end }: Stretch): readonly Moving[] {
  const around: Moving[] = [];
  const isInside = ({ offset, length }: Moving): boolean => offset < start && end < offset + length;
  for (let node = isInside(tree) ? tree : undefined; node !== undefined; node = node.children?.find(isInside)) {
    if (node.type === 'object' || node.type === 'array') around.push(node);
  }
  return around;
}

/**
 * An object or list read by itself. Undefined where it wouldn't be read so within its text: it doesn't end where it did,
 * or something is looked for behind its end.
 */
function readAlone(slice: string, { type }: Moving): Moving | undefined {
  const errors: ParseError[] = [];
  const read = parseTree(slice, errors, OPTIONS);
  if (read === undefined || read.type !== type || read.length !== slice.length) return undefined;
  return errors.every(({ offset }) => offset < slice.length) ? read : undefined;
}

/** What is around an object whose length has changed, with all that comes after it. */
function grow(outer: Moving, from: number, delta: number): void {
  outer.length += delta;
  for (const child of outer.children ?? []) {
    if (child.offset > from) move(child, delta);
    // the entry that it is the value of; an element is what grows next
    else if (child.type === 'property' && child.offset + child.length > from) child.length += delta;
  }
}

function move(node: Moving, by: number): void {
  node.offset += by;
  if (node.colonOffset !== undefined) node.colonOffset += by;
  for (const child of node.children ?? []) move(child, by);
}
