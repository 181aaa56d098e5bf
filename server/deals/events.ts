import type { ActivityDocument } from '../../schemas/types.ts';
import type { Decision, PartyDecision, RegistrationDecision } from '../engine/decisions/model.ts';
import type { EventKind, EventOut } from '../webhooks/events.ts';
import type { FreshDecision } from './kept-now.ts';
import { inShort } from './said.ts';

/* What decisions tell to those who listen. */

/** What an event is made of beside the decision. */
export interface Around {
  /** As it was recorded; of a generated one: none. */
  readonly document?: ActivityDocument | undefined;
  /** In short, what was decided before in its place (`said` of the row). */
  readonly before?: unknown;
  /** Whether a deal that was closed is of a registration of this enrollment. */
  readonly isRegistered: (partner: string, partnerType: string, registration: string) => boolean;
}

/**
 * A decision, and what it makes of registrations, applications, funds, co-sell requests and tiers. Of one that stands in the place of
 * another, as far as it makes something else of them.
 */
export function eventsOf({ id, decided: { plain }, replaces }: FreshDecision, around: Around): readonly EventOut[] {
  const { program, activity } = plain;
  const subject = { decision: id, source: activity.source, activity: activity.id };
  const was = replaces === undefined ? undefined : partiesIn(around.before);
  const is = replaces === undefined ? [] : partiesIn(inShort(plain));
  return [
    {
      program: program.id,
      kind: replaces === undefined ? 'decision.made' : 'decision.changed',
      subject,
      data: { decision: plain, ...(replaces !== undefined && { replaces }) },
    },
    ...plain.parties.flatMap((party, index) => {
      const same = (what: (typeof TOLD)[number]): boolean =>
        was !== undefined && text(find(was, party)?.[what]) === text(is[index]?.[what]);
      return partyEvents(plain, party, subject, around, same).map((event) =>
        replaces === undefined ? event : { ...event, data: { ...event.data, replaces } },
      );
    }),
  ];
}

const TOLD = ['registration', 'enrollment', 'mdf', 'routing', 'tier'] as const;

type Short = Readonly<Partial<Record<(typeof TOLD)[number] | 'partner' | 'partnerType' | 'role', unknown>>>;

const partiesIn = (said: unknown): readonly Short[] => (said as { readonly parties?: readonly Short[] } | undefined)?.parties ?? [];

const find = (parties: readonly Short[], { partner, partnerType, role }: PartyDecision): Short | undefined =>
  parties.find((each) => each.partner === partner && each.partnerType === partnerType && each.role === role);

const text = (value: unknown): string => JSON.stringify(value ?? null);

function partyEvents(
  decision: Decision,
  party: PartyDecision,
  subject: object,
  { document, isRegistered }: Around,
  same: (what: (typeof TOLD)[number]) => boolean,
): readonly EventOut[] {
  const { partner, partnerType, registration, enrollment, mdf, routing, tier } = party;
  const events: EventOut[] = [];
  const tell = (kind: EventKind, data: object): void => {
    events.push({ program: decision.program.id, kind, subject: { ...subject, partner, partnerType }, data: { on: decision.on, ...data } });
  };
  if (!same('registration')) {
    const sold = document?.facts?.['deal.registration'];
    if (registration !== undefined) tell(registrationKind(decision.kind, registration), registration);
    else if (decision.kind === 'protection-expired') tell('registration.expired', {});
    else if (decision.kind === 'deal-closed' && typeof sold === 'string' && isRegistered(partner, partnerType, sold))
      tell('registration.won', { registration: sold });
  }
  if (enrollment && !same('enrollment'))
    tell(enrollment.outcome === 'accepted' ? 'enrollment.approved' : `enrollment.${enrollment.outcome}`, enrollment);
  if (mdf && !same('mdf')) tell(decision.kind === 'mdf-claim' && mdf.outcome === 'approved' ? 'mdf.claimed' : `mdf.${mdf.outcome}`, mdf);
  if (routing && !same('routing')) tell(`co-sell.${routing.outcome}`, routing);
  if (tier && !same('tier') && tier.before !== tier.after) tell('tier.changed', tier);
  else if (tier && !same('tier') && tier.graceUntil !== undefined && tier.qualified !== tier.after) tell('tier.grace', tier);
  return events;
}

function registrationKind(kind: string, { outcome, runnerUp, reasons: [reason = ''] }: RegistrationDecision): EventKind {
  if (outcome === 'refused' && runnerUp !== undefined) return 'registration.waiting';
  // the beginning of a person's reason tells two things apart that one kind of activity says
  if (kind === 'registration-refused' && /^returned\b/i.test(reason)) return 'registration.returned';
  if (kind === 'registration-withdrawn' && /^lost\b/i.test(reason)) return 'registration.lost';
  return `registration.${outcome}`;
}
