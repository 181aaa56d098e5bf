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
