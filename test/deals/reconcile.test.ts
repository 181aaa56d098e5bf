import { describe, expect, test } from 'vitest';
import type { ShardAgreement } from '../../server/deals/model.ts';
import { databases } from '../support/databases.ts';
import { commissionRule, goldRule, smallProgram } from '../support/small-program.ts';
import { ledgerTotals } from './ledger.ts';
import { putVersion } from './programs.ts';
import { cancellation, protecting, registration } from './protecting.ts';
import { deal, smallDeals, type TestDeals } from './support.ts';

const twice = commissionRule({
  event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount * 0.2' } },
} as never);

async function agreementOf({ deals }: TestDeals): Promise<readonly ShardAgreement[]> {
  const all: ShardAgreement[] = [];
  await deals.agreement(undefined, (each) => all.push(each));
  return all;
}

describe.each(databases)('reconciling on $name', (database) => {
  test('a version of the past posts the differences, also of partners who do nothing; the check says so before and after', async () => {
    const small = await smallDeals(database);
    const { life, deals, one, enroll } = small;
    await enroll('acme', 'bolt');
    await one(deal('d-1', '2026-03-01', '600.00'));
    await one(deal('d-2', '2026-01-10', '100.00', { partner: 'bolt' }));
    await one(deal('d-3', '2026-04-10', '100.00', { partner: 'bolt' }));
    expect((await agreementOf(small)).map(({ differences, waits }) => [differences.length, waits])).toEqual([
      [0, false],
      [0, false],
    ]);
    await putVersion(life, smallProgram({ rules: [goldRule(), twice] }), '2026-02-01');
    const before = await agreementOf(small);
    expect(before.flatMap(({ differences }) => differences.map(({ activity, posted, due }) => [activity, posted, due]))).toEqual([
      ['d-1', 6000n, 12000n],
      ['d-3', 1000n, 2000n],
    ]);
    expect(await deals.work()).toMatchObject({ reconciled: 2 });
    expect(
      (await agreementOf(small)).every(({ differences, decisions, waits }) => differences.length + decisions.length === 0 && !waits),
    ).toBe(true);
    expect(await ledgerTotals(life.store)).toEqual({
      'reseller acme crm d-1 commission partner': 12000,
      'reseller bolt crm d-2 commission partner': 1000,
      'reseller bolt crm d-3 commission partner': 2000,
    });
    expect(await deals.work()).toEqual({ due: 0, reconciled: 0 });
  });

  test('who records first after a version came is decided by it', async () => {
    const { life, one, enroll } = await smallDeals(database);
    await enroll('acme');
    await one(deal('d-1', '2026-03-01', '600.00'));
    await putVersion(life, smallProgram({ rules: [goldRule(), twice] }), '2026-02-01');
    expect((await one(deal('d-2', '2026-03-02', '100.00'))).decision?.decision.parties[0]?.lines).toMatchObject([{ amount: '20.00' }]);
    expect(await ledgerTotals(life.store)).toEqual({
      'reseller acme crm d-1 commission partner': 12000,
      'reseller acme crm d-2 commission partner': 2000,
    });
  });

  test('a version that reaches beyond the enrollment puts the program together', async () => {
    const small = await smallDeals(database);
    const { life, one, enroll, deals } = small;
    await enroll('acme', 'bolt');
    await one(deal('d-1', '2026-03-01', '600.00'));
    await one(deal('d-2', '2026-03-02', '100.00', { partner: 'bolt' }));
    await putVersion(life, smallProgram(protecting), '2026-04-01');
    const won = await one(registration('r-1', 'bolt'));
    expect(won.decision?.decision.parties[0]?.registration).toMatchObject({ outcome: 'approved' });
    const lost = await one(registration('r-2', 'acme'));
    expect(lost.heldUntil).toBe('2026-08-08');
    expect((await life.store.db.selectFrom('live_shards').select('shard').execute()).map(({ shard }) => shard)).toEqual(['*']);
    await deals.work();
    expect((await agreementOf(small)).map(({ differences, decisions, waits }) => [differences, decisions, waits])).toEqual([
      [[], [], false],
    ]);
    const rows = await life.store.db.selectFrom('decisions').select('id').execute();
    for (const { id } of rows) expect((await deals.replay(id)).same).toBe(true);
  });

  test('a protection that was granted stands, whoever comes late and whatever version comes', async () => {
    const small = await smallDeals(database, protecting);
    const { life, one, enroll, deals } = small;
    await enroll('acme', 'bolt', 'core');
    const held = () => life.store.db.selectFrom('protections').select(['partner', 'registration']).execute();
    expect((await one(registration('r-1', 'acme'))).decision?.decision.parties[0]?.registration?.protection?.until).toBe('2026-08-08');
    // dated before it, and come after it
    const late = await one(registration('r-2', 'bolt', { occurredOn: '2026-05-01' }));
    expect(late.decision?.decision.parties[0]?.registration).toEqual({ outcome: 'refused', reasons: ['duplicate'], runnerUp: 1 });
    expect(late.heldUntil).toBe('2026-08-08');
    // over before it begins
    const early = await one(registration('r-3', 'core', { occurredOn: '2026-01-02' }));
    expect(early.decision?.decision.parties[0]?.registration?.protection?.until).toBe('2026-04-02');
    expect(await held()).toEqual([{ partner: 'acme', registration: 'r-1' }]);

    // nobody is granted anything any more, and it would be shorter
    const [gold, commission, approving, clawback] = protecting.rules ?? [];
    const refusing = { ...approving, name: 'none', event: { type: 'registration', params: { outcome: 'refuse' } } };
    const rules = [gold, commission, refusing, clawback] as NonNullable<typeof protecting.rules>;
    const shorter = { ...protecting.parameters, protectionDays: { type: 'days', value: 10 } } as NonNullable<typeof protecting.parameters>;
    await putVersion(life, smallProgram({ ...protecting, rules, parameters: shorter }), '2026-04-15');
    await deals.work();
    expect(await held()).toEqual([{ partner: 'acme', registration: 'r-1' }]);
    const standing = await life.store.db
      .selectFrom('decisions')
      .select(['activity', 'said'])
      .where('superseded_by', 'is', null)
      .where('kind', '=', 'registration-submitted')
      .orderBy('activity')
      .execute();
    expect(standing.map(({ activity, said }) => [activity, JSON.stringify(said).includes('approved')])).toEqual([
      ['submitted-r-1', true],
      ['submitted-r-2', false],
      ['submitted-r-3', true],
    ]);
    expect((await agreementOf(small)).map(({ differences, decisions, waits }) => [differences, decisions, waits])).toEqual([
      [[], [], false],
    ]);
    const rows = await life.store.db.selectFrom('decisions').select('id').execute();
    for (const { id } of rows) expect((await deals.replay(id)).same).toBe(true);

    // it asks for somebody else now: what it had is nobody's
    const asked = registration('r-1', 'acme', { revision: 2 });
    await one({ ...asked, facts: { ...asked.facts, 'customer.id': 'nadir' } });
    expect(await held()).toEqual([]);
    expect((await agreementOf(small)).flatMap(({ decisions }) => decisions)).toEqual([]);
  });

  test('protections end by the calendar, once, and the next in order is looked at again', async () => {
    const small = await smallDeals(database, protecting);
    const { life, one, enroll, deals } = small;
    await enroll('acme', 'bolt', 'core');
    await one(registration('r-1', 'acme'));
    await one(registration('r-2', 'bolt'));
    await one(registration('r-3', 'core'));
    life.at('2026-08-08');
    await deals.work();
    expect(await life.store.db.selectFrom('protections').select('partner').execute()).toEqual([{ partner: 'acme' }]);
    life.at('2026-08-09');
    await Promise.all([deals.work(), deals.work()]);
    expect(await life.store.db.selectFrom('protections').select('partner').execute()).toEqual([{ partner: 'bolt' }]);
    const kinds = await life.store.db.selectFrom('decisions').select('kind').where('generated', '=', true).execute();
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['protection-expired', 'registration-reconsidered', 'registration-reconsidered']);
    expect(await deals.work()).toEqual({ due: 0, reconciled: 0 });
  });

  test('a cancellation and its deal in one request, the cancellation first', async () => {
    const { life, record, enroll } = await smallDeals(database, protecting);
    await enroll('acme');
    const [taken, sold] = await record(cancellation('x-1', 'd-1', '2026-03-02'), deal('d-1', '2026-03-01', '600.00'));
    expect([taken?.status, sold?.status]).toEqual(['recorded', 'recorded']);
    expect(await ledgerTotals(life.store)).toEqual({
      'reseller acme crm d-1 commission partner': 6000,
      'reseller acme crm x-1 commission partner': -6000,
    });
    expect(await life.store.db.selectFrom('inbox').select('id').where('settled_at', 'is', null).execute()).toEqual([]);
  });
});
