import type { Finding } from '../engine/program/diagnostic.ts';
import { FoldTimedOut, type LocalCrew } from '../simulation/crew.ts';
import { type ActivityPair, explainPair } from '../simulation/explain-pair.ts';
import type { ActivityName } from '../simulation/find-activity.ts';
import { finding, RequestRefused } from '../simulation/refusal.ts';
import { historyColumns } from '../store/history-columns.ts';
import type { Store } from '../store/open-store.ts';
import { getQuestion } from '../store/simulations.ts';
import { reread } from './question.ts';

export type PairAnswer = { readonly ok: true; readonly pair: ActivityPair } | { readonly ok: false; readonly findings: readonly Finding[] };

/** One activity as each side of a kept simulation decides it; findings where its history has no such one, or the time is over. */
export async function explainKept(
  store: Store,
  crew: LocalCrew,
  id: string,
  activity: ActivityName,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<PairAnswer> {
  const question = await getQuestion(store, id);
  const simulation = await reread(question, await historyColumns(store, question.snapshot));
  try {
    return { ok: true, pair: await explainPair(simulation, activity, crew, { signal, deadline: Date.now() + limitMs }) };
  } catch (error) {
    if (error instanceof RequestRefused) return { ok: false, findings: error.findings };
    if (!(error instanceof FoldTimedOut)) throw error;
    const message = `The history was not folded up to ${activity.id} within ${limitMs / 1000} seconds.`;
    return {
      ok: false,
      findings: [finding('timed-out', message, '/activity', 'Ask on the command line: dealwright simulate --activity.')],
    };
  }
}
