import type { ProgramDocument } from '../../schemas/types.ts';
import type { Diagnostic } from '../engine/program/diagnostic.ts';
import { differenceOf, linesOf, sayDetail } from '../engine/program/difference/difference.ts';
import type { ProgramDifference } from '../engine/program/difference/model.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import type { Program } from '../engine/program/model.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { isScenario, type LoadedDraft, loadDraft } from './draft-files.ts';
import { type FileDifference, fileDifferences, sayFileDifference } from './file-difference.ts';

/*
 * What is said of files that people wrote. The largest that are kept take seconds to read, so it is done on threads
 * (draft-threads.ts): all that goes in and comes out is data.
 */

/** Files, and the id of the program that they are of. */
export interface DraftContent {
  readonly program: string;
  readonly files: readonly SourceFile[];
}

/** Without scenarios: what a program is read of. */
export const programContent = ({ program, files }: DraftContent): DraftContent => ({
  program,
  files: files.filter((file) => !isScenario(file)),
});

export type CheckedContent =
  | { readonly ok: true; readonly version: CheckedVersion; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The version that files would become. */
export interface CheckedVersion {
  readonly hash: string;
  /** Canonical, without `effectiveFrom`: what the hash is of. */
  readonly text: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly approval?: NonNullable<ProgramDocument['approval']>;
  /** Names, in document order. */
  readonly rules: readonly string[];
}

export function checkedOf(loaded: LoadedDraft): CheckedContent {
  const { diagnostics } = loaded;
  return loaded.ok ? { ok: true, version: versionOf(loaded.program), diagnostics } : { ok: false, diagnostics };
}

function versionOf({ hash, document, calendar, currency, rules }: Program): CheckedVersion {
  const { effectiveFrom: _, ...undated } = document;
  return {
    hash,
    text: canonicalJson(undated),
    timeZone: calendar.timeZone,
    currency: currency.code,
    ...(document.approval !== undefined && { approval: document.approval }),
    rules: rules.map(({ name }) => name),
  };
}

/** What tells files apart. */
export interface ComparedContent {
  /** Hash of the version that they say; missing: they have errors. */
  readonly from?: string;
  readonly to?: string;
  /** By meaning; missing where one side has errors. */
  readonly meant?: ProgramDifference;
  /** As text, scenarios too. */
  readonly files: readonly FileDifference[];
}

export function compareContents(program: string, before: readonly SourceFile[], after: readonly SourceFile[]): ComparedContent {
  const [from, to] = [loadDraft(before, program), loadDraft(after, program)];
  return {
    ...(from.ok && { from: from.program.hash }),
    ...(to.ok && { to: to.program.hash }),
    ...(from.ok && to.ok && { meant: differenceOf(from.program, to.program) }),
    files: fileDifferences(before, after),
  };
}

/** For people: by meaning, and then scenarios by file; where one side has errors all by file. */
export function linesOfDifference({ meant, files }: ComparedContent): readonly string[] {
  if (meant === undefined) return files.map(sayFileDifference);
  const scenarios = files.filter(isScenario);
  return [...meant.edits.flatMap(linesOf), ...meant.wording.map(sayDetail), ...scenarios.map(sayFileDifference)];
}
