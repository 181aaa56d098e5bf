import type { FactType } from '../../engine/facts/value.ts';

/*
 * What analytics is told of, beside what the product knows already. A kind of record with all that may be said of it; what is
 * wrong between fields is found here too.
 */

export interface RecordField {
  readonly type: FactType;
  readonly required?: true;
  readonly choices?: readonly string[];
}

export interface RecordKind {
  readonly fields: Readonly<Record<string, RecordField>>;
  /** Fields that name it: the same again is the same record. */
  readonly names: readonly string[];
  /** A sentence, where fields contradict each other. */
  readonly contradiction?: (record: TypedRecord) => string | undefined;
}

/** Values as they are stored: amounts in smallest units, days as text. */
export type TypedRecord = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const TEXT = { type: 'text' } as const;
const NAME = { type: 'text', required: true } as const;
const DAY = { type: 'date', required: true } as const;
const MONEY = { type: 'money' } as const;

const INVESTMENTS = ['integration', 'enablement', 'mdf', 'co-sell', 'administration', 'incentives'] as const;
/** What rules pay, by the name of an incentive. */
const EARNED: readonly string[] = ['incentives', 'mdf', 'co-sell'];
const OUTCOMES = ['open', 'won', 'lost'] as const;

export const RECORD_KINDS = {
  opportunity: {
    fields: {
      id: NAME,
      customer: TEXT,
      newCustomer: { type: 'boolean' },
      createdOn: DAY,
      stage: TEXT,
      outcome: { type: 'choice', required: true, choices: OUTCOMES },
      closedOn: { type: 'date' },
      amount: MONEY,
      grossMargin: MONEY,
      region: TEXT,
      segment: TEXT,
      competitor: { type: 'boolean' },
      integration: TEXT,
      campaigns: { type: 'list' },
      partner: TEXT,
      partnerType: TEXT,
      registration: TEXT,
      registrationApprovedOn: { type: 'date' },
    },
    names: ['id'],
    contradiction: ({ outcome, createdOn, closedOn, partner, partnerType, registrationApprovedOn, amount }) => {
      if (outcome === 'open' && closedOn !== undefined) return `It is open, and closedOn is ${closedOn}.`;
      if (outcome !== 'open' && closedOn === undefined) return `It is ${outcome}, and closedOn is missing.`;
      if (closedOn !== undefined && String(closedOn) < String(createdOn)) return `It was closed on ${closedOn}, before it was created.`;
      if ((partner === undefined) !== (partnerType === undefined)) return 'partner and partnerType go together; one of them is missing.';
      if (registrationApprovedOn !== undefined && partner === undefined)
        return 'A registration was approved, and partner is missing: whose?';
      return typeof amount === 'number' && amount < 0 ? 'amount is below 0.' : undefined;
    },
  },
  action: {
    fields: { id: NAME, opportunity: NAME, partner: NAME, partnerType: NAME, kind: NAME, doneOn: DAY, customer: TEXT, campaign: TEXT },
    names: ['id'],
  },
  investment: {
    fields: {
      id: NAME,
      kind: { type: 'choice', required: true, choices: INVESTMENTS },
      spentOn: DAY,
      amount: { type: 'money', required: true },
      partnerType: TEXT,
      partner: TEXT,
      integration: TEXT,
      incentive: TEXT,
      campaign: TEXT,
      activity: TEXT,
      moves: TEXT,
    },
    names: ['id'],
    contradiction: ({ kind, incentive }) =>
      incentive !== undefined && !EARNED.includes(String(kind)) ? `It is ${kind}, and incentive is ${incentive}.` : undefined,
  },
  'integration-use': {
    fields: {
      integration: NAME,
      customer: NAME,
      partner: NAME,
      partnerType: NAME,
      since: DAY,
      adoptedOn: { type: 'date' },
      endedOn: { type: 'date' },
      region: TEXT,
      segment: TEXT,
    },
    names: ['integration', 'customer'],
    contradiction: ({ since, adoptedOn, endedOn }) => {
      for (const [name, day] of Object.entries({ adoptedOn, endedOn }))
        if (day !== undefined && String(day) < String(since)) return `${name} is ${day}, before since.`;
      return undefined;
    },
  },
  renewal: {
    fields: {
      id: NAME,
      customer: TEXT,
      dueOn: DAY,
      due: MONEY,
      renewed: { type: 'boolean' },
      amount: MONEY,
      partner: TEXT,
      partnerType: TEXT,
      region: TEXT,
      segment: TEXT,
    },
    names: ['id'],
    contradiction: ({ partner, partnerType }) =>
      (partner === undefined) !== (partnerType === undefined) ? 'partner and partnerType go together; one of them is missing.' : undefined,
  },
  departure: { fields: { partner: NAME, partnerType: NAME, endedOn: DAY }, names: ['partner', 'partnerType'] },
  'tier-change': { fields: { partner: NAME, partnerType: NAME, since: DAY, tier: NAME }, names: ['partner', 'partnerType', 'since'] },
} as const satisfies Readonly<Record<string, RecordKind>>;

export type RecordKindName = keyof typeof RECORD_KINDS;
