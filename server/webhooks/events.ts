/** What is told to the outside, and which kinds of it there are. */

/** Closed: who listens names them, and finds each described. */
export const EVENT_KINDS = {
  'decision.made': 'An activity was recorded and decided, or something fell due and was',
  'decision.changed': 'What was decided of an activity is decided otherwise: late data, a correction, a version with a date in the past',
  'registration.review': 'A registration waits for a person, at first or at another stage',
  'registration.waiting': 'A registration is a runner-up: another one is protected',
  'registration.approved': 'A registration was approved, and is protected',
  'registration.returned': 'A registration was returned for more',
  'registration.refused': 'A registration was refused, with its reasons',
  'registration.extended': 'The protection of a registration was extended',
  'registration.expired': 'The protection of a registration has ended by its date',
  'registration.won': 'What was registered was sold',
  'registration.lost': 'What was registered was lost',
  'registration.withdrawn': 'The partner has withdrawn a registration',
  'enrollment.approved': 'An application was accepted: the partner is enrolled',
  'enrollment.returned': 'An application was returned: something is missing',
  'enrollment.refused': 'An application was refused',
  'enrollment.withdrawn': 'An application was withdrawn',
  'mdf.approved': 'Market development funds were granted',
  'mdf.returned': 'A request for market development funds, or a claim, was returned',
  'mdf.refused': 'A request for market development funds, or a claim, was refused',
  'mdf.claimed': 'Market development funds were claimed, with their proof',
  'mdf.withdrawn': 'A request for market development funds was withdrawn',
  'co-sell.waiting': 'A co-sell request waits for a person to route it',
  'co-sell.routed': 'A co-sell request goes to a desk',
  'co-sell.returned': 'A co-sell request was returned',
  'co-sell.accepted': 'A co-sell request was accepted by the field',
  'co-sell.refused': 'A co-sell request was refused',
  'co-sell.won': 'The opportunity of a co-sell request was won',
  'co-sell.lost': 'The opportunity of a co-sell request was lost',
  'co-sell.withdrawn': 'A co-sell request was withdrawn',
  'tier.changed': 'An enrollment has another tier',
  'tier.grace': 'An enrollment no longer qualifies for its tier, and keeps it for a while',
  'payout.proposed': 'A payout batch was put together',
  'payout.approved': 'A payout batch was approved by another person',
  'payout.reduced': 'A payment was taken out of a payout batch: a line of it is disputed or held',
  'payout.exported': 'A payout batch was handed over to be paid',
  'payout.confirmed': 'A payout batch was paid',
  'payout.cancelled': 'A payout batch was given up; its lines are payable again',
} as const;

export type EventKind = keyof typeof EVENT_KINDS;

export interface EventOut {
  readonly program: string;
  readonly kind: EventKind;
  /** What it is about, by its ids: `{ "partner": "acme", "registration": "r-1" }`. */
  readonly subject: object;
  /** What is told of it: JSON values. */
  readonly data: object;
}

/** What somebody asks for to see whether events arrive. No webhook has to name it. */
export const TEST_KIND = 'webhook.test';

/** As it goes out, signed byte for byte. */
export interface EventBody {
  /** The same with every attempt, and in the header webhook-id: who has seen it needn't read it again. */
  readonly id: string;
  readonly type: EventKind | typeof TEST_KIND;
  /** When it happened. */
  readonly timestamp: string;
  /** Missing: of a test. */
  readonly program?: string;
  readonly subject: object;
  readonly data: object;
}
