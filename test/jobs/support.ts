import type { SimulationRequest } from '../../schemas/types.ts';
import { inlineCrew } from '../../server/simulation/inline-crew.ts';
import { readSimulation } from '../../server/simulation/read-request.ts';
import type { ProgramSource } from '../../server/simulation/request.ts';
import { simulate } from '../../server/simulation/simulate.ts';
import { currentColumns } from '../../server/store/history-columns.ts';
import { beginImport, importInto } from '../../server/store/imports.ts';
import type { Store } from '../../server/store/open-store.ts';
import { batch, deal, firm, newHistory, timeline } from '../store/support.ts';
import { commissionRule, goldRule, smallProgram } from '../support/small-program.ts';

const PARTNERS = 40;

/** A history in the store: partners with more and fewer deals, over two years. */
export async function sales(store: Store, deals = 1200): Promise<string> {
  const { id } = await newHistory(store, 'sales');
  const partners = Array.from({ length: PARTNERS }, (_, index) => firm(`p-${index}`));
  const activities = Array.from({ length: deals }, (_, index) =>
    deal(`d-${index}`, {
      partner: `p-${index % 3 === 0 ? index % 5 : index % PARTNERS}`,
      occurredOn: `${2024 + (index % 2)}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
      facts: { 'deal.amount': `${(index * 37) % 400}.${String(index % 100).padStart(2, '0')}`, 'customer.id': `c-${index % 90}` },
    }),
  );
  const options = { history: id, timeline, name: 'sales.csv' };
  await importInto(store, await beginImport(store, options), [batch({ partners, activities })], options);
  return id;
}

export const source: ProgramSource = {
  program: async (id) => (id === 'small' ? [smallProgram()] : undefined),
  ids: async () => ['small'],
};

/** A program that may be cut by enrollment, and a candidate of it. */
export const question = (history: string, changes: Partial<SimulationRequest> = {}): SimulationRequest => ({
  baseline: { program: 'small' },
  candidates: [{ name: 'lower', of: 'baseline', set: { goldRevenue: '700.00' } }],
  history,
  ...changes,
});

/** What it comes to in one thread, in one piece. */
export async function expected(store: Store, request: SimulationRequest): Promise<string> {
  const { columns } = await currentColumns(store, request.history);
  const read = await readSimulation(request, columns, source);
  if (!read.ok) throw new Error(read.findings[0]?.message);
  return JSON.stringify(await simulate(read.simulation, inlineCrew(), { shards: 1 }));
}

/** One commission for all of the program's customers together: it can't be cut. */
export const uncut = smallProgram({
  id: 'uncut',
  measures: {
    revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year' },
    all: { sum: 'deal.amount', of: ['deal-closed'], window: 'lifetime', scope: 'program' },
  },
  rules: [
    goldRule(),
    commissionRule({
      conditions: { all: [{ fact: 'measure.all', operator: 'lessThan', value: '9000.00' }] },
    }),
  ],
});
