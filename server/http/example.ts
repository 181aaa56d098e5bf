/** A complete question to the example program northwind: a certified reseller closes a deal. */
export const quoteExample = {
  partner: { id: 'bluewater', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-02-02', tier: 'gold' }] },
  earlier: [
    {
      id: 'certificate-1',
      kind: 'certificate-earned',
      occurredOn: '2026-02-10',
      partner: 'bluewater',
      partnerType: 'reseller',
      facts: {
        'certificate.person': 'ana',
        'certificate.role': 'sales',
        'certificate.product': 'harbor',
        'certificate.expiresOn': '2028-02-09',
      },
    },
  ],
  activity: {
    id: 'deal-1',
    kind: 'deal-closed',
    occurredOn: '2026-03-18',
    partner: 'bluewater',
    partnerType: 'reseller',
    facts: { 'customer.id': 'acme', 'deal.productLine': 'harbor', 'deal.kind': 'new', 'deal.amount': '48000.00' },
    items: [{ 'item.product': 'harbor-enterprise', 'item.productLine': 'harbor', 'item.amount': '48000.00', 'item.quantity': 40 }],
  },
  explain: 'sentences',
} as const;

const EXAMPLE_PROGRAM = 'northwind';

/** Something to paste: the example question, where its program is served. */
export function exampleCurl(address: string, programs: readonly string[]): string {
  const who = '-H "authorization: Bearer $DEALWRIGHT_KEY"';
  if (!programs.includes(EXAMPLE_PROGRAM)) return `curl -s ${address}/v1/programs ${who}`;
  return `curl -s ${address}/v1/programs/${EXAMPLE_PROGRAM}/evaluate ${who} -H 'content-type: application/json' -d '${JSON.stringify(quoteExample)}'`;
}
