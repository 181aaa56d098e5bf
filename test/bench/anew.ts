import type { ProgramDocument } from '../../schemas/types.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import type { Timeline } from '../../server/engine/program/model.ts';

let made = 0;

/**
 * The program with another bound, never reached, of what a rule pays: the same lines come of it, of code that nobody made before.
 * Neither the fold nor the JavaScript engine has anything left over from the round before.
 */
export function timelineAnew(document: ProgramDocument, name: string): Timeline {
  made += 1;
  const rules = document.rules.map((rule) => {
    if (rule.name !== name || rule.decides !== 'incentive') return rule;
    if (!('amount' in rule.event.params)) return rule;
    const amount = `min(${rule.event.params.amount}, money("${90_000_000 + made}"))`;
    return { ...rule, event: { ...rule.event, params: { ...rule.event.params, amount } } };
  });
  return timelineOf({ ...document, rules });
}

export function timelineOf(document: ProgramDocument): Timeline {
  const loaded = loadProgramDocument(document);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return { id: loaded.program.id, versions: [loaded.program] };
}
