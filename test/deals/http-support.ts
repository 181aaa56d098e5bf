import type { LightMyRequestResponse } from 'fastify';
import type { ProgramDocument } from '../../schemas/types.ts';
import { openDeals } from '../../server/deals/deals.ts';
import type { Deals } from '../../server/deals/model.ts';
import { type Asker, askerOf, type LifeServed, serveOf } from '../http/life-support.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { holderOf } from '../support/access.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { smallProgram } from '../support/small-program.ts';
import { keysOfTest } from '../support/trail.ts';
import { putVersion } from './programs.ts';
import { crm, partner } from './support.ts';

export interface DealsServed extends LifeServed {
  readonly deals: Deals;
  /** A system that records. */
  readonly crm: Asker;
  record(activity: object, headers?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>;
  enroll(...ids: readonly string[]): Promise<void>;
}

/** The app with deal time over the small program. */
export async function serveDeals(database: TestDatabase, changes: Partial<ProgramDocument> = {}): Promise<DealsServed> {
  const life = await lifeOf(await emptyStore(database), await keysOfTest());
  await putVersion(life, smallProgram(changes), null);
  await life.book.refresh();
  const deals = openDeals({ store: life.store, trail: life.trail, now: life.now });
  const served = await serveOf(life, { deals });
  const system = askerOf(served.app, await holderOf(served.access, { roles: ['system'], programs: ['small'] }));
  return {
    ...served,
    deals,
    crm: system,
    record: (activity, headers) => system.ask('POST /v1/activities', { program: 'small', activity }, headers),
    enroll: async (...ids) => {
      for (const id of ids) await life.store.transaction((tx) => deals.enroll(tx, crm, 'small', partner(id)));
    },
  };
}
