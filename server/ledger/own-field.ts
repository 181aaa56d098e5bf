import type { Decision, PartyDecision, RuleReasoning } from '../engine/decisions/model.ts';
import type { Program } from '../engine/program/model.ts';

/* What the vendor credits its own field is none of a partner's business, though it stands in decisions on the partner. */

/** `versions`: those that may have decided it. */
export const withoutField = (decision: Decision, versions: readonly Program[]): Decision => {
  const version = versions.find(({ hash }) => hash === decision.program.version);
  const named = version && fieldRules(version);
  return { ...decision, parties: decision.parties.map((party) => ofParty(party, named)) };
};

/** Names of the rules that pay the field. */
const fieldRules = ({ rules }: Program): ReadonlySet<string> =>
  new Set(rules.flatMap((rule) => (rule.decides === 'incentive' && rule.payee === 'vendor-field' ? [rule.name] : [])));

/** `named`: undefined where nobody knows any more whom the version's rules pay. */
function ofParty(party: PartyDecision, named: ReadonlySet<string> | undefined): PartyDecision {
  const { reasoning, lines } = party;
  const own = lines.filter(({ payee }) => payee !== 'vendor-field');
  const paying = new Set([...(named ?? []), ...lines.filter(({ payee }) => payee === 'vendor-field').map(({ rule }) => rule)]);
  const theirs = new Set(own.map(({ rule }) => rule));
  const isSeen = ({ rule, decides }: RuleReasoning): boolean =>
    !paying.has(rule) && (named !== undefined || decides !== 'incentive' || theirs.has(rule));
  return {
    ...party,
    lines: own,
    failures: party.failures.filter(({ of }) => !paying.has(of)),
    ...(reasoning && { reasoning: { ...reasoning, rules: reasoning.rules.filter(isSeen) } }),
  };
}
