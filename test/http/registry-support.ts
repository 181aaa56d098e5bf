import { onTestFinished } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import type { Role } from '../../server/access/principal.ts';
import { openDeals } from '../../server/deals/deals.ts';
import type { Deals } from '../../server/deals/model.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { registering } from '../registry/support.ts';
import { holderOf } from '../support/access.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { keysOfTest } from '../support/trail.ts';
import { type Asker, askerOf, type LifeServed, serveOf } from './life-support.ts';

/** The program `small` with registrations, funds and co-sell in force, nobody enrolled, on 2026-05-10. */
export interface RegistryServed extends LifeServed {
  readonly deals: Deals;
  /** The vendor's CRM: a system bound to the program. */
  readonly crm: Asker;
  partner(id: string): Promise<Asker>;
  system(...programs: readonly string[]): Promise<Asker>;
  record(...documents: readonly object[]): Promise<void>;
}

export async function serveRegistry(database: TestDatabase, changes: Partial<ProgramDocument> = {}): Promise<RegistryServed> {
  return serveFolder(database, await folderOf({ 'small/program.json': JSON.stringify(registering(changes)) }), 'small');
}

/** One program of a folder. */
export async function serveFolder(database: TestDatabase, folder: string, program: string): Promise<RegistryServed> {
  const life = await lifeOf(await emptyStore(database), await keysOfTest());
  const { programs } = await loadProgramsFolder(folder);
  await takeIn(
    life,
    programs.filter(({ timeline }) => timeline.id === program),
  );
  const { store, trail, now } = life;
  const errors: unknown[] = [];
  const deals = openDeals({ store, trail, now, onError: (error) => errors.push(error) });
  onTestFinished(() => {
    if (errors.length > 0) throw errors[0];
  });
  const served = await serveOf(life, { deals });
  const asker = async (roles: readonly Role[], more: object): Promise<Asker> =>
    askerOf(served.app, await holderOf(served.access, { roles, ...more }));
  const system = (...programs: readonly string[]) => asker(['system'], { programs, name: 'CRM' });
  return {
    ...served,
    deals,
    crm: await system(program),
    partner: (id) => asker(['partner'], { partner: id, name: id }),
    system,
    record: async (...documents) => {
      const by = { kind: 'key', id: 'crm', name: 'CRM', roles: new Set(['system'] as const) } as const;
      const results = await store.transaction((tx) => deals.record(tx, by, program, documents));
      const wrong = results.find(({ status }) => status !== 'recorded');
      if (wrong !== undefined) throw new Error(JSON.stringify(wrong));
    },
  };
}

/** As a system adds it. */
export const reseller = (name: string, more: object = {}): object => ({
  name,
  enrollments: [{ program: 'small', partnerType: 'reseller', enrolledOn: '2026-01-01' }],
  ...more,
});

export const activity = (id: string, kind: string, occurredOn: string, partner: string, facts: object): object => ({
  source: 'crm',
  id,
  kind,
  occurredOn,
  partner,
  partnerType: 'reseller',
  facts,
});

export const submission = (partner: string, id: string, on: string, amount = '9000.00', more: object = {}): object =>
  activity(`${id}-submitted`, 'registration-submitted', on, partner, {
    'registration.id': id,
    'customer.id': 'zenith',
    'deal.productLine': 'harbor',
    'registration.amount': amount,
    ...more,
  });
