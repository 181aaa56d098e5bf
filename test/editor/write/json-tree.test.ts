import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Node, parseTree } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { treeOf } from '../../../editor/write/json-tree.ts';
import { root } from '../../cli/support.ts';

const folder = join(root, 'rules', 'northwind', 'rules');
const rules = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').trim().slice(1, -1));
const LONG = `[${rules.join(',')}]`;

/** Without the way up, which goes round in circles. */
const plain = (node: Node | undefined): unknown =>
  node && {
    type: node.type,
    offset: node.offset,
    length: node.length,
    colon: node.colonOffset,
    value: node.value as unknown,
    children: node.children?.map(plain),
  };
const isLinked = (node: Node): boolean => (node.children ?? []).every((child) => child.parent === node && isLinked(child));

const typed = fc.oneof(
  fc.constantFrom(
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\\',
    ' ',
    '\n',
    'x',
    '1',
    '"a": 1',
    ', "b": { "c": [] }',
    '//',
    '/*',
    '-',
    '{}',
    '[1, 2]',
  ),
  fc.string({ maxLength: 4 }),
);
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 60 })),
  text: typed,
});

/** What was the tree begins behind a comment; what is typed before it makes another. */
const COMMENTED_OUT = [
  { at: 0, removed: 0, text: '//' },
  { at: 0, removed: 1, text: '"' },
  { at: 0, removed: 0, text: '"' },
];

test('a tree that moved along is the tree that is read anew, whatever is typed', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      let text = LONG;
      treeOf(text);
      for (const { at, removed, text: put } of changes) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + put + text.slice(start + removed);
        const tree = treeOf(text);
        expect(plain(tree)).toEqual(plain(parseTree(text, undefined, { allowTrailingComma: true })));
        expect(tree === undefined || isLinked(tree)).toBe(true);
      }
    }),
    { numRuns: 60, examples: [[COMMENTED_OUT]] },
  );
});
