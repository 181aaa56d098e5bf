import type { Decision, PartyDecision, RegistrationDecision } from '../engine/decisions/model.ts';
import type { EventKind, EventOut } from '../webhooks/events.ts';
import type { FreshDecision } from './kept-now.ts';

/* What decisions tell to those who listen. */

/** A decision, and of one that is the first on its activity also what it makes of registrations and tiers. */
export function eventsOf({ id, decided: { plain }, replaces }: FreshDecision): readonly EventOut[] {
  const { program, activity } = plain;
  const subject = { decision: id, source: activity.source, activity: activity.id };
  const events: EventOut[] = [
    {
      program: program.id,
      kind: replaces === undefined ? 'decision.made' : 'decision.changed',
      subject,
      data: { decision: plain, ...(replaces !== undefined && { replaces }) },
    },
  ];
  if (replaces !== undefined) return events;
  for (const party of plain.parties) events.push(...partyEvents(plain, party, subject));
  return events;
}

function partyEvents(decision: Decision, party: PartyDecision, subject: object): readonly EventOut[] {
  const { partner, partnerType, registration, tier } = party;
  const events: EventOut[] = [];
  const tell = (kind: EventKind, data: object): void => {
    events.push({ program: decision.program.id, kind, subject: { ...subject, partner, partnerType }, data: { on: decision.on, ...data } });
  };
  const kind = registration ? registrationKind(registration) : KIND_OF_ACTIVITY[decision.kind];
  if (kind !== undefined) tell(kind, registration ?? {});
  if (tier && tier.before !== tier.after) tell('tier.changed', tier);
  else if (tier?.graceUntil !== undefined && tier.qualified !== tier.after) tell('tier.grace', tier);
  return events;
}

function registrationKind({ outcome, runnerUp }: RegistrationDecision): EventKind {
  if (outcome === 'refused' && runnerUp !== undefined) return 'registration.waiting';
  return `registration.${outcome}`;
}

const KIND_OF_ACTIVITY: Readonly<Record<string, EventKind>> = { 'protection-expired': 'registration.expired' };
