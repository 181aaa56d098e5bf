import { getNodeValue, type Node } from 'jsonc-parser';
import type { SourceFile } from './draft/draft-store.ts';
import type { Path } from './json.ts';
import { treeOf } from './json-tree.ts';

/*
 * The parts of a program, as people think of them, and where in the files each stands. Unfinished text has the parts that
 * can be read in it.
 */

export const PART_KINDS = [
  'program',
  'partnerType',
  'enrollment',
  'tier',
  'benefit',
  'gate',
  'registration',
  'protection',
  'routing',
  'incentive',
  'mdf',
  'obligation',
  'parameter',
  'measure',
  'derived',
  'condition',
  'promise',
  'balance',
  'stack',
  'exclusion',
  'budget',
  'attribute',
  'scenario',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

export interface Part {
  readonly kind: PartKind;
  readonly name: string;
  readonly description?: string;
  readonly file: string;
  readonly path: Path;
  /** Of its text in the file. */
  readonly start: number;
  readonly end: number;
}

/** Names a part in an address: its file and where in it. */
export const partId = ({ file, path }: Pick<Part, 'file' | 'path'>): string => `${file}#/${path.map(escaped).join('/')}`;
const escaped = (step: string | number): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1');

/** Whether a tree of the parts shows both alike, wherever in the text each stands. */
export const isShownSame = (a: Part, b: Part): boolean =>
  a.kind === b.kind &&
  a.name === b.name &&
  a.description === b.description &&
  a.file === b.file &&
  a.path.length === b.path.length &&
  a.path.every((step, index) => step === b.path[index]);

/** Sections whose entries have a name. */
const SECTIONS: Readonly<Record<string, PartKind>> = {
  partnerTypes: 'partnerType',
  protections: 'protection',
  parameters: 'parameter',
  measures: 'measure',
  derived: 'derived',
  conditions: 'condition',
  promises: 'promise',
  balances: 'balance',
  stacks: 'stack',
  budgets: 'budget',
  attributes: 'attribute',
};

const isKind = (text: string): text is PartKind => (PART_KINDS as readonly string[]).includes(text);

/** Keeps what it found in a file as long as its text is the same. */
export function openOutline(): (files: readonly SourceFile[]) => readonly Part[] {
  const known = new Map<string, { readonly text: string; readonly parts: readonly Part[] }>();
  return (files) =>
    files.flatMap(({ path, text }) => {
      const before = known.get(path);
      if (before?.text === text) return before.parts;
      const parts = partsOf(path, text);
      known.set(path, { text, parts });
      return parts;
    });
}

function partsOf(file: string, text: string): readonly Part[] {
  const tree = treeOf(text);
  if (tree === undefined || file.startsWith('versions/')) return [];
  const whole = { file, path: [], start: tree.offset, end: tree.offset + tree.length };
  if (file.startsWith('scenarios/')) return scenarios(file, tree);
  if (file.startsWith('rules/')) return rules(file, tree, []);
  const section = /^(\w+)\.json$/.exec(file)?.[1] ?? '';
  if (section !== 'program') return entries(section, file, tree, []);
  const own = (tree.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : entries(String(key.value), file, value, [String(key.value)]);
  });
  return [{ kind: 'program', name: textOf(tree, 'name') ?? 'Program', ...whole }, ...own];
}

function entries(section: string, file: string, node: Node, path: Path): readonly Part[] {
  if (section === 'rules') return rules(file, node, path);
  if (section === 'excludes')
    return (node.children ?? []).map((each, index) => part('exclusion', exclusionName(each), file, [...path, index], each));
  const kind = SECTIONS[section];
  if (kind === undefined || node.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined
      ? []
      : [part(kind, String(key.value), file, [...path, String(key.value)], value, property)];
  });
}

function rules(file: string, node: Node, path: Path): readonly Part[] {
  if (node.type !== 'array') return [];
  return (node.children ?? []).flatMap((rule, index) => {
    const decides = textOf(rule, 'decides') ?? '';
    return isKind(decides) ? [part(decides, textOf(rule, 'name') ?? `rule ${index + 1}`, file, [...path, index], rule)] : [];
  });
}

function scenarios(file: string, tree: Node): readonly Part[] {
  if (tree.type === 'array')
    return (tree.children ?? []).map((each, index) =>
      part('scenario', textOf(each, 'name') ?? `scenario ${index + 1}`, file, [index], each),
    );
  return [part('scenario', textOf(tree, 'name') ?? file, file, [], tree)];
}

function part(kind: PartKind, name: string, file: string, path: Path, node: Node, around: Node = node): Part {
  const description = textOf(node, 'description') ?? textOf(node, 'objective');
  return {
    kind,
    name,
    ...(description !== undefined && { description }),
    file,
    path,
    start: around.offset,
    end: around.offset + around.length,
  };
}

const exclusionName = (node: Node): string =>
  Array.isArray(getNodeValue(node)) ? (getNodeValue(node) as unknown[]).join(' ⊘ ') : 'exclusion';

function textOf(node: Node, name: string): string | undefined {
  const property = node.type === 'object' ? node.children?.find(({ children }) => children?.[0]?.value === name) : undefined;
  const value: unknown = property?.children?.[1]?.value;
  return typeof value === 'string' ? value : undefined;
}
