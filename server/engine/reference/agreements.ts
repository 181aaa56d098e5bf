import type { Activity } from '../facts/activity.ts';
import type { Day, Value } from '../facts/value.ts';
import type { Agreement } from './state.ts';

/** The agreements of an enrollment once the activity is one of them: one more signed, or one ended. */
export function agreementsWith(agreements: readonly Agreement[], activity: Activity): readonly Agreement[] {
  const id = activity.facts.get('agreement.id');
  if (typeof id !== 'string') return agreements;
  if (activity.kind === 'agreement-ended') {
    return agreements.map((agreement) => (agreement.id === id ? { ...agreement, ended: true } : agreement));
  }
  if (activity.kind !== 'agreement-signed') return agreements;
  const startsOn = activity.facts.get('agreement.startsOn');
  const endsOn = activity.facts.get('agreement.endsOn');
  const signed: Agreement = {
    id,
    signedOn: activity.day,
    ...(typeof startsOn === 'number' ? { startsOn } : {}),
    ...(typeof endsOn === 'number' ? { endsOn } : {}),
    terms: activity.terms,
    ended: false,
  };
  return [...agreements, signed];
}

function inForce(agreement: Agreement, day: Day): boolean {
  const from = Math.max(agreement.signedOn, agreement.startsOn ?? agreement.signedOn);
  return !agreement.ended && from <= day && (agreement.endsOn === undefined || day <= agreement.endsOn);
}

/** By parameter: what the latest signed agreement in force that sets it says. */
export function termsInForce(agreements: readonly Agreement[], day: Day): ReadonlyMap<string, Value> {
  const terms = new Map<string, Value>();
  for (const agreement of agreements) {
    if (!inForce(agreement, day)) continue;
    for (const [parameter, value] of agreement.terms) terms.set(parameter, value);
  }
  return terms;
}

/** The agreement that term.start and term.end speak of. */
export function termAgreement(agreements: readonly Agreement[], day: Day): Agreement | undefined {
  return agreements.findLast((agreement) => agreement.startsOn !== undefined && inForce(agreement, day));
}
