import { documentValidator } from '../../../schemas/ajv.ts';
import type { ProgramDocument } from '../../../schemas/types.ts';
import { checks } from '../checks/index.ts';
import { dayToIso } from '../facts/render.ts';
import type { Diagnostic, Finding } from './diagnostic.ts';
import { versionHash } from './hash.ts';
import { joinSources, placeFindings } from './join.ts';
import { documentFaults, partFindings } from './limits.ts';
import type { Program, Timeline } from './model.ts';
import { prune } from './prune.ts';
import { resolveProgram } from './resolve.ts';
import { schemaFaults } from './schema.ts';
import type { Json, ParsedSource, SourceFile } from './source.ts';

export type { SourceFile } from './source.ts';

export type LoadResult =
  | { readonly ok: true; readonly program: Program; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

// Compiled before the first program comes, so that a bad one is refused as fast as any other.
documentValidator('program');

/**
 * The files of one version → a program, or all that is wrong with it in document order. A program
 * with an error is never loaded, not even in part.
 */
export function loadProgram(files: readonly SourceFile[], parse?: (file: SourceFile) => ParsedSource): LoadResult {
  const joined = joinSources(files, parse);
  const { root, faults } = joined;
  if (root === undefined) return { ok: false, diagnostics: placeFindings([], faults, joined) };
  const tooLarge = partFindings(root.value);
  if (tooLarge.length > 0) return { ok: false, diagnostics: placeFindings(tooLarge, faults, joined) };
  const { program, findings } = judge(root.value);
  const diagnostics = placeFindings(findings, faults, joined);
  return settle(program, diagnostics);
}

/** The same for a document that is there as a value; its diagnostics are placed in its indented JSON text. */
export function loadProgramDocument(document: unknown): LoadResult {
  const faults = documentFaults(document);
  // too large to be written out as text first
  const tooLarge = faults.length > 0 ? faults : partFindings(document);
  if (tooLarge.length > 0) return { ok: false, diagnostics: tooLarge };
  return loadProgram([{ path: 'program.json', text: JSON.stringify(document, null, 2) ?? 'null' }]);
}

function judge(document: Json): { readonly program: Program; readonly findings: readonly Finding[] } {
  const { findings: bySchema, isAll } = schemaFaults('program', document);
  // What is left of a document is looked at where all that is wrong with its parts is known.
  const resolved = resolveProgram(prune(isAll ? document : {}, isAll ? bySchema : []), versionHash(document));
  const faulty = new Set(bySchema.filter((finding) => finding.code !== 'missing-field').map((finding) => finding.pointer));
  const findings = [...bySchema, ...(isAll ? resolved.findings : []).filter((finding) => !isUnder(finding.pointer, faulty))];
  // The checks are written for documents that the schema accepts.
  if (bySchema.length > 0) return { program: resolved.program, findings };
  const context = { document: resolved.program.document, program: resolved.program, unresolved: resolved.unresolved };
  for (const check of checks) findings.push(...check.run(context));
  return { program: resolved.program, findings };
}

/** A value with a fault against the schema has that one fault; what else follows from it would be noise. */
function isUnder(pointer: string, faulty: ReadonlySet<string>): boolean {
  if (faulty.size === 0) return false;
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (faulty.has(at)) return true;
  return false;
}

function settle(program: Program, diagnostics: readonly Diagnostic[]): LoadResult {
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) return { ok: false, diagnostics };
  return { ok: true, program, warnings: diagnostics };
}

export type TimelineResult =
  | { readonly ok: true; readonly timeline: Timeline; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The versions of one program, in any order → its timeline. */
export function loadTimeline(versions: readonly (readonly SourceFile[])[]): TimelineResult {
  const loaded = versions.map((files) => ({ files, result: loadProgram(files) }));
  const diagnostics = loaded.flatMap(({ result }) => (result.ok ? result.warnings : result.diagnostics));
  const programs = loaded.flatMap(({ files, result }) => (result.ok ? [{ program: result.program, files }] : []));
  programs.sort((a, b) => startOf(a.program) - startOf(b.program));
  const findings = programs.flatMap((version, index) => timelineFindings(version, programs[index - 1], programs[0]));
  if (loaded.length === 0)
    findings.push({ code: 'program-missing', severity: 'error', message: 'There is no version of the program.', pointer: '' });
  const all = [...diagnostics, ...findings];
  const [first] = programs;
  if (first === undefined || all.some((diagnostic) => diagnostic.severity === 'error')) return { ok: false, diagnostics: all };
  const timeline = Object.freeze({ id: first.program.id, versions: Object.freeze(programs.map(({ program }) => program)) });
  return { ok: true, timeline, warnings: diagnostics };
}

/** The same of versions that are known to load without errors: they are read, and no check runs again. Throws where they can't be read. */
export function reloadTimeline(documents: readonly ProgramDocument[]): Timeline {
  const versions = documents.map(reloadProgram);
  const [first] = versions.sort((a, b) => startOf(a) - startOf(b));
  if (first === undefined) throw new Error('a timeline of no version');
  return Object.freeze({ id: first.id, versions: Object.freeze(versions) });
}

function reloadProgram(document: ProgramDocument): Program {
  const json = document as unknown as Json;
  const { findings: bySchema } = schemaFaults('program', json);
  const { program, findings } =
    bySchema.length > 0 ? { program: undefined, findings: bySchema } : resolveProgram(prune(json, []), versionHash(document));
  const error = findings.find(({ severity }) => severity === 'error');
  if (program === undefined || error !== undefined) throw new Error(`a program was not checked before: ${error?.message ?? ''}`);
  return program;
}

const startOf = (program: Program): number => program.effectiveFrom ?? Number.NEGATIVE_INFINITY;

interface Version {
  readonly program: Program;
  readonly files: readonly SourceFile[];
}

/** What versions of one program must have in common, so that a history can be carried from one to the next. */
function timelineFindings({ program, files }: Version, before: Version | undefined, first: Version | undefined): Diagnostic[] {
  if (before === undefined || first === undefined) return [];
  const found: Finding[] = [];
  const report = (code: string, message: string, pointer: string, hint?: string): void => {
    found.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }) });
  };
  if (program.id !== first.program.id) {
    report(
      'version-id',
      `This version is of ${program.id}, the first one of ${first.program.id}.`,
      '/id',
      'All versions of a program have its id.',
    );
  }
  if (program.currency.code !== first.program.currency.code) {
    const message = `This version reckons in ${program.currency.code}, the first one in ${first.program.currency.code}.`;
    report('version-currency', message, '/currency', 'A program in another currency is another program.');
  }
  if (startOf(program) === startOf(before.program)) {
    const day = program.effectiveFrom === undefined ? 'from the beginning' : `from ${dayToIso(program.effectiveFrom)}`;
    report('version-order', `Two versions are in force ${day}.`, '/effectiveFrom', 'Give each version a day of its own.');
  }
  for (const [name, spec] of program.catalogue.facts) {
    const earlier = before.program.catalogue.facts.get(name);
    const recorded = spec.kinds !== undefined || name.startsWith('partner.');
    if (!recorded || name.startsWith('derived.') || earlier === undefined || earlier.type === spec.type) continue;
    const message = `${name} is ${spec.type} here, and ${earlier.type} in the version before: one history can't be both.`;
    report('version-fact-type', message, `/attributes/${name}/type`, 'Give the new fact a name of its own.');
  }
  return [...placeFindings(found, [], joinSources(files))];
}
