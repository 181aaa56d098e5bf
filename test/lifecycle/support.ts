import { onTestFinished } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import type { Principal, Role } from '../../server/access/principal.ts';
import type { Trail } from '../../server/audit/trail.ts';
import type { SourceFile } from '../../server/engine/program/source.ts';
import type { Life } from '../../server/lifecycle/life.ts';
import { openBook } from '../../server/lifecycle/open-book.ts';
import type { Transaction } from '../../server/store/database.ts';
import type { Store } from '../../server/store/open-store.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { commissionRule, smallProgram } from '../support/small-program.ts';
import { trailOf } from '../support/trail.ts';

const person = (id: string, ...roles: readonly Role[]): Principal => ({
  kind: 'person',
  id,
  name: id[0]?.toUpperCase() + id.slice(1),
  roles: new Set(roles),
});

export const ann = person('ann', 'designer');
export const ben = person('ben', 'designer', 'approver');
export const cleo = person('cleo', 'approver');
export const dora = person('dora', 'approver');

/** A life whose clock a test sets. */
export interface TestLife extends Life {
  readonly trail: Trail;
  at(day: string): void;
}

/** The day on which tests begin. */
export const TODAY = '2026-05-10';

export async function newLife(database: TestDatabase): Promise<TestLife> {
  return lifeOf(await emptyStore(database));
}

export async function lifeOf(store: Store, keys?: string): Promise<TestLife> {
  const book = await openBook(store, { pollMs: 0 });
  onTestFinished(() => book.close());
  let now = new Date(`${TODAY}T12:00:00Z`);
  return {
    store,
    trail: await trailOf(store, keys),
    book,
    now: () => now,
    at: (day) => {
      now = new Date(`${day}T12:00:00Z`);
    },
  };
}

/** A change by itself, as HTTP makes it: one transaction, and the book afterwards. */
export async function change<T>(life: Life, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const result = await life.store.transaction(work);
  await life.book.refresh();
  return result;
}

/** A deal of 100.00, and what is paid for it. */
export const scenario = (commission: string): object => ({
  name: `pays ${commission}`,
  partners: [{ id: 'p-1', enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01' }] }],
  activities: [
    {
      source: 'crm',
      id: 'd-1',
      kind: 'deal-closed',
      occurredOn: '2026-03-01',
      partner: 'p-1',
      partnerType: 'reseller',
      facts: { 'deal.amount': '100.00', 'customer.id': 'c-1' },
    },
  ],
  expect: [{ activity: 'd-1', lines: { commission } }],
});

const written = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

export interface FilesOptions {
  /** Per cent of the deal. */
  readonly percent?: number;
  readonly changes?: Partial<ProgramDocument>;
}

/** The small program with its scenario, as files. */
export function filesOf({ percent = 10, changes = {} }: FilesOptions = {}): readonly SourceFile[] {
  const { rules, ...document } = smallProgram(changes);
  const [gold] = rules;
  const rate = (percent / 100).toFixed(2);
  const commission = commissionRule({
    event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: `deal.amount * ${rate}` } },
  } as never);
  return [
    { path: 'program.json', text: written({ ...document, rules: [] }) },
    { path: 'rules/10.json', text: written([gold, commission]) },
    { path: 'scenarios/deal.json', text: written(scenario(percent.toFixed(2))) },
  ];
}

export const withFile = (files: readonly SourceFile[], path: string, text: string): readonly SourceFile[] => [
  ...files.filter((file) => file.path !== path),
  { path, text },
];
