import { explainDecision } from '../engine/decisions/explain.ts';
import type { Decision } from '../engine/decisions/model.ts';
import type { ActivityPair } from '../simulation/explain-pair.ts';

/** Where the sides part on one activity, then each side's whole reasoning. */
export function showPair({ activity, baseline, candidates }: ActivityPair): string {
  const head = `${activity.id} of ${activity.on}${activity.generated ? ', made by the fold' : `, from ${activity.source}`}\n`;
  const partings = candidates.map(({ text }) => `  ${text}\n`).join('');
  const sides = [{ name: 'baseline', decision: baseline }, ...candidates].map(({ name, decision }) => side(name, decision));
  return `${head}${partings}\n${sides.join('\n')}`;
}

const side = (name: string, decision: Decision | null): string =>
  `${'═'.repeat(78)}\n\n${name}\n\n${decision === null ? 'No decision: nothing in this program listens to it.\n' : explainDecision(decision)}`;
