import type { Diagnostic } from '../engine/program/diagnostic.ts';
import type { DraftReport } from './draft-thread.ts';
import type { Life } from './life.ts';
import { getDraft } from './read-draft.ts';

export interface DraftTests {
  readonly draft: string;
  readonly revision: number;
  /** Whether it loads and every scenario passed. */
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly scenarios: readonly DraftReport[];
  /** Rules that no scenario makes hold. */
  readonly untried: readonly string[];
  /** Errors of a draft that doesn't load; then no scenario was run. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Its scenarios on both evaluators, with the draft always in force. */
export async function testDraft(life: Life, id: string): Promise<DraftTests> {
  const draft = await getDraft(life, id);
  const { errors, reports, untried } = await life.threads.test(draft);
  const failed = reports.filter(({ passed }) => !passed).length;
  return {
    draft: id,
    revision: draft.revision,
    ok: errors === undefined && failed === 0,
    passed: reports.length - failed,
    failed,
    scenarios: reports,
    untried,
    diagnostics: errors ?? [],
  };
}
