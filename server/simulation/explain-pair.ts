import type { Decision } from '../engine/decisions/model.ts';
import { dayToIso } from '../engine/facts/render.ts';
import { type CrewOptions, FoldCancelled, FoldTimedOut, type LocalCrew } from './crew.ts';
import { type Parting, partingInWords, partingOf } from './decision-difference.ts';
import { type ActivityName, findActivity } from './find-activity.ts';
import { refuse } from './refusal.ts';
import type { Side, Simulation } from './request.ts';

/** One activity as all sides decide it, each with its whole reasoning. */
export interface ActivityPair {
  readonly activity: { readonly source: string; readonly id: string; readonly on: string; readonly generated: boolean };
  /** null: the program says nothing of it. */
  readonly baseline: Decision | null;
  readonly candidates: readonly {
    readonly name: string;
    readonly decision: Decision | null;
    /** Where it parts from the baseline: the first condition that came out otherwise, or what a formula read. */
    readonly parting: Parting;
    readonly text: string;
  }[];
}

/** Throws RequestRefused where the history has no such activity, and what a crew throws. */
export async function explainPair(
  { history, until, baseline, candidates }: Simulation,
  name: ActivityName,
  crew: LocalCrew,
  options: Pick<CrewOptions, 'signal' | 'deadline'> = {},
): Promise<ActivityPair> {
  const found = findActivity(history, name, '/activity');
  const { source, id, day, generated } = found;
  if (day > until) {
    refuse('after-until', `${id} is dated ${dayToIso(day)}, and nothing after ${dayToIso(until)} is decided.`, '/activity');
  }
  const decide = async ({ name: side, documents }: Side): Promise<Decision | null> => {
    const done = await crew.explain(history, side, documents, { source, id }, options);
    if ('decision' in done) return done.decision;
    throw options.signal?.aborted === true ? new FoldCancelled() : new FoldTimedOut();
  };
  const [before, ...decisions] = await Promise.all([baseline, ...candidates].map(decide));
  return {
    activity: { source, id, on: dayToIso(day), generated },
    baseline: before ?? null,
    candidates: candidates.map((side, index) => {
      const decision = decisions[index] ?? null;
      const parting = partingOf(before ?? undefined, decision ?? undefined);
      return { name: side.name, decision, parting, text: partingInWords(parting, side.name) };
    }),
  };
}
