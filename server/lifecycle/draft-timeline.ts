import type { Timeline } from '../engine/program/model.ts';
import { alone, loadDraft } from './draft-files.ts';
import type { Life } from './life.ts';
import { LifecycleError } from './model.ts';
import { getDraft } from './read-draft.ts';

/** A draft as a program that is always in force: what is recorded for a program that is new is read by it. */
export async function draftTimeline(life: Life, id: string): Promise<Timeline> {
  const { program, files } = await getDraft(life, id);
  const loaded = loadDraft(files, program);
  if (loaded.ok) return alone(loaded.program);
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  const findings = errors.map(({ pointer, message, hint }) => ({ pointer, message, ...(hint !== undefined && { hint }) }));
  throw new LifecycleError('not-ready', 'The draft has errors, and nothing is read by it.', { findings });
}
