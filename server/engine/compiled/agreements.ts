import type { Activity } from '../facts/activity.ts';
import type { Day, Value } from '../facts/value.ts';
import type { Agreement } from './state.ts';

const KINDS: ReadonlySet<string> = new Set(['agreement-signed', 'agreement-ended']);

/** The agreements of an enrollment with the activity, where it is one of them: one more, or one ended. */
export function agreementsWith(agreements: readonly Agreement[], activity: Activity): readonly Agreement[] {
  const { kind, day, facts } = activity;
  if (!KINDS.has(kind)) return agreements;
  const id = facts.get('agreement.id');
  if (typeof id !== 'string') return agreements;
  if (kind === 'agreement-ended') return agreements.map((agreement) => (agreement.id === id ? { ...agreement, ended: true } : agreement));
  const startsOn = dayOf(facts.get('agreement.startsOn'));
  return [
    ...agreements,
    { id, signedOn: day, startsOn, endsOn: dayOf(facts.get('agreement.endsOn')), terms: activity.terms, ended: false },
  ];
}

const dayOf = (value: Value | undefined): Day | null => (typeof value === 'number' ? value : null);

export function isInForce({ ended, signedOn, startsOn, endsOn }: Agreement, day: Day): boolean {
  return !ended && signedOn <= day && (startsOn ?? signedOn) <= day && day <= (endsOn ?? day);
}

/** The one that term.start and term.end speak of: of those in force that say when they start, the latest signed. */
export function termAgreement(agreements: readonly Agreement[], day: Day): Agreement | undefined {
  return agreements.findLast((agreement) => agreement.startsOn !== null && isInForce(agreement, day));
}

/** What the latest signed agreement in force that sets a parameter says of it. */
export function agreedValue(agreements: readonly Agreement[], day: Day, parameter: string): Value | undefined {
  return agreements.findLast((agreement) => isInForce(agreement, day) && agreement.terms.has(parameter))?.terms.get(parameter);
}
