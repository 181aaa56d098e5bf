import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { ProgramDocument } from '../../schemas/types.ts';
import type { Catalogue } from '../../server/engine/facts/catalogue.ts';
import { programCatalogue } from '../../server/engine/facts/program-catalogue.ts';
import { baseCatalogue } from '../../server/engine/facts/schema-catalogue.ts';
import type { SourceFile } from './draft/draft-store.ts';
import { treeOf } from './json-tree.ts';

/*
 * What pickers offer: facts and kinds of the program as it is written, and the names that it gives. While a text is
 * unfinished they offer what was there before.
 */

export interface Names {
  readonly catalogue: Catalogue;
  readonly partnerTypes: readonly string[];
  readonly conditions: readonly string[];
  readonly protections: readonly string[];
  readonly balances: readonly string[];
  /** Incentives and obligations that rules decide. */
  readonly incentives: readonly string[];
  readonly stacks: readonly string[];
  readonly levels: readonly string[];
  readonly bands: Readonly<Record<string, BandsParameter>>;
  readonly currency: string;
}

export interface BandsParameter {
  readonly over: 'money' | 'count';
  readonly unit: 'rate' | 'price' | 'money';
  readonly value: readonly Band[];
}

export interface Band {
  readonly from: string | number;
  readonly rate: string;
}

const NOTHING: Names = {
  catalogue: baseCatalogue,
  partnerTypes: [],
  conditions: [],
  protections: [],
  balances: [],
  incentives: [],
  stacks: [],
  levels: [],
  bands: {},
  currency: 'USD',
};

/** Gives the names of a draft's files; of the same files the same object. */
export function openNames(): (files: readonly SourceFile[]) => Names {
  let of: readonly SourceFile[] | undefined;
  let said = '';
  let names = NOTHING;
  return (files) => {
    if (files === of) return names;
    of = files;
    const { sections, rules } = read(files);
    // of rules only what they decide: another text of one is no other name, and needn't be read
    const says = JSON.stringify([sections, rules.map(decided)]);
    if (says === said) return names;
    said = says;
    names = namesOf({ partnerTypes: {}, ...sections, rules: rules.map(getNodeValue) } as unknown as ProgramDocument) ?? names;
    return names;
  };
}

function namesOf(document: ProgramDocument): Names | undefined {
  try {
    const { catalogue } = programCatalogue(document);
    const keys = (of: object | undefined): readonly string[] => Object.keys(of ?? {});
    const incentives = document.rules.flatMap((rule) => {
      if (rule.decides === 'incentive') return 'incentive' in rule.event.params ? [rule.event.params.incentive] : [];
      return rule.decides === 'obligation' ? [rule.event.params.obligation] : [];
    });
    const bands = Object.entries(document.parameters ?? {}).filter(([, { type }]) => type === 'bands');
    return {
      catalogue,
      partnerTypes: keys(document.partnerTypes),
      conditions: keys(document.conditions),
      protections: keys(document.protections),
      balances: keys(document.balances),
      incentives: [...new Set(incentives)],
      stacks: keys(document.stacks),
      levels: [...new Set(Object.values(document.partnerTypes).flatMap(({ tiers }) => tiers?.levels ?? []))],
      bands: Object.fromEntries(bands) as Names['bands'],
      currency: document.currency,
    };
  } catch {
    // half a rule is no rule: the engine reads whole documents
    return undefined;
  }
}

interface Read {
  readonly sections: Readonly<Record<string, unknown>>;
  readonly rules: readonly Node[];
}

/** As the server joins them; what it would complain of the language says. */
function read(files: readonly SourceFile[]): Read {
  const sections: Record<string, unknown> = {};
  const own: Node[] = [];
  const others: Node[] = [];
  for (const { path, text } of files) {
    const tree = treeOf(text);
    if (tree === undefined) continue;
    if (path === 'program.json')
      for (const { children: [key, value] = [] } of tree.children ?? []) {
        if (key === undefined || value === undefined) continue;
        if (key.value !== 'rules') sections[String(key.value)] = getNodeValue(value);
        else if (value.type === 'array') own.push(...(value.children ?? []));
      }
    else if (path.startsWith('rules/') && tree.type === 'array') others.push(...(tree.children ?? []));
    else if (/^\w+\.json$/.test(path)) sections[path.slice(0, -'.json'.length)] = getNodeValue(tree);
  }
  return { sections, rules: [...own, ...others] };
}

const decided = (rule: Node): unknown =>
  [['decides'], ['event', 'params']].map((path) => {
    const node = findNodeAtLocation(rule, path);
    return node === undefined ? null : getNodeValue(node);
  });
