import type { ActivityDocument, ProgramDocument } from '../../schemas/types.ts';
import { always, commissionRule, goldRule, resellerType } from '../support/small-program.ts';

type Rule = ProgramDocument['rules'][number];

/** The small program, with registrations that protect a customer for a product line, and cancellations that take back. */
export const protecting: Partial<ProgramDocument> = {
  partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'registration-submitted', 'cancellation'] }) },
  parameters: { goldRevenue: { type: 'money', value: '1000.00' }, protectionDays: { type: 'days', value: 90 } },
  protections: { deal: { scope: ['customer.id', 'deal.productLine'], days: 'parameter.protectionDays' } },
  rules: [
    goldRule(),
    commissionRule(),
    {
      name: 'registration',
      decides: 'registration',
      for: ['reseller'],
      on: ['registration-submitted'],
      conditions: always,
      event: { type: 'registration', params: { outcome: 'approve', protection: 'deal' } },
    } as Rule,
    {
      name: 'clawback',
      decides: 'incentive',
      for: ['reseller'],
      on: ['cancellation'],
      moves: 'customer-retention',
      conditions: always,
      event: { type: 'incentive', params: { reverses: ['commission'] } },
    } as Rule,
  ],
};

export const registration = (id: string, partner: string, changes: Partial<ActivityDocument> = {}): ActivityDocument => ({
  source: 'portal',
  id: `submitted-${id}`,
  kind: 'registration-submitted',
  occurredOn: '2026-05-10',
  partner,
  partnerType: 'reseller',
  facts: { 'registration.id': id, 'customer.id': 'zenith', 'deal.productLine': 'harbor' },
  ...changes,
});

export const cancellation = (id: string, of: string, occurredOn: string, changes: Partial<ActivityDocument> = {}): ActivityDocument => ({
  source: 'crm',
  id,
  kind: 'cancellation',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'cancelled.activity': of },
  ...changes,
});
