import type { LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../schemas/types.ts';
import { openAccess } from '../../server/access/access.ts';
import type { Role } from '../../server/access/principal.ts';
import type { Deals } from '../../server/deals/model.ts';
import { buildApp } from '../../server/http/app.ts';
import { runLedger } from '../../server/ledger/calendar.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { dealsOf, type TestDeals } from '../deals/support.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { type HolderGiven, holderOf } from '../support/access.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { smallProgram } from '../support/small-program.ts';
import { keysOfTest } from '../support/trail.ts';
import { type Asker, askerOf } from './life-support.ts';

/** Deals that are recorded, the ledger that they are posted to, and people who ask it. */
export interface LedgerServed extends TestDeals {
  readonly deals: Deals;
  readonly ledger: Ledger;
  /** Proposes. */
  readonly olga: Asker;
  /** Approves. */
  readonly ada: Asker;
  asker(given: HolderGiven): Promise<Asker>;
  /** What is no JSON, and is described by no component. */
  download(who: Asker, url: string): Promise<LightMyRequestResponse>;
  /** Puts the clock to a day, and lets the ledger do what has fallen due. */
  passTo(day: string): Promise<void>;
}

export async function serveLedger(database: TestDatabase, changes: Partial<ProgramDocument> = {}): Promise<LedgerServed> {
  const life = await lifeOf(await emptyStore(database), await keysOfTest());
  const { programs } = await loadProgramsFolder(await folderOf({ 'program.json': JSON.stringify(smallProgram(changes)) }));
  await takeIn(life, programs);
  const { store, trail, book } = life;
  const access = openAccess({ store, trail });
  const ledger: Ledger = { store, trail, book, now: () => life.now() };
  const limits = { loopDelayMs: false, requestsPerMinute: false } as const;
  const served = dealsOf(life);
  const app = buildApp({ book, access, ledger, deals: served.deals, limits });
  onTestFinished(async () => {
    await app.close();
    await access.close();
  });
  const asker = async (given: HolderGiven): Promise<Asker> => askerOf(app, await holderOf(access, given));
  const person = (name: string, ...roles: readonly Role[]): Promise<Asker> => asker({ name, roles });
  return {
    ...served,
    ledger,
    olga: await person('Olga', 'operator'),
    ada: await person('Ada', 'approver'),
    asker,
    download: ({ headers }, url) => app.inject({ url, headers }),
    passTo: async (day) => {
      life.at(day);
      await runLedger(ledger);
    },
  };
}

export const acmeDeal = (id: string, occurredOn: string, amount: string, changes: Partial<ActivityDocument> = {}): ActivityDocument => ({
  source: 'crm',
  id,
  kind: 'deal-closed',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'deal.amount': amount },
  ...changes,
});
