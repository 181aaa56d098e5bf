import { type Joined, joinSources, SECTIONS } from '../../server/engine/program/join.ts';
import { parseSource } from '../../server/engine/program/parse-source.ts';
import type { Json, ParsedSource, SourceFile, SourceNode } from '../../server/engine/program/source.ts';
import { parseTolerant } from './parse-tolerant.ts';
import { type Document, expand, type SchemaPlace, schemasAt, step } from './schema-walk.ts';

/*
 * The files of a draft, and what was read of them. A file whose text is as before is the same object as before, and
 * what is known of it is kept by it: a keystroke costs the one file that it is in.
 */

const isScenario = (path: string): boolean => path.startsWith('scenarios/') || path.includes('/scenarios/');

/** Where a file hangs: in which document, and under which of its sections. */
export interface FilePlace {
  readonly document: Document;
  readonly under: readonly string[];
}

export function placeOf(path: string): FilePlace {
  if (isScenario(path)) return { document: 'scenario', under: [] };
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
  if (path.startsWith('rules/') || path.includes('/rules/')) return { document: 'program', under: ['rules'] };
  return { document: 'program', under: SECTIONS.some((section) => section === name) ? [name] : [] };
}

export class ProgramFiles {
  private files = new Map<string, SourceFile>();
  private joined: Joined | undefined;
  private readonly strict = new WeakMap<SourceFile, ParsedSource>();
  private readonly tolerant = new WeakMap<SourceFile, ParsedSource>();

  /** All files of the draft, in place of those before. */
  replace(files: readonly SourceFile[]): void {
    const kept = files.map(({ path, text }) => {
      const before = this.files.get(path);
      return before?.text === text ? before : { path, text };
    });
    this.files = new Map(kept.map((file) => [file.path, file]));
    this.joined = undefined;
  }

  /** One file's new text; `undefined`: it is gone. */
  update(path: string, text: string | undefined): void {
    if (this.files.get(path)?.text === text) return;
    if (text === undefined) this.files.delete(path);
    else this.files.set(path, { path, text });
    this.joined = undefined;
  }

  get(path: string): SourceFile | undefined {
    return this.files.get(path);
  }

  all(): readonly SourceFile[] {
    return [...this.files.values()];
  }

  program(): readonly SourceFile[] {
    return this.all().filter(({ path }) => !isScenario(path));
  }

  scenarios(): readonly SourceFile[] {
    return this.all().filter(({ path }) => isScenario(path));
  }

  /** As the engine reads it: a text that is no JSON is given up. */
  readonly parse = (file: SourceFile): ParsedSource => kept(this.strict, file, parseSource);

  /** What can be read of a file while someone types in it. */
  tree(file: SourceFile): SourceNode | undefined {
    return kept(this.tolerant, file, parseTolerant).node;
  }

  /** The whole program as it is while someone types in it; an empty file is an empty section. */
  document(): Joined {
    this.joined ??= joinSources(this.program(), (file) => {
      const node = this.tree(file) ?? emptySection(file);
      return { node, faults: [] };
    });
    return this.joined;
  }
}

function kept(known: WeakMap<SourceFile, ParsedSource>, file: SourceFile, parse: (file: SourceFile) => ParsedSource): ParsedSource {
  let parsed = known.get(file);
  if (parsed === undefined) {
    parsed = parse(file);
    known.set(file, parsed);
  }
  return parsed;
}

function emptySection(file: SourceFile): SourceNode {
  const [section] = placeOf(file.path).under;
  const isList = section === 'rules' || section === 'excludes';
  return { file, value: isList ? [] : {}, start: 0, end: 0, key: undefined, children: new Map() };
}

/** The schemas of a place in a file, by its path in that file. */
export function schemasOf(file: SourceFile, tree: SourceNode | undefined, path: readonly string[]): readonly SchemaPlace[] {
  const { document, under } = placeOf(file.path);
  return schemasAt(
    document,
    under.reduceRight<Json | undefined>((of, name) => ({ [name]: of ?? null }), tree?.value),
    [...under, ...path],
  );
}

/** Every key and text of a tree with the schemas of its place, outermost first. */
export function* walkPlaces(file: SourceFile, tree: SourceNode): Generator<Visited> {
  yield* walk({ node: tree, places: schemasOf(file, tree, []), path: [], within: undefined });
}

export interface Visited {
  readonly node: SourceNode;
  readonly places: readonly SchemaPlace[];
  readonly path: readonly string[];
  /** The object or list that it stands in. */
  readonly within: Visited | undefined;
}

function* walk(visited: Visited): Generator<Visited> {
  yield visited;
  const { node, places, path } = visited;
  for (const [name, child] of node.children ?? []) {
    const below = places.flatMap((place) => step(place, name)).flatMap((place) => expand(place, child.value));
    yield* walk({ node: child, places: below, path: [...path, name], within: visited });
  }
}
