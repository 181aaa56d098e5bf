/** Components of the ledger: what is asked, and what is answered. */
import { ACCOUNTS } from '../ledger/journal.ts';
import { DIMENSIONS } from '../store/ledger/lines.ts';
import * as example from './ledger-examples.ts';
import {
  CONFIRMATION_SHAPE,
  HOLD_SHAPE,
  NEW_ADJUSTMENT_SHAPE,
  NEW_DISPUTE_SHAPE,
  NEW_PAYOUT_SHAPE,
  PAYEES,
  RESOLUTION_SHAPE,
} from './ledger-shapes.ts';
import { object, reference, type Schema } from './openapi-components.ts';

const TEXT = { type: 'string' };
const ID = { type: 'string', format: 'uuid' };
const TIME = { type: 'string', format: 'date-time' };
const DAY = { type: 'string', format: 'date' };
const COUNT = { type: 'integer', minimum: 0 };
const MONTH = { type: 'string', pattern: '^\\d{4}-\\d{2}$', description: 'Fiscal month.' };
const AMOUNT = { type: 'string', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$', description: 'Decimal text.' };
const NEXT = { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' };
const PAYEE = {
  type: 'string',
  enum: PAYEES,
  description: 'Who gets it: the firm, a person at it, the vendor’s own field, or the vendor.',
};
const PAYER = { type: 'string', enum: ['vendor', 'partner'] };

const list = (items: Schema, description?: string): Schema => ({ type: 'array', items, ...(description !== undefined && { description }) });
const page = (name: string, item: string): Schema => object({ [name]: list(reference(item)), next: NEXT }, [name]);
const shown = (schema: Schema, ...examples: readonly object[]): Schema => ({ ...schema, examples });
/** All of them are there but those named. */
const but = (properties: Record<string, Schema>, ...optional: readonly string[]): Schema =>
  object(
    properties,
    Object.keys(properties).filter((name) => !optional.includes(name)),
  );

const key = { program: TEXT, partner: TEXT, partnerType: TEXT, source: TEXT, activity: TEXT, incentive: TEXT, payee: PAYEE, person: TEXT };
const PERSON = reference('PersonOfLedger');

const questions: Record<string, Schema> = {
  NewAdjustment: shown(NEW_ADJUSTMENT_SHAPE, example.newAdjustment, example.newManual),
  NewDispute: shown(NEW_DISPUTE_SHAPE, example.newDispute),
  DisputeResolution: shown(RESOLUTION_SHAPE, example.resolution),
  LineHold: shown(HOLD_SHAPE, example.lineHold),
  NewPayout: shown(NEW_PAYOUT_SHAPE, example.newPayout),
  PayoutConfirmation: shown(CONFIRMATION_SHAPE, example.confirmation),
};

const lines: Record<string, Schema> = {
  PersonOfLedger: object({ id: TEXT, name: TEXT }),
  LedgerLine: shown(
    but(
      {
        id: ID,
        ...key,
        occurredOn: { ...DAY, description: 'Of the activity.' },
        rule: TEXT,
        decides: TEXT,
        payer: PAYER,
        amount: { ...AMOUNT, description: 'Decimal text in the program’s currency; below 0 it takes back.' },
        currency: TEXT,
        exchange: { ...object({ currency: TEXT, rate: AMOUNT, on: DAY }), description: 'Where the activity came in another currency.' },
        version: { ...TEXT, description: 'Hash of the version that decided.' },
        decision: { ...ID, description: 'Missing: no decision posted it.' },
        cause: {
          type: 'string',
          enum: ['decision', 'reconcile', 'override', 'manual'],
          description: 'decision: on its activity; reconcile: late data, a correction or another version; override, manual: people.',
        },
        reason: { ...TEXT, description: 'Why, of what no decision on its own activity posted.' },
        corrects: { ...ID, description: 'The line that it corrects.' },
        adjustment: { ...ID, description: 'Of an override or a manual line.' },
        period: { ...MONTH, description: 'Fiscal month that it is posted into.' },
        postedOn: DAY,
        payableOn: DAY,
        state: { type: 'string', enum: ['accrued', 'payable', 'in-batch', 'paid'] },
        held: { ...TEXT, description: 'Why it is held back.' },
        disputed: { type: 'boolean' },
        disputableUntil: DAY,
        batch: { ...ID, description: 'Its payout batch.' },
        paidOn: DAY,
      },
      'person',
      'exchange',
      'decision',
      'reason',
      'corrects',
      'adjustment',
      'held',
      'batch',
      'paidOn',
    ),
    example.line,
  ),
  LedgerPage: shown(page('lines', 'LedgerLine'), example.page),
  LedgerTotals: shown(
    object({
      totals: list(
        but(
          {
            incentive: TEXT,
            partner: TEXT,
            partnerType: TEXT,
            payee: PAYEE,
            period: MONTH,
            state: { type: 'string', enum: ['accrued', 'payable', 'in-batch', 'paid'] },
            cause: TEXT,
            payer: PAYER,
            currency: TEXT,
            lines: COUNT,
            amount: AMOUNT,
          },
          ...DIMENSIONS,
        ),
      ),
    }),
    example.totals,
  ),
};

const adjustment = {
  id: ID,
  kind: { type: 'string', enum: ['override', 'manual'] },
  ...key,
  amount: AMOUNT,
  currency: TEXT,
  reason: TEXT,
  on: DAY,
  dispute: { ...ID, description: 'The dispute that it came of.' },
  state: { type: 'string', enum: ['proposed', 'approved', 'refused', 'withdrawn', 'ended'] },
  proposedBy: PERSON,
  proposedAt: TIME,
  decidedBy: PERSON,
  decidedAt: TIME,
  because: { ...TEXT, description: 'Why it was refused or withdrawn.' },
  endedBy: PERSON,
  endedAt: TIME,
  endedBecause: TEXT,
};

const adjustments: Record<string, Schema> = {
  Adjustment: shown(
    but(adjustment, 'person', 'dispute', 'decidedBy', 'decidedAt', 'because', 'endedBy', 'endedAt', 'endedBecause'),
    example.adjustment,
  ),
  AdjustmentPage: shown(page('adjustments', 'Adjustment'), example.adjustmentPage),
  AdjustmentApproved: shown(
    object({
      adjustment: reference('Adjustment'),
      posted: list(
        object({ line: ID, amount: AMOUNT, currency: TEXT, period: MONTH }),
        'Nothing where it comes to what is posted already.',
      ),
    }),
    example.adjustmentApproved,
  ),
};

const disputes: Record<string, Schema> = {
  Dispute: shown(
    but(
      {
        id: ID,
        line: ID,
        program: TEXT,
        partner: TEXT,
        partnerType: TEXT,
        reason: TEXT,
        state: { type: 'string', enum: ['open', 'upheld', 'rejected'] },
        openedBy: PERSON,
        openedAt: TIME,
        resolution: TEXT,
        resolvedBy: PERSON,
        resolvedAt: TIME,
      },
      'resolution',
      'resolvedBy',
      'resolvedAt',
    ),
    example.dispute,
  ),
  DisputePage: shown(page('disputes', 'Dispute'), example.disputePage),
  DisputeSettled: shown(but({ dispute: reference('Dispute'), adjustment: reference('Adjustment') }, 'adjustment'), example.disputeSettled),
};

const payouts: Record<string, Schema> = {
  Payout: shown(
    but(
      {
        id: ID,
        program: TEXT,
        payees: { type: 'string', enum: ['partners', 'vendor-field', 'vendor'] },
        currency: TEXT,
        through: DAY,
        state: { type: 'string', enum: ['proposed', 'approved', 'exported', 'confirmed', 'cancelled'] },
        lines: { ...COUNT, description: 'How many it was put together of.' },
        total: AMOUNT,
        proposedBy: PERSON,
        proposedAt: TIME,
        approvedBy: PERSON,
        approvedAt: TIME,
        exportedAt: TIME,
        confirmedAt: TIME,
        reference: { ...TEXT, description: 'Of the bank.' },
        paidOn: DAY,
        cancelledBecause: TEXT,
      },
      'approvedBy',
      'approvedAt',
      'exportedAt',
      'confirmedAt',
      'reference',
      'paidOn',
      'cancelledBecause',
    ),
    example.payout,
  ),
  PayoutPage: shown(page('payouts', 'Payout'), example.payoutPage),
  PayoutPayments: shown(
    object({
      payout: ID,
      payments: list(
        but(
          {
            reference: { ...TEXT, description: 'For the purpose of the transfer.' },
            partner: TEXT,
            partnerName: TEXT,
            payee: PAYEE,
            person: TEXT,
            lines: COUNT,
            amount: AMOUNT,
            currency: TEXT,
          },
          'partnerName',
          'person',
        ),
      ),
    }),
    example.payoutPayments,
  ),
};

const TEXTS = list(TEXT);
const PERIOD = object({
  kind: { type: 'string', enum: ['month', 'quarter'] },
  from: DAY,
  through: { ...DAY, description: 'Its last day.' },
});

const statements: Record<string, Schema> = {
  Statement: shown(
    object({
      program: object({ id: TEXT, name: TEXT }),
      partner: but({ id: TEXT, name: TEXT }, 'name'),
      currency: TEXT,
      period: PERIOD,
      closed: { type: 'boolean', description: 'Nothing more is posted into it.' },
      on: { ...DAY, description: 'The day on which it was made.' },
      accounts: list(reference('StatementAccount'), 'One for each who is paid.'),
      refused: list(
        but({ decision: ID, source: TEXT, activity: TEXT, kind: TEXT, on: DAY, partnerType: TEXT, said: TEXTS }, 'partnerType'),
        'What was not granted in the period, and why.',
      ),
      moreRefused: { type: 'boolean', description: 'There are more than are told.' },
      missing: list(object({ partnerType: TEXT, said: TEXTS }), 'What is missing to the next tier, today.'),
    }),
    example.statement,
  ),
  StatementAccount: but(
    {
      payee: PAYEE,
      person: TEXT,
      opening: { ...AMOUNT, description: 'opening + posted − paid = closing' },
      posted: { ...AMOUNT, description: 'The sum of the lines.' },
      paid: { ...AMOUNT, description: 'The sum of the payments.' },
      closing: AMOUNT,
      lines: list(
        but(
          {
            line: reference('LedgerLine'),
            title: TEXT,
            description: { ...TEXT, description: 'What the rule says of itself.' },
            kind: { ...TEXT, description: 'Of the activity.' },
            reckoning: { ...TEXTS, description: 'Formula, what it read, each operation, bands, caps, rounding.' },
            explanation: { ...TEXTS, description: 'Of an adjustment: its cause, and what it corrects.' },
          },
          'description',
          'kind',
        ),
      ),
      payments: list(object({ batch: ID, reference: TEXT, paidOn: DAY, lines: COUNT, amount: AMOUNT })),
    },
    'person',
  ),
  Journal: shown(
    object({
      program: TEXT,
      currency: TEXT,
      period: PERIOD,
      entries: COUNT,
      accounts: list(object({ account: { type: 'string', enum: [...ACCOUNTS] }, debit: AMOUNT, credit: AMOUNT })),
      debit: { ...AMOUNT, description: 'Of all accounts; it is the credit of all.' },
      credit: AMOUNT,
    }),
    example.journal,
  ),
};

export const ledgerComponents: Record<string, Schema> = { ...questions, ...lines, ...adjustments, ...disputes, ...payouts, ...statements };
