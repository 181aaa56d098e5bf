import type { Diagnostic, Finding, SourceRange } from './diagnostic.ts';
import { SOURCE_LIMITS } from './limits.ts';
import { parseSource } from './parse-source.ts';
import type { Fault, Json, ParsedSource, SourceFile, SourceNode } from './source.ts';
import { nameHint, pointerTokens, quote } from './wording.ts';

/*
 * The files of a folder → one document, and from its JSON pointers back to the files.
 */

/** Sections of a program that may stand in a file of their own, named SECTION.json. */
export const SECTIONS = [
  ...['partnerTypes', 'attributes', 'parameters', 'measures', 'derived', 'balances', 'promises', 'protections'],
  ...['conditions', 'rules', 'stacks', 'excludes', 'budgets'],
] as const;

export interface Joined {
  /** Missing where some file could not be read. */
  readonly root?: SourceNode;
  /** Files in the order of the document. */
  readonly files: readonly SourceFile[];
  readonly faults: readonly Fault[];
}

/** `parse`: another reading of one file's text; an editor keeps what it has parsed. */
export function joinSources(sources: readonly SourceFile[], parse: (file: SourceFile) => ParsedSource = parseSource): Joined {
  const faults: Fault[] = [];
  const report = (file: SourceFile, code: string, message: string, hint?: string): void => {
    faults.push({ code, severity: 'error', message, pointer: '', at: { file, start: 0, end: 0 }, ...(hint !== undefined && { hint }) });
  };
  const main = programFile(sources);
  if (main === undefined) {
    const file = sources[0] ?? { path: 'program.json', text: '' };
    report(file, 'program-missing', 'There is no program.json.', 'A program is a folder with a program.json in it.');
    return { files: sources, faults };
  }
  const length = sources.reduce((sum, source) => sum + source.text.length, 0);
  if (sources.length > SOURCE_LIMITS.files) {
    report(main, 'program-too-large', `The program has ${sources.length} files, at most ${SOURCE_LIMITS.files} are read.`);
    return { files: [main], faults };
  }
  if (length > SOURCE_LIMITS.programLength) {
    report(main, 'program-too-large', `The program has ${length} characters, at most ${SOURCE_LIMITS.programLength} are read.`);
    return { files: [main], faults };
  }
  const folder = main.path.slice(0, main.path.length - 'program.json'.length);
  const files = [main, ...sources.filter((source) => source !== main).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))];
  const parts = new Map<SourceFile, SourceNode>();
  for (const file of files) {
    const parsed = parse(file);
    faults.push(...parsed.faults);
    if (parsed.node !== undefined) parts.set(file, parsed.node);
  }
  const base = parts.get(main);
  if (base === undefined) return { files, faults };
  if (!isObject(base)) {
    report(main, 'wrong-type', 'A program is a JSON object.');
    return { files, faults };
  }
  const joined = new Map(base.children);
  for (const file of files.slice(1)) place(file, folder, parts.get(file), joined, report);
  const complete = parts.size === files.length;
  return { ...(complete && { root: withChildren(base, joined) }), files, faults };
}

type Report = (file: SourceFile, code: string, message: string, hint?: string) => void;

/** Hangs a file beside program.json where it belongs. */
function place(file: SourceFile, folder: string, node: SourceNode | undefined, root: Map<string, SourceNode>, report: Report): void {
  const path = file.path.startsWith(folder) ? file.path.slice(folder.length) : file.path;
  const name = path.endsWith('.json') ? path.slice(0, -'.json'.length) : path;
  if (name.startsWith('rules/') && !name.slice('rules/'.length).includes('/')) {
    if (node !== undefined) appendRules(file, node, root, report);
    return;
  }
  if (!SECTIONS.some((section) => section === name) || name === path) {
    const hint = nameHint(name, SECTIONS) ?? `Sections are ${SECTIONS.join(', ')}; rules may be split into rules/*.json.`;
    report(file, 'unknown-file', `${quote(path)} is no part of a program.`, hint);
    return;
  }
  const already = root.get(name);
  if (name === 'rules' && already !== undefined && node !== undefined) appendRules(file, node, root, report);
  else if (already !== undefined) report(file, 'section-twice', `${name} stands here and in ${already.file.path}.`, 'Keep one of them.');
  else if (node !== undefined) root.set(name, node);
}

/** Rules of several files are one list, in the order of the files. */
function appendRules(file: SourceFile, node: SourceNode, root: Map<string, SourceNode>, report: Report): void {
  if (!Array.isArray(node.value)) {
    report(file, 'wrong-type', 'A file of rules is a list of rules.', 'Write [ { "name": … }, … ].');
    return;
  }
  const before = root.get('rules');
  if (before === undefined || !Array.isArray(before.value)) {
    if (before === undefined) root.set('rules', node);
    return;
  }
  const children = new Map(before.children);
  for (const child of node.children?.values() ?? []) children.set(String(children.size), child);
  root.set('rules', { ...before, value: [...children.values()].map((child) => child.value), children });
}

const isObject = (node: SourceNode): boolean => typeof node.value === 'object' && node.value !== null && !Array.isArray(node.value);

function withChildren(node: SourceNode, children: Map<string, SourceNode>): SourceNode {
  const value: { [key: string]: Json } = {};
  for (const [name, child] of children) value[name] = child.value;
  return { ...node, value, children };
}

/** The program.json nearest to the root. */
function programFile(sources: readonly SourceFile[]): SourceFile | undefined {
  const found = sources.filter(({ path }) => path === 'program.json' || path.endsWith('/program.json'));
  return found.sort((a, b) => a.path.length - b.path.length)[0];
}

/** More than this nobody reads at once. */
const MAX_DIAGNOSTICS = 1000;

/** Findings in document order, with their place in the files. */
export function placeFindings(findings: readonly Finding[], faults: readonly Fault[], joined: Joined): readonly Diagnostic[] {
  const lines = new Map<SourceFile, readonly number[]>();
  const order = new Map(joined.files.map((file, index) => [file, index]));
  const spots = [
    ...faults.map((fault) => ({ finding: bare(fault), ...fault.at })),
    ...findings.map((finding) => ({ finding, ...spotOf(finding, joined.root) })),
  ];
  spots.sort((a, b) => fileOrder(order, a.file) - fileOrder(order, b.file) || (a.start ?? 0) - (b.start ?? 0));
  const seen = new Set<string>();
  const placed: Diagnostic[] = [];
  for (const { finding, file, start, end } of spots) {
    const key = `${finding.code} ${finding.pointer} ${finding.within?.start ?? ''} ${finding.message} ${start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (placed.length >= MAX_DIAGNOSTICS) break;
    placed.push(file === undefined ? finding : { ...finding, range: rangeOf(file, start ?? 0, end ?? 0, lines) });
  }
  return placed;
}

const fileOrder = (order: ReadonlyMap<SourceFile, number>, file: SourceFile | undefined): number => (file && order.get(file)) ?? -1;

const bare = ({ at: _, ...finding }: Fault): Finding => finding;

interface Spot {
  readonly file?: SourceFile;
  readonly start?: number;
  readonly end?: number;
}

/** Where a pointer leads; what isn't there is placed at the nearest thing around it. */
function spotOf(finding: Finding, root: SourceNode | undefined): Spot {
  let node = root;
  if (node === undefined) return {};
  let whole = true;
  for (const token of pointerTokens(finding.pointer)) {
    const child: SourceNode | undefined = node.children?.get(token);
    if (child === undefined) {
      whole = false;
      break;
    }
    node = child;
  }
  const { file } = node;
  if (whole && finding.atKey && node.key !== undefined) return { file, ...node.key };
  if (whole && finding.within !== undefined && typeof node.value === 'string') {
    const at = (offset: number): number => node.start + 1 + writtenOffset(file.text.slice(node.start + 1, node.end - 1), offset);
    return { file, start: at(finding.within.start), end: at(finding.within.end) };
  }
  return { file, start: node.start, end: node.end };
}

/** Offset in the text as written, with its escapes, of an offset in the string that it means. */
function writtenOffset(written: string, offset: number): number {
  let at = 0;
  for (let seen = 0; seen < offset && at < written.length; seen += 1) {
    if (written[at] !== '\\') at += 1;
    else at += written[at + 1] === 'u' ? 6 : 2;
  }
  return at;
}

function rangeOf(file: SourceFile, start: number, end: number, known: Map<SourceFile, readonly number[]>): SourceRange {
  let lines = known.get(file);
  if (lines === undefined) {
    const starts = [0];
    for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1);
    lines = starts;
    known.set(file, lines);
  }
  return { file: file.path, start: positionOf(lines, start), end: positionOf(lines, end) };
}

function positionOf(lines: readonly number[], offset: number): SourceRange['start'] {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1, offset };
}
