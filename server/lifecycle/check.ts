import type { Diagnostic } from '../engine/program/diagnostic.ts';
import { loadDraft } from './draft-files.ts';
import type { Life } from './life.ts';
import { getDraft } from './read-draft.ts';

export interface DraftCheck {
  readonly draft: string;
  readonly revision: number;
  /** Whether it loads: no errors. */
  readonly ok: boolean;
  /** Hash of the version that it would become; missing while there are errors. */
  readonly version?: string;
  /** Errors and warnings, in document order. */
  readonly diagnostics: readonly Diagnostic[];
}

export async function checkDraft(life: Life, id: string): Promise<DraftCheck> {
  const { program, revision, files } = await getDraft(life, id);
  const loaded = loadDraft(files, program);
  return { draft: id, revision, ok: loaded.ok, ...(loaded.ok && { version: loaded.program.hash }), diagnostics: loaded.diagnostics };
}
