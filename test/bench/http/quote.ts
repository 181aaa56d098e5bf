const acme = { partner: 'acme', partnerType: 'reseller' } as const;

/** What a vendor's order desk asks: one deal, with three earlier ones. */
export const quote = {
  partner: { id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2024-01-01' }] },
  earlier: [1, 2, 3].map((month) => ({
    id: `e${month}`,
    kind: 'deal-closed',
    occurredOn: `2024-0${month}-15`,
    ...acme,
    facts: { 'deal.amount': `${month}5000.00`, 'deal.kind': 'new', 'customer.id': `c${month}`, 'customer.segment': 'enterprise' },
  })),
  activity: {
    id: 'd1',
    kind: 'deal-closed',
    occurredOn: '2024-04-02',
    ...acme,
    facts: {
      'deal.amount': '48000.00',
      'deal.kind': 'new',
      'deal.quantity': 120,
      'deal.productLine': 'analytics',
      'customer.id': 'c9',
      'customer.segment': 'mid-market',
      'deal.competitorPresent': true,
      'deal.tender': false,
    },
  },
};
