/** Examples of the interface: a commission of northwind's partner Acme, its override, and how it is paid. */
import { createHash } from 'node:crypto';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const idOf = (place: number): string => `0198f3c2-7a4e-7d10-9c3b-5f2a61d0e8${place.toString(16).padStart(2, '0')}`;

const olga = { id: idOf(16), name: 'Olga Brandt' };
const ada = { id: idOf(17), name: 'Ada Ferrara' };
const PROGRAM = 'northwind';
const enrollment = { program: PROGRAM, partner: 'acme', partnerType: 'reseller' };
const key = { source: 'crm', activity: 'o-4711', incentive: 'registration-commission', payee: 'partner' };

export const line = {
  id: idOf(1),
  ...enrollment,
  source: 'crm',
  activity: 'o-4711',
  occurredOn: '2026-03-02',
  incentive: 'registration-commission',
  rule: 'registered-deal',
  decides: 'incentive',
  payee: 'partner',
  payer: 'vendor',
  amount: '8400.00',
  currency: 'USD',
  version: hashOf('version 1'),
  decision: idOf(2),
  cause: 'decision',
  period: '2026-03',
  postedOn: '2026-03-02',
  payableOn: '2026-04-16',
  state: 'accrued',
  disputed: false,
  disputableUntil: '2026-04-30',
};
export const page = { lines: [line], next: line.id };
export const totals = {
  totals: [
    { incentive: 'registration-commission', period: '2026-03', payer: 'vendor', currency: 'USD', lines: 31, amount: '214310.50' },
    { incentive: 'volume-rebate', period: '2026-03', payer: 'vendor', currency: 'USD', lines: 12, amount: '40112.00' },
  ],
};
export const lineHold = { reason: 'The customer has not paid yet.' };

export const newAdjustment = {
  kind: 'override',
  ...enrollment,
  ...key,
  amount: '9600.00',
  reason: 'The customer chose Acme in writing before the deal was registered.',
};
export const newManual = {
  kind: 'manual',
  ...enrollment,
  incentive: 'goodwill',
  payee: 'partner',
  amount: '500.00',
  reason: 'For the delay of the March statement.',
};
export const adjustment = {
  id: idOf(3),
  ...newAdjustment,
  currency: 'USD',
  on: '2026-03-20',
  state: 'approved',
  proposedBy: olga,
  proposedAt: '2026-03-20T09:00:00.000Z',
  decidedBy: ada,
  decidedAt: '2026-03-20T15:12:08.100Z',
};
export const adjustmentPage = { adjustments: [adjustment] };
export const adjustmentApproved = { adjustment, posted: [{ line: idOf(4), amount: '1200.00', currency: 'USD', period: '2026-03' }] };

export const newDispute = { reason: 'The deal has two licences; one is missing.' };
export const dispute = {
  id: idOf(5),
  line: line.id,
  ...enrollment,
  ...newDispute,
  state: 'open',
  openedBy: { id: idOf(18), name: 'acme portal' },
  openedAt: '2026-04-02T07:31:00.000Z',
};
export const disputePage = { disputes: [dispute] };
export const resolution = { outcome: 'upheld', resolution: 'The second licence was booked under another number.', amount: '9600.00' };
export const disputeSettled = {
  dispute: { ...dispute, state: 'upheld', resolution: resolution.resolution, resolvedBy: ada, resolvedAt: '2026-04-03T10:00:00.000Z' },
  adjustment: {
    ...newAdjustment,
    id: idOf(6),
    currency: 'USD',
    on: '2026-04-03',
    dispute: dispute.id,
    reason: resolution.resolution,
    state: 'proposed',
    proposedBy: ada,
    proposedAt: '2026-04-03T10:00:00.000Z',
  },
};

export const newPayout = { program: PROGRAM, through: '2026-04-16' };
export const payout = {
  id: idOf(7),
  program: PROGRAM,
  payees: 'partners',
  currency: 'USD',
  through: '2026-04-16',
  state: 'confirmed',
  lines: 43,
  total: '254422.50',
  proposedBy: olga,
  proposedAt: '2026-04-16T08:00:00.000Z',
  approvedBy: ada,
  approvedAt: '2026-04-16T09:30:00.000Z',
  exportedAt: '2026-04-16T09:31:00.000Z',
  confirmedAt: '2026-04-17T07:00:00.000Z',
  reference: 'SEPA-2026-04-0117',
  paidOn: '2026-04-17',
};
export const payoutPage = { payouts: [payout] };
export const payoutPayments = {
  payout: payout.id,
  payments: [
    {
      reference: `${payout.id.slice(-12)} acme`,
      partner: 'acme',
      partnerName: 'Acme Systems',
      payee: 'partner',
      lines: 3,
      amount: '10100.00',
      currency: 'USD',
    },
  ],
};
export const confirmation = { reference: payout.reference, paidOn: payout.paidOn };

export const statement = {
  program: { id: PROGRAM, name: 'Northwind Partner Program' },
  partner: { id: 'acme', name: 'Acme Systems' },
  currency: 'USD',
  period: { kind: 'month', from: '2026-03-01', through: '2026-03-31' },
  closed: true,
  on: '2026-04-02',
  accounts: [
    {
      payee: 'partner',
      opening: '1700.00',
      posted: '8400.00',
      paid: '1700.00',
      closing: '8400.00',
      lines: [
        {
          line,
          title: 'Registration commission',
          description: '12 % of a deal that was registered before.',
          kind: 'deal closed',
          reckoning: ['amount = deal.amount * parameter.registrationRate', '  70,000.00 × 0.12 = 8,400.00', 'amount is USD 8,400.00'],
          explanation: [],
        },
      ],
      payments: [{ batch: payout.id, reference: 'SEPA-2026-03-0098', paidOn: '2026-03-16', lines: 1, amount: '1700.00' }],
    },
  ],
  refused: [
    {
      decision: idOf(8),
      source: 'crm',
      activity: 'o-4712',
      kind: 'deal closed',
      on: '2026-03-09',
      partnerType: 'reseller',
      said: ['Volume rebate is not paid: front end counts in its place.'],
    },
  ],
  moreRefused: false,
  missing: [{ partnerType: 'reseller', said: ['Tier on 2026-04-02: silver.', 'gold:', '  revenue of the year: 14,200.00 USD more'] }],
};

export const journal = {
  program: PROGRAM,
  currency: 'USD',
  period: statement.period,
  entries: 2,
  accounts: [
    { account: 'incentive-expense', debit: '8400.00', credit: '0.00' },
    { account: 'accrued-incentives', debit: '0.00', credit: '8400.00' },
    { account: 'incentives-payable', debit: '1700.00', credit: '0.00' },
    { account: 'bank', debit: '0.00', credit: '1700.00' },
  ],
  debit: '10100.00',
  credit: '10100.00',
};
