import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { registering, rule } from '../registry/support.ts';
import { databases } from '../support/databases.ts';
import { activity, type RegistryServed, reseller, serveRegistry, submission } from './registry-support.ts';
import { problemOf } from './support.ts';

async function listening(served: RegistryServed): Promise<() => Promise<readonly string[]>> {
  const { db } = served.life.store;
  await sql`insert into webhooks (id, name, url, secret, events, active, created_by, created_by_name, created_at, changed_at)
    values (gen_random_uuid(), 'all', 'https://example.com', 'x', null, true, 'ada', 'Ada', now(), now())`.execute(db);
  let seen = 0;
  return async () => {
    const rows = await db.selectFrom('events_out').select('kind').orderBy('id').execute();
    const kinds = rows.slice(seen).map(({ kind }) => kind);
    seen = rows.length;
    return kinds.filter((kind) => !kind.startsWith('decision.')).toSorted();
  };
}

/** Funds are posted when they are granted; a cancellation takes them back where `takesBack`. */
function granting(takesBack: boolean): Partial<ProgramDocument> {
  const { rules, partnerTypes } = registering();
  const others = rules.filter(({ name }) => name !== 'funds');
  const funds = rule(
    'funds',
    'mdf',
    ['mdf-request'],
    { fact: 'mdf.asked', operator: 'exists', value: true },
    { outcome: 'approve', amount: 'mdf.asked', incentive: 'mdf' },
    { moves: 'incremental-revenue' },
  );
  const back = rule(
    'funds-back',
    'incentive',
    ['cancellation'],
    { fact: 'activity.kind', operator: 'exists', value: true },
    { reverses: ['mdf'] },
    { moves: 'incremental-revenue' },
  );
  const type = partnerTypes.reseller as NonNullable<ProgramDocument['partnerTypes'][string]>;
  const produces = [...(type.produces as readonly string[]), 'cancellation'] as unknown as typeof type.produces;
  return {
    partnerTypes: { reseller: { ...type, produces } },
    rules: [...others, funds, ...(takesBack ? [back] : [])] as ProgramDocument['rules'],
  };
}

describe.each(databases)('cases, kept in $name', (database) => {
  test('tell of every kind by kinds of their own, also what is decided anew', async () => {
    const served = await serveRegistry(database);
    const { ada, crm, record, partner } = served;
    const told = await listening(served);
    for (const id of ['acme', 'beta']) await crm.ask(`PUT /v1/partners/${id}`, reseller(id));
    await record(activity('e1', 'enrollment', '2026-02-02', 'acme', { 'applicant.documents': ['plan'] }));
    await record(activity('e2', 'enrollment', '2026-02-03', 'acme', { 'applicant.documents': ['tax-form'] }));
    expect(await told()).toEqual(['enrollment.approved', 'enrollment.returned']);
    await record(activity('m1', 'mdf-request', '2026-03-02', 'acme', { 'mdf.id': 'M1', 'mdf.cost': '4000.00', 'mdf.asked': '2000.00' }));
    await record(activity('m2', 'mdf-claim', '2026-05-09', 'acme', { 'mdf.id': 'M1', 'mdf.cost': '4000.00', 'mdf.proof': ['invoice'] }));
    expect(await told()).toEqual(['mdf.approved', 'mdf.claimed']);
    await record(
      activity('c1', 'co-sell-request', '2026-05-09', 'acme', { 'coSell.id': 'C1', 'opportunity.id': 'O1', 'coSell.help': 'technical' }),
    );
    const first = await told();
    expect(first).toHaveLength(1);
    await record(submission('acme', 'R1', '2026-05-10'), submission('beta', 'R2', '2026-05-10'));
    expect(await told()).toEqual(['registration.approved', 'registration.waiting']);
    const { cases } = (await ada.ask('GET /v1/cases?reference=R1')).json();
    await (await partner('acme')).ask(`POST /v1/cases/${cases[0].id}/decisions`, { decision: 'lose', note: 'to no decision' });
    expect(await told()).toEqual(['registration.lost']);
    const events = (await ada.ask(`GET /v1/cases/${cases[0].id}`)).json().events as readonly { step: string; note?: string }[];
    expect(events.at(-1)).toMatchObject({ step: 'registration-withdrawn', note: 'to no decision' });

    // a deal of March that was told wrongly: the tier of then was another
    await record(activity('d1', 'deal-closed', '2026-03-03', 'acme', { 'deal.amount': '400.00' }));
    expect(await told()).not.toContain('tier.changed');
    await record({ ...activity('d1', 'deal-closed', '2026-03-03', 'acme', { 'deal.amount': '4000.00' }), revision: 2 });
    expect(await told()).toContain('tier.changed');
  });

  test.each([true, false])('funds that are withdrawn are free again, where the program takes them back: %s', async (takesBack) => {
    const served = await serveRegistry(database, granting(takesBack));
    const { ada, crm, record } = served;
    const told = await listening(served);
    await crm.ask('PUT /v1/partners/acme', reseller('acme'));
    await record(activity('m1', 'mdf-request', '2026-05-02', 'acme', { 'mdf.id': 'M1', 'mdf.cost': '4000.00', 'mdf.asked': '2000.00' }));
    const { cases } = (await ada.ask('GET /v1/cases?reference=M1')).json();
    const answer = await ada.ask(`POST /v1/cases/${cases[0].id}/decisions`, { decision: 'withdraw', note: 'The event is off.' });
    const { rows } = await sql<{ sum: string }>`select sum(amount)::text as sum from ledger_lines`.execute(served.life.store.db);
    if (takesBack) {
      expect(answer.json()).toMatchObject({ status: 'withdrawn', reasons: ['The event is off.'] });
      expect(rows).toEqual([{ sum: '0' }]);
      expect(await told()).toEqual(['mdf.approved', 'mdf.withdrawn']);
    } else {
      expect(problemOf(answer, 'wrong-state').detail).toContain('A rule on cancellation that reverses mdf');
      expect(rows).toEqual([{ sum: '200000' }]);
      expect((await ada.ask(`GET /v1/cases/${cases[0].id}`)).json().status).toBe('approved');
    }
  });
});
