import { SECTIONS } from '../../server/engine/program/join.ts';
import type { SourceNode } from '../../server/engine/program/source.ts';
import { type ProgramFiles, placeOf } from './files.ts';
import type { Outlined, OutlineKind, Span } from './model.ts';
import { childOf } from './schema-walk.ts';

/** What stands in a file, to go to by name: sections and what they declare, rules, the activities of a scenario. */
export function outline(files: ProgramFiles, path: string): readonly Outlined[] {
  const file = files.get(path);
  const tree = file && files.tree(file);
  if (tree === undefined) return [];
  const { document, under } = placeOf(path);
  if (document === 'scenario') return Array.isArray(tree.value) ? childrenOf(tree).map(scenario) : [scenario(tree)];
  const [section] = under;
  if (section !== undefined) return entries(section, tree);
  return childrenOf(tree).flatMap((node): readonly Outlined[] => {
    const name = keyOf(node);
    if (!SECTIONS.some((each) => each === name)) return [];
    return [{ ...placed(node), name, kind: 'section', children: entries(name, node) }];
  });
}

const KIND_OF: Readonly<Record<string, OutlineKind>> = {
  partnerTypes: 'partner-type',
  parameters: 'parameter',
  measures: 'measure',
  derived: 'measure',
  conditions: 'condition',
};

function entries(section: string, node: SourceNode): readonly Outlined[] {
  if (section === 'excludes') return [];
  if (section === 'rules')
    return childrenOf(node).map((rule, index) => ({
      ...placed(rule),
      name: text(rule, 'name') ?? `rule ${index + 1}`,
      ...detail(text(rule, 'decides')),
      kind: 'rule',
      children: [],
    }));
  return childrenOf(node).map((entry) => ({
    ...placed(entry),
    name: keyOf(entry),
    ...detail(text(entry, 'type')),
    kind: KIND_OF[section] ?? 'other',
    children: [],
  }));
}

function scenario(node: SourceNode): Outlined {
  const activities = childrenOf(node.children?.get('activities'));
  return {
    ...placed(node),
    name: text(node, 'name') ?? 'scenario',
    kind: 'scenario',
    children: activities.map((activity, index) => ({
      ...placed(activity),
      name: text(activity, 'id') ?? `activity ${index + 1}`,
      ...detail([text(activity, 'kind'), text(activity, 'occurredOn')].filter(Boolean).join(', ')),
      kind: 'activity',
      children: [],
    })),
  };
}

const childrenOf = (node: SourceNode | undefined): readonly SourceNode[] => [...(node?.children?.values() ?? [])];

const keyOf = ({ file, key }: SourceNode): string => (key === undefined ? '' : file.text.slice(key.start + 1, key.end - 1));

/** With its key, where it has one; shown is the key, else where it begins. */
function placed({ start, end, key }: SourceNode): { readonly span: Span; readonly shown: Span } {
  return { span: { start: key?.start ?? start, end }, shown: key ?? { start, end: Math.min(end, start + 1) } };
}

function text(node: SourceNode, name: string): string | undefined {
  const value = childOf(node.value, name);
  return typeof value === 'string' ? value : undefined;
}

const detail = (of: string | undefined): { readonly detail?: string } => (of === undefined || of === '' ? {} : { detail: of });
