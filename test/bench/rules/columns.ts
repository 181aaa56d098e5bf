import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import type { Deal } from '../decide/workload.ts';
import { Filling, narrow, plainTable, TextList, textsOf } from '../replay/columns.ts';

const ENROLLMENTS = 400;

/** Deals as a history in columns: spread over some hundred resellers, a year of them, in the order given. */
export function columnsOf(deals: readonly Deal[]): HistoryColumns {
  const count = deals.length;
  const first = isoToDay('2024-01-01') ?? 0;
  const list = new TextList();
  const facts = {
    'deal.amount': new Filling('numbers', count),
    'deal.quantity': new Filling('numbers', count),
    'deal.kind': new Filling('codes', count),
    'customer.segment': new Filling('codes', count),
    'deal.productLine': new Filling('codes', count),
    'deal.competitorPresent': new Filling('flags', count),
    'deal.tender': new Filling('flags', count),
  };
  const start = Int32Array.from({ length: ENROLLMENTS + 1 }, (_, enrollment) => Math.floor((enrollment * count) / ENROLLMENTS));
  const day = new Int32Array(count);
  for (let enrollment = 0; enrollment < ENROLLMENTS; enrollment += 1) {
    const [from, to] = [start[enrollment] ?? 0, start[enrollment + 1] ?? 0];
    for (let row = from; row < to; row += 1) day[row] = first + Math.floor(((row - from) * 365) / (to - from));
  }
  for (const [place, deal] of deals.entries()) {
    facts['deal.amount'].set(place, deal.amount);
    facts['deal.quantity'].set(place, deal.quantity);
    facts['deal.kind'].set(place, list.code(deal.kind));
    facts['customer.segment'].set(place, list.code(deal.segment));
    facts['deal.productLine'].set(place, list.code(deal.line));
    facts['deal.competitorPresent'].set(place, deal.competitor ? 1 : 0);
    facts['deal.tender'].set(place, deal.tender ? 1 : 0);
  }
  const partner = Int32Array.from({ length: ENROLLMENTS }, (_, each) => list.code(`p${String(each).padStart(4, '0')}`));
  const partnerType = new Int32Array(ENROLLMENTS).fill(list.code('reseller'));
  const byDay = Array.from(day, (_, row) => row).sort((a, b) => (day[a] ?? 0) - (day[b] ?? 0) || a - b);
  const order = new Int32Array(count);
  for (const [at, row] of byDay.entries()) order[row] = at;
  const table = plainTable('deal-closed', {
    count,
    facts: Object.fromEntries(Object.entries(facts).map(([name, { column }]) => [name, column])),
    ids: textsOf(deals.map((_, row) => `d${row}`)),
    source: narrow(new Int32Array(count).fill(list.code('workload'))),
    day,
    order,
  });
  return {
    hash: '0'.repeat(64),
    currency: { code: 'USD', digits: 2 },
    timeZone: 'UTC',
    attributes: {},
    texts: list.texts,
    enrollments: {
      count: ENROLLMENTS,
      partner,
      partnerType,
      enrolledOn: new Int32Array(ENROLLMENTS).fill(first),
      tier: new Int32Array(ENROLLMENTS).fill(-1),
      profile: {},
    },
    kinds: [table],
    activities: count,
    firstDay: first,
    lastDay: first + 365,
    rows: { count, start, kind: new Uint8Array(count), place: Int32Array.from(day, (_, row) => row), party: new Uint8Array(count) },
  };
}
