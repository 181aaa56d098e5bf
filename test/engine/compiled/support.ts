import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../../schemas/types.ts';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import { readActivity, readPartner } from '../../../server/engine/facts/intake.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { day, timeline } from '../reference/support.ts';

export type Folding = (
  versions: Timeline | ProgramDocument,
  partners: readonly PartnerDocument[],
  activities: readonly ActivityDocument[],
  until?: string,
) => readonly Decision[];

/** Folds a history; `everyStep` has the state of each step. */
function folding(explain: boolean, everyStep: (evaluator: ReturnType<typeof createCompiled>) => (state: State) => State): Folding {
  return (versions, partners, activities, until) => {
    const line = 'versions' in versions ? versions : timeline(versions);
    const [program] = line.versions;
    if (program === undefined) throw new Error('no version');
    const evaluator = createCompiled(line);
    const after = everyStep(evaluator);
    const enrollments = partners.flatMap((partner) => must(readPartner(program, partner)).enrollments);
    let state = evaluator.begin(enrollments);
    const decisions: Decision[] = [];
    for (const document of activities) {
      decisions.push(...evaluator.step(state, must(readActivity(program, document)).activity, { explain }));
      state = after(state);
    }
    if (until !== undefined) decisions.push(...evaluator.advance(state, day(until), { explain }));
    return decisions;
  };
}

type State = ReturnType<ReturnType<typeof createCompiled>['begin']>;

/** Without reasoning: doubles where they suffice. */
export const foldFast = folding(false, () => (state) => state);
/** With reasoning: everything exact. */
export const foldExplained = folding(true, () => (state) => state);
/** From a state that was stored after each step. */
export const foldStored = folding(false, (evaluator) => (state) => evaluator.restore(evaluator.save(state)));

function must<T extends { readonly ok: boolean }>(result: T): Extract<T, { readonly ok: true }> {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<T, { readonly ok: true }>;
}
