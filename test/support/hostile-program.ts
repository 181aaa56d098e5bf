import type { SourceFile } from '../../server/engine/program/source.ts';
import { always, commissionRule, smallProgram } from './small-program.ts';

/** The small program with 300 incentives at the end of each month: what takes longest within the bounds of one scenario. */
export function hostileFiles(): readonly SourceFile[] {
  const { rules, ...document } = smallProgram();
  const monthly = Array.from({ length: 300 }, (_, index) =>
    commissionRule({
      name: `monthly-${index}`,
      on: ['month-closed'],
      conditions: always,
      event: { type: 'incentive', params: { incentive: `monthly-${index}`, payee: 'partner', amount: 'measure.revenue * 0.01' } },
    } as never),
  );
  return [
    { path: 'program.json', text: JSON.stringify({ ...document, rules: [...rules, ...monthly] }) },
    { path: 'scenarios/a.json', text: reaching('1990-01-01', 4) },
    { path: 'scenarios/b.json', text: reaching('2026-01-01', 1) },
  ];
}

/** A deal of March 2026, and partners enrolled since a day. */
function reaching(enrolledOn: string, partners: number): string {
  const deal = { source: 'crm', id: 'd-1', kind: 'deal-closed', occurredOn: '2026-03-01', partner: 'p-0', partnerType: 'reseller' };
  return JSON.stringify({
    name: `since ${enrolledOn}`,
    partners: Array.from({ length: partners }, (_, index) => ({
      id: `p-${index}`,
      enrollments: [{ partnerType: 'reseller', enrolledOn }],
    })),
    activities: [{ ...deal, facts: { 'deal.amount': '100.00', 'customer.id': 'c-1' } }],
    expect: [{ activity: 'd-1', lines: { commission: '10.00' } }],
  });
}
