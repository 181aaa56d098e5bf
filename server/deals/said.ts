import type { Decision, PartyDecision } from '../engine/decisions/model.ts';

/* A decision in short, to be searched and listed by. */

export function inShort({ parties, failures }: Decision): object {
  return { parties: parties.map(party), ...(failures.length > 0 && { failures: failures.length }) };
}

function party({
  partner,
  partnerType,
  role,
  gates,
  registration,
  enrollment,
  mdf,
  routing,
  lines,
  tier,
  failures,
}: PartyDecision): object {
  const closed = gates.filter(({ open }) => !open);
  return {
    partner,
    partnerType,
    role,
    ...(closed.length > 0 && { closed: [...new Set(closed.map(({ gate }) => gate))] }),
    ...(registration && { registration: registration.outcome }),
    ...(enrollment && { enrollment: enrollment.outcome }),
    ...(mdf && { mdf: mdf.outcome }),
    ...(routing && { routing: routing.outcome }),
    ...(lines.length > 0 && { lines: lines.map(({ incentive, payee, amount, status }) => ({ incentive, payee, amount, status })) }),
    ...(tier && tier.before !== tier.after && { tier: { before: tier.before, after: tier.after } }),
    ...(failures.length > 0 && { failures: failures.length }),
  };
}
