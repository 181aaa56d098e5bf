import type { Editor } from './support.ts';

/* Two resellers of northwind, what they reported, and a file of deals with rows that can't be taken. */

const PARTNERS = [
  ['bluewater', 'Bluewater Systems, Inc.'],
  ['harborline', 'Harborline Networks'],
] as const;

const activity = (partner: string, id: string, kind: string, occurredOn: string, facts: object, more: object = {}): object => ({
  source: 'crm',
  id,
  kind,
  occurredOn,
  partner,
  partnerType: 'reseller',
  facts,
  ...more,
});

const certificate = (partner: string, person: string): object =>
  activity(partner, `certificate-${person}`, 'certificate-earned', '2026-09-10', {
    'certificate.id': `certificate-${person}`,
    'certificate.person': person,
    'certificate.role': 'sales',
    'certificate.product': 'harbor',
  });

const registration = (partner: string, id: string, on: string, customer: string, amount: string, isComplete = true): object =>
  activity(partner, `submit-${id}`, 'registration-submitted', on, {
    'registration.id': id,
    'customer.id': customer,
    'deal.productLine': 'harbor',
    'deal.kind': 'new',
    'registration.amount': amount,
    'registration.closeOn': '2027-03-31',
    'registration.complete': isComplete,
  });

const ACTIVITIES: readonly object[] = [
  certificate('bluewater', 'ana'),
  certificate('harborline', 'ben'),
  activity(
    'bluewater',
    'deal-1',
    'deal-closed',
    '2026-10-05',
    { 'customer.id': 'oldtown', 'deal.kind': 'new', 'deal.amount': '120000.00' },
    { items: [{ 'item.productLine': 'harbor', 'item.amount': '120000.00' }] },
  ),
  // large: two persons look at it
  registration('bluewater', 'REG-7', '2026-11-24', 'zenith', '500000.00'),
  registration('harborline', 'REG-8', '2026-11-25', 'acme', '50000.00'),
  // something that the form asks for is missing
  registration('harborline', 'REG-9', '2026-11-26', 'city', '40000.00', false),
];

export async function prepare({ ask }: Editor): Promise<void> {
  for (const [id, name] of PARTNERS) {
    const enrollments = [{ program: 'northwind', partnerType: 'reseller', enrolledOn: '2026-09-01', facts: { 'partner.country': 'US' } }];
    await ask(`/v1/partners/${id}`, { name, domain: `${id}.example`, enrollments }, 'PUT');
  }
  const { results } = await ask<{ results: readonly { status: string }[] }>('/v1/activities', {
    program: 'northwind',
    activities: ACTIVITIES,
  });
  const wrong = results.filter(({ status }) => status !== 'recorded');
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
}

/** Of five rows two are bad: an amount that is none, a day that there isn't. */
export const DEALS_CSV = [
  'Order,Date,Partner,Customer,Amount',
  'O-1,2026-01-15,acme,zenith,1200.00',
  'O-2,2026-01-16,acme,zenith,twelve',
  'O-3,2026-02-30,acme,oldtown,900.00',
  'O-4,2026-02-20,borealis,oldtown,700.00',
  'O-5,2026-03-02,borealis,city,640.50',
  '',
].join('\n');
