import type { SourceFile } from '../../server/engine/program/source.ts';
import { isSymbolGroup, SYMBOL_OF_GROUP } from './fact-groups.ts';
import { type ProgramFiles, type Visited, walkPlaces } from './files.ts';
import { type FormulaWord, formulaWords } from './formula-tokens.ts';
import type { Place } from './model.ts';
import { keySlot, type Slot, type SymbolKind, valueSlot } from './slots.ts';
import { writtenOffsets } from './written.ts';

/*
 * Where each name of a program is declared and used: in conditions, formulas, stacks, scenarios. Found file by file,
 * so that only what changed is looked through again.
 */

export interface Occurrence extends Place {
  readonly kind: SymbolKind;
  readonly name: string;
  /** It is given its meaning here: a section's entry, a rule that pays an incentive or opens a gate. */
  readonly declares: boolean;
}

/** An occurrence whose kind other files decide. */
interface Raw extends Omit<Occurrence, 'kind'> {
  readonly kind: SymbolKind | 'incentive-or-stack' | 'rule-or-measure';
}

const DECLARED_BY_KEY: ReadonlySet<Slot> = new Set<Slot>([
  'parameter',
  'measure',
  'derived',
  'balance',
  'promise',
  'protection',
  'condition',
  'stack',
  'budget',
  'partner-type',
  'fact',
]);
const DECLARED_BY_VALUE: ReadonlySet<Slot> = new Set<Slot>(['incentive', 'gate', 'benefit', 'rule']);
/** Facts whose values are names of the program. */
const VALUES_OF: Readonly<Record<string, SymbolKind>> = { 'partner.type': 'partner-type', 'partner.tier': 'level' };
/** Labels at which a rule names what it decides. */
const DECIDING = /^(payingParams\/incentive|\w+Rule\/(name|event\/params\/(incentive|obligation|gate|benefit)))$/;

export class Symbols {
  private readonly files: ProgramFiles;
  private readonly known = new WeakMap<SourceFile, readonly Raw[]>();

  constructor(files: ProgramFiles) {
    this.files = files;
  }

  /** All occurrences in the files as they are now. */
  all(): readonly Occurrence[] {
    const raw = this.files.all().flatMap((file) => this.of(file));
    const declared = (kind: SymbolKind): ReadonlySet<string> =>
      new Set(raw.filter((one) => one.kind === kind && one.declares).map(({ name }) => name));
    const [stacks, rules, measures] = [declared('stack'), declared('rule'), declared('measure')];
    return raw.flatMap((one): readonly Occurrence[] => {
      if (one.kind === 'incentive-or-stack') return [{ ...one, kind: stacks.has(one.name) ? 'stack' : 'incentive' }];
      if (one.kind === 'rule-or-measure') return [{ ...one, kind: !rules.has(one.name) && measures.has(one.name) ? 'measure' : 'rule' }];
      // reasons are words; only what a rule is called is a name
      if (one.kind === 'rule' && !rules.has(one.name)) return [];
      return [one as Occurrence];
    });
  }

  at(path: string, offset: number): Occurrence | undefined {
    return this.all().find(({ file, start, end }) => file === path && start <= offset && offset <= end);
  }

  private of(file: SourceFile): readonly Raw[] {
    let found = this.known.get(file);
    if (found === undefined) {
      const tree = this.files.tree(file);
      found = tree === undefined ? [] : [...walkPlaces(file, tree)].flatMap((visited) => [...occurrencesIn(file, visited)]);
      this.known.set(file, found);
    }
    return found;
  }
}

/** The fact whose values the keys of a table are, at this depth of it. */
function keyedBy(visited: Visited): string | undefined {
  let depth = -1;
  let at: Visited | undefined = visited;
  while (at !== undefined && at.node.children?.has('keys') !== true) {
    depth += 1;
    at = at.within;
  }
  const key = at?.node.children?.get('keys')?.children?.get(String(depth - 1))?.value;
  return typeof key === 'string' ? key : undefined;
}

function* occurrencesIn(file: SourceFile, visited: Visited): Generator<Raw> {
  const { node, places, within } = visited;
  if (node.key !== undefined && within !== undefined) {
    const slot = keySlot(within.places);
    const name = visited.path.at(-1) ?? '';
    const { start, end } = { start: node.key.start + 1, end: node.key.end - 1 };
    const keyed = slot === 'table-key' ? VALUES_OF[keyedBy(visited) ?? ''] : undefined;
    if (keyed !== undefined) yield* named(keyed, name, file, start, end, false);
    else if (slot !== undefined) yield* named(slot, name, file, start, end, DECLARED_BY_KEY.has(slot) && isSection(visited));
  }
  if (typeof node.value !== 'string') return;
  const slot = valueSlot(places);
  if (slot === undefined) return;
  if (slot === 'formula') yield* inFormula(file, visited);
  else if (slot === 'condition-value') {
    const compared = VALUES_OF[comparedFact(visited) ?? ''];
    if (compared !== undefined) yield* named(compared, node.value, file, node.start + 1, node.end - 1, false);
  } else {
    const declares = DECLARED_BY_VALUE.has(slot) && places.some(({ labels }) => labels.some((label) => DECIDING.test(label)));
    yield* named(slot, node.value, file, node.start + 1, node.end - 1, declares);
  }
}

/** Of a program's section, not of something that refers to it. */
const isSection = ({ within }: Visited): boolean =>
  within?.places.some(({ labels }) => labels.some((label) => label.startsWith('program/'))) === true;

/** The fact with which a value stands in a comparison, alone or in a list. */
export function comparedFact({ within }: Visited): string | undefined {
  const comparison = within?.node.children?.has('fact') === true ? within : within?.within;
  const fact = comparison?.node.children?.get('fact')?.value;
  return typeof fact === 'string' ? fact : undefined;
}

function* named(slot: Slot, name: string, file: SourceFile, start: number, end: number, declares: boolean): Generator<Raw> {
  const at = (kind: Raw['kind'], own: string, from: number, to = end): Raw => ({
    kind,
    name: own,
    file: file.path,
    start: from,
    end: to,
    declares,
  });
  switch (slot) {
    case 'any-fact': {
      yield factAt(name, at, start);
      return;
    }
    case 'level-of-type':
      yield { ...at('level', name, start), declares: true };
      return;
    case 'kind-or-line':
      if (name.startsWith('line:')) yield at('incentive', name.slice('line:'.length), start + 'line:'.length);
      return;
    case 'gate-of-item': {
      const gate = name.replace(/#\d+$/, '');
      yield at('gate', gate, start, start + gate.length);
      return;
    }
    case 'term':
      yield at('parameter', name, start);
      return;
    case 'reason':
      yield at('rule', name, start);
      return;
    case 'failure':
      yield at('rule-or-measure', name, start);
      return;
    case 'incentive-or-stack':
      yield at('incentive-or-stack', name, start);
      return;
    case 'balance-key':
      if (name.includes('.')) yield factAt(name, at, start);
      return;
    case 'formula':
    case 'operator':
    case 'condition-value':
    case 'parameter-value':
    case 'kind':
    case 'kind-or-partner':
    case 'window':
    case 'currency':
    case 'time-zone':
    case 'table-key':
      return;
    default:
      yield at(slot, name, start);
  }
}

function factAt(fact: string, at: (kind: SymbolKind, own: string, from: number) => Raw, start: number): Raw {
  const dot = fact.indexOf('.');
  const group = fact.slice(0, dot);
  return isSymbolGroup(group) ? at(SYMBOL_OF_GROUP[group], fact.slice(dot + 1), start + dot + 1) : at('fact', fact, start);
}

function* inFormula(file: SourceFile, { node }: Visited): Generator<Raw> {
  const words = formulaWords(String(node.value));
  if (words.length === 0) return;
  const offsets = writtenOffsets(node);
  const place = (offset: number): number => offsets[offset] ?? node.end;
  for (const [index, word] of words.entries()) {
    if (word.type === 'fact' && word.group !== undefined && word.name !== undefined && word.nameAt !== undefined) {
      const { group, name, nameAt } = word;
      const own = { name, file: file.path, start: place(nameAt), end: place(word.end), declares: false };
      if (isSymbolGroup(group)) yield { ...own, kind: SYMBOL_OF_GROUP[group] };
      else yield { ...own, kind: 'fact', name: `${group}.${name}`, start: place(word.start) };
    } else if (word.type === 'text') {
      const kind = VALUES_OF[comparedInFormula(words, index) ?? ''];
      const name = word.text.slice(1, -1);
      if (kind !== undefined)
        yield { kind, name, file: file.path, start: place(word.start + 1), end: place(word.end - 1), declares: false };
    }
  }
}

/** The fact that a text of a formula is compared with, on either side, or stands in for where it is missing. */
function comparedInFormula(words: readonly FormulaWord[], index: number): string | undefined {
  const isEquality = (at: number): boolean => /^[=!]=$/.test(words[at]?.text ?? '');
  const isFallback = (at: number): boolean => words[at]?.type === 'text' && words[at - 1]?.text === 'orValue';
  const factAt = (at: number): string | undefined => {
    const word = words[at];
    return word?.type === 'fact' ? `${word.group}.${word.name}` : undefined;
  };
  if (isFallback(index)) return factAt(index - 2);
  if (isEquality(index + 1)) return factAt(index + 2);
  if (!isEquality(index - 1)) return undefined;
  return isFallback(index - 2) ? factAt(index - 4) : factAt(index - 2);
}
