import type { Diagnostic } from '../engine/program/diagnostic.ts';
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
  const draft = await getDraft(life, id);
  const checked = await life.threads.check(draft);
  const version = checked.ok ? { version: checked.version.hash } : {};
  return { draft: id, revision: draft.revision, ok: checked.ok, ...version, diagnostics: checked.diagnostics };
}
