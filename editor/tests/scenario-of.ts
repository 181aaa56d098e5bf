import type { components } from '../api/client.ts';
import { sumOf } from '../live/decimal.ts';

type Lived = Pick<components['schemas']['LivedActivities'], 'partner' | 'activities'>;
type Decision = components['schemas']['Decision'];

/** A deal of the history as a scenario: what came before it, and what the program in force says of it now. */
export function scenarioOf(
  name: string,
  { partner, otherPartners, activities }: Lived & { readonly otherPartners: readonly Lived['partner'][] },
  decision: Decision,
): { readonly path: string; readonly text: string } {
  const isOwn = (each: Decision['parties'][number]): boolean =>
    each.partner === partner.id && partner.enrollments.some(({ partnerType }) => partnerType === each.partnerType);
  const party = decision.parties.find(isOwn);
  const lines = new Map<string, readonly string[]>();
  for (const { incentive, status, amount } of party?.lines ?? [])
    if (status === 'due') lines.set(incentive, [...(lines.get(incentive) ?? []), amount]);
  const expectation = {
    activity: decision.activity.id,
    status: decision.status,
    ...(party !== undefined && {
      ...(decision.parties.length > 1 && { partner: party.partner, partnerType: party.partnerType }),
      ...(party.tier !== undefined && { tier: party.tier.after }),
      ...(party.gates.length > 0 && {
        gates: Object.fromEntries(party.gates.map(({ gate, item, open }) => [item === undefined ? gate : `${gate}#${item}`, open])),
      }),
      ...(party.registration !== undefined && { registration: { outcome: party.registration.outcome } }),
      ...(lines.size > 0 && { lines: Object.fromEntries([...lines].map(([incentive, amounts]) => [incentive, sumOf(amounts)])) }),
    }),
  };
  const scenario = { name, partners: [partner, ...otherPartners], activities, expect: [expectation] };
  return { path: `scenarios/${kebab(name)}.json`, text: `${JSON.stringify(scenario, undefined, 2)}\n` };
}

export const kebab = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80) || 'scenario';
