import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../schemas/types.ts';
import type { Principal } from '../../server/access/principal.ts';
import { openDeals } from '../../server/deals/deals.ts';
import type { Deals, Recorded } from '../../server/deals/model.ts';
import { lifeOf, type TestLife } from '../lifecycle/support.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { smallProgram } from '../support/small-program.ts';
import { putVersion } from './programs.ts';

/** Who records in tests. */
export const crm: Principal = { kind: 'key', id: 'crm', name: 'CRM', roles: new Set(['system'] as const) };

export interface TestDeals {
  readonly life: TestLife;
  readonly deals: Deals;
  record(...documents: readonly object[]): Promise<readonly Recorded[]>;
  one(document: object): Promise<Recorded>;
  enroll(...ids: readonly string[]): Promise<void>;
}

/** Deal time over a store of its own, with the small program in force. */
export async function smallDeals(database: TestDatabase, changes: Partial<ProgramDocument> = {}): Promise<TestDeals> {
  const life = await lifeOf(await emptyStore(database));
  await putVersion(life, smallProgram(changes), null);
  return dealsOf(life);
}

/** Another process would have one of its own over the same store. */
export function dealsOf(life: TestLife, onThread = false): TestDeals {
  const { store, trail } = life;
  const errors: unknown[] = [];
  const deals = openDeals({ store, trail, now: life.now, onError: (error) => errors.push(error), onThread });
  const record = (...documents: readonly object[]): Promise<readonly Recorded[]> =>
    store.transaction((tx) => deals.record(tx, crm, 'small', documents));
  return {
    life,
    deals,
    record,
    one: async (document) => {
      const [recorded] = await record(document);
      if (recorded === undefined) throw new Error('nothing came back');
      return recorded;
    },
    enroll: async (...ids) => {
      for (const id of ids) await store.transaction((tx) => deals.enroll(tx, crm, 'small', partner(id)));
    },
  };
}

export const partner = (id: string, enrolledOn = '2026-01-01'): PartnerDocument => ({
  id,
  enrollments: [{ partnerType: 'reseller', enrolledOn }],
});

export const deal = (id: string, occurredOn: string, amount: string, changes: Partial<ActivityDocument> = {}): ActivityDocument => ({
  source: 'crm',
  id,
  kind: 'deal-closed',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'deal.amount': amount },
  ...changes,
});
