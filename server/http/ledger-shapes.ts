/** The shapes of what is asked of the ledger; what they mean is looked at by server/ledger. */

import { BATCH_LIMITS } from '../ledger/payouts.ts';
import { TEXT_LIMITS } from '../lifecycle/life.ts';
import { DAY } from './life-shapes.ts';

const NAME = { type: 'string', minLength: 1, maxLength: 200 } as const;
const TEXT = { type: 'string', minLength: 1, maxLength: TEXT_LIMITS.text } as const;
const PROGRAM = { type: 'string', minLength: 1, maxLength: 80, description: 'Id of the program.' } as const;
const AMOUNT = { type: 'string', pattern: '^-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,4})?$' } as const;

export const PAYEES = ['partner', 'person', 'vendor-field', 'vendor'] as const;

export const NEW_ADJUSTMENT_SHAPE = {
  title: 'NewAdjustment',
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'program', 'partner', 'partnerType', 'incentive', 'payee', 'amount', 'reason'],
  properties: {
    kind: {
      type: 'string',
      enum: ['override', 'manual'],
      description: 'override: in place of what the program says of an activity; manual: a line beside all that it says.',
    },
    program: PROGRAM,
    partner: { ...NAME, description: 'Id of the partner.' },
    partnerType: { type: 'string', minLength: 1, maxLength: 80 },
    source: { ...NAME, description: 'Of an override: source of the activity.' },
    activity: { type: 'string', minLength: 1, maxLength: 500, description: 'Of an override: id of the activity.' },
    incentive: {
      type: 'string',
      pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
      maxLength: 80,
      description: 'Whose line it is, such as goodwill.',
    },
    payee: { type: 'string', enum: PAYEES },
    person: { ...NAME, description: 'Where the payee is a person.' },
    amount: {
      ...AMOUNT,
      description: 'Decimal text. Of an override: what all lines of that activity, incentive and payee come to together from now on.',
    },
    reason: { ...TEXT, description: 'Why; it stands on the statement.' },
  },
} as const;

export const NEW_DISPUTE_SHAPE = {
  title: 'NewDispute',
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: { reason: { ...TEXT, description: 'What is wrong with the line.' } },
} as const;

export const RESOLUTION_SHAPE = {
  title: 'DisputeResolution',
  type: 'object',
  additionalProperties: false,
  required: ['outcome', 'resolution'],
  properties: {
    outcome: { type: 'string', enum: ['upheld', 'rejected'] },
    resolution: { ...TEXT, description: 'What was found.' },
    amount: {
      ...AMOUNT,
      description: 'Where it is upheld: what the lines come to instead, proposed as an override that another person approves.',
    },
  },
} as const;

export const HOLD_SHAPE = {
  title: 'LineHold',
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: { reason: { ...TEXT, description: 'Why it is not to be paid yet.' } },
} as const;

export const NEW_PAYOUT_SHAPE = {
  title: 'NewPayout',
  type: 'object',
  additionalProperties: false,
  required: ['program', 'through'],
  properties: {
    program: PROGRAM,
    payees: {
      type: 'string',
      enum: ['partners', 'vendor-field', 'vendor'],
      description: 'Who is paid: partners and people at them; the vendor’s own field; or the vendor, by partners. Missing: partners.',
    },
    through: { ...DAY, description: 'Lines that are payable on this day or before.' },
  },
} as const;

export const CONFIRMATION_SHAPE = {
  title: 'PayoutConfirmation',
  type: 'object',
  additionalProperties: false,
  required: ['reference'],
  properties: {
    reference: { type: 'string', minLength: 1, maxLength: BATCH_LIMITS.reference, description: 'Of the bank.' },
    paidOn: { ...DAY, description: 'The day on which it paid, in a month that is open. Missing: today.' },
  },
} as const;

const MONTH = { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$' } as const;

/** Filters of lines, beside those of pages. */
export const LINE_QUERY = {
  program: { ...PROGRAM, description: 'Of this program alone.' },
  partner: { ...NAME, description: 'Of this partner alone.' },
  partnerType: { type: 'string', minLength: 1, maxLength: 80 },
  payee: { type: 'string', enum: PAYEES },
  person: NAME,
  incentive: { type: 'string', minLength: 1, maxLength: 80 },
  source: NAME,
  activity: { type: 'string', minLength: 1, maxLength: 500, description: 'Id of the activity.' },
  from: { ...MONTH, description: 'Posted into this fiscal month, or a later one.' },
  to: { ...MONTH, description: 'Posted into this fiscal month, or an earlier one.' },
  state: { type: 'string', enum: ['accrued', 'payable', 'in-batch', 'paid', 'held', 'disputed'] },
  cause: { type: 'string', enum: ['decision', 'reconcile', 'override', 'manual'] },
  batch: { type: 'string', minLength: 1, maxLength: 100, description: 'In this payout batch.' },
} as const;

export const STATEMENT_PERIOD = {
  month: { ...MONTH, description: 'This fiscal month.' },
  quarter: { ...MONTH, description: 'The fiscal quarter that this month is of.' },
} as const;
