import { newId } from '../../server/store/id.ts';
import type { Store } from '../../server/store/open-store.ts';
import { batch, deal, firm } from '../store/support.ts';
import { readsHistory, timeline, told } from './support.ts';

/** A quarter and a half of a small vendor, to be reckoned by hand. Today is 2026-06-30; fiscal years are calendar years. */
export async function byHand(store: Store): Promise<void> {
  await readsHistory(
    store,
    batch({
      partners: [
        firm('acme', { 'partner.region': 'EMEA' }),
        enrolled('zenith', '2026-01-01', 'AMER'),
        enrolled('orbit', '2026-02-15', 'EMEA'),
        firm('former', { 'partner.region': 'AMER' }),
      ],
      activities: [
        deal('d0', { partner: 'acme', occurredOn: '2025-06-01', facts: { 'deal.amount': '50.00' } }),
        deal('d1', { partner: 'acme', occurredOn: '2026-02-10', facts: { 'deal.amount': '100.00', 'customer.region': 'EMEA' } }),
      ],
    }),
  );
  await told(store, {
    departure: [{ partner: 'former', partnerType: 'reseller', endedOn: '2026-03-15' }],
    opportunity: [
      opportunity('o1', '2025-12-01', 'won', '2026-02-01', '1000.00', {
        grossMargin: '300.00',
        newCustomer: true,
        region: 'EMEA',
        segment: 'small',
        partner: 'acme',
        partnerType: 'reseller',
        registration: 'R-1',
        registrationApprovedOn: '2025-12-05',
      }),
      opportunity('o2', '2026-01-05', 'lost', '2026-03-01', '500.00', { region: 'AMER' }),
      opportunity('o3', '2026-01-05', 'won', '2026-03-10', '2000.00', { newCustomer: true, competitor: true, region: 'AMER' }),
      opportunity('o4', '2026-01-05', 'lost', '2026-02-20', '700.00', { region: 'AMER' }),
      opportunity('o5', '2026-01-05', 'won', '2026-01-15', '400.00', { newCustomer: false, region: 'EMEA' }),
      opportunity('o6', '2026-03-01', 'open', undefined, '900.00', {
        partner: 'zenith',
        partnerType: 'reseller',
        registrationApprovedOn: '2026-03-02',
      }),
      opportunity('o7', '2026-02-01', 'open', undefined, '2100.00', {}),
      opportunity('o8', '2026-06-01', 'open', undefined, undefined, {}),
      opportunity('o9', '2026-04-01', 'won', '2026-05-05', '600.00', { partner: 'acme', partnerType: 'reseller', registration: 'R-9' }),
    ],
    action: [
      { id: 'a1', opportunity: 'o2', partner: 'zenith', partnerType: 'reseller', kind: 'meeting', doneOn: '2026-01-20' },
      { id: 'a2', opportunity: 'o9', partner: 'acme', partnerType: 'reseller', kind: 'meeting', doneOn: '2026-05-09' },
    ],
    investment: [
      { id: 'i1', kind: 'enablement', spentOn: '2026-01-10', amount: '50.00', partner: 'acme', partnerType: 'reseller' },
      { id: 'i2', kind: 'administration', spentOn: '2026-03-31', amount: '30.00' },
      {
        id: 'i3',
        kind: 'incentives',
        spentOn: '2026-01-10',
        amount: '15.00',
        partner: 'acme',
        partnerType: 'reseller',
        incentive: 'commission',
      },
      { id: 'i4', kind: 'incentives', spentOn: '2026-03-01', amount: '99.00', partner: 'acme', partnerType: 'reseller' },
    ],
    'integration-use': [
      { integration: 'int-1', customer: 'c-7', partner: 'soft', partnerType: 'isv', since: '2026-01-01', adoptedOn: '2026-02-01' },
      { integration: 'int-1', customer: 'c-8', partner: 'soft', partnerType: 'isv', since: '2026-03-01' },
    ],
    renewal: [
      {
        id: 'r1',
        customer: 'c-7',
        dueOn: '2026-02-01',
        due: '100.00',
        renewed: true,
        amount: '90.00',
        partner: 'acme',
        partnerType: 'reseller',
      },
      { id: 'r2', customer: 'c-9', dueOn: '2026-03-01', due: '200.00', renewed: false },
      { id: 'r3', customer: 'c-9', dueOn: '2026-03-20', due: '200.00' },
    ],
  });
  await store.db
    .insertInto('ledger_lines')
    .values({
      id: newId(),
      program: timeline.id,
      partner: 'acme',
      partner_type: 'reseller',
      source: 'crm',
      activity: 'd1',
      incentive: 'commission',
      rule: 'commission',
      decides: 'incentive',
      payee: 'partner',
      person: null,
      payer: 'vendor',
      amount: 2_000,
      currency: 'USD',
      exchange: null,
      version: 'none',
      decision: null,
      cause: 'decision',
      reason: 'by hand',
      corrects: null,
      occurred_on: '2026-02-10',
      period: '2026-02-01',
      posted_on: '2026-02-10',
      payable_on: '2026-02-10',
      dispute_days: 15,
      posted_at: new Date(),
      adjustment: null,
      place: 0,
    })
    .execute();
}

const enrolled = (id: string, enrolledOn: string, region: string) =>
  ({ id, enrollments: [{ partnerType: 'reseller', enrolledOn }], facts: { 'partner.region': region } }) as ReturnType<typeof firm>;

const opportunity = (
  id: string,
  createdOn: string,
  outcome: string,
  closedOn: string | undefined,
  amount: string | undefined,
  more: object,
) => ({
  id,
  createdOn,
  outcome,
  ...(closedOn !== undefined && { closedOn }),
  ...(amount !== undefined && { amount }),
  ...more,
});
