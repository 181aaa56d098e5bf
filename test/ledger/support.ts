import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { DecidedLines, DueLine } from '../../server/ledger/due.ts';
import { fiscalMonthOf, type PostingDay } from '../../server/ledger/terms.ts';
import type { Transaction } from '../../server/store/database.ts';
import { newId } from '../../server/store/id.ts';
import type { Store } from '../../server/store/open-store.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';

/** A store with the program `small`, and nothing decided yet. */
export async function ledgerStore(database: TestDatabase): Promise<Store> {
  const store = await emptyStore(database);
  await store.db
    .insertInto('programs')
    .values({ id: 'small', created_at: new Date() } as never)
    .execute();
  return store;
}

export const onDay = (today: string, changes: Partial<PostingDay> = {}): PostingDay => ({ today, monthOf: fiscalMonthOf, ...changes });

export const VERSION = createHash('sha256').update('a version').digest('hex');

let steps = 0;

const nothingDecided = (id: string, on: string): object => ({
  activity: { source: 'crm', id, revision: 1 },
  kind: 'deal-closed',
  generated: false,
  on,
  status: 'decided',
  program: { id: 'small', version: VERSION },
  currency: 'USD',
  parties: [],
  failures: [],
});

/** A row of a decision, of which lines are posted. */
export async function decisionOn(tx: Transaction, activity: string, occurredOn = '2026-05-04', partner = 'acme'): Promise<string> {
  steps += 1;
  const step = steps;
  const id = newId();
  const hash = createHash('sha256').update(id).digest('hex');
  await tx
    .insertInto('decisions')
    .values({
      id,
      program: 'small',
      shard: '*',
      step,
      source: 'crm',
      activity,
      revision: 1,
      kind: 'deal-closed',
      occurred_on: occurredOn,
      generated: false,
      status: 'decided',
      said: '{}',
      version: VERSION,
      timeline: hash,
      engine: hash,
      inputs_hash: hash,
      state_hash: hash,
      decision_hash: hash,
      explained: gzipSync(JSON.stringify(nothingDecided(activity, occurredOn))),
      explained_hash: hash,
      cause: 'recorded',
      provisional: false,
      superseded_by: null,
      by_id: 'crm',
      by_name: 'CRM',
      at: new Date(),
    } as never)
    .execute();
  await tx.insertInto('decision_parties').values({ decision: id, program: 'small', partner, partner_type: 'reseller' }).execute();
  return id;
}

export const due = (amount: number, changes: Partial<DueLine> = {}): DueLine => ({
  partner: 'acme',
  partnerType: 'reseller',
  incentive: 'commission',
  rule: 'commission-2026',
  decides: 'incentive',
  payee: 'partner',
  payer: 'vendor',
  amount,
  ...changes,
});

export const decided = (decision: string, activity: string, ...lines: readonly DueLine[]): DecidedLines => ({
  decision,
  source: 'crm',
  activity,
  occurredOn: '2026-05-04',
  version: VERSION,
  currency: 'USD',
  due: lines,
});
