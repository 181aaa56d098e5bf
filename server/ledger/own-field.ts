import type { Decision, PartyDecision } from '../engine/decisions/model.ts';

/* What the vendor credits its own field is none of a partner's business, though it stands in decisions on the partner. */

export const withoutField = (decision: Decision): Decision => ({ ...decision, parties: decision.parties.map(ofParty) });

function ofParty(party: PartyDecision): PartyDecision {
  const { reasoning } = party;
  const rules = new Set(party.lines.filter(({ payee }) => payee === 'vendor-field').map(({ rule }) => rule));
  if (rules.size === 0) return party;
  return {
    ...party,
    lines: party.lines.filter(({ payee }) => payee !== 'vendor-field'),
    failures: party.failures.filter(({ of }) => !rules.has(of)),
    ...(reasoning && { reasoning: { ...reasoning, rules: reasoning.rules.filter(({ rule }) => !rules.has(rule)) } }),
  };
}
