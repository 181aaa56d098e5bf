import { describe, expect, test } from 'vitest';
import type { ActivityDocument } from '../../schemas/types.ts';
import { restateShard } from '../../server/registry/follow.ts';
import { heldUntil } from '../../server/registry/held-until.ts';
import { addHeld } from '../../server/store/registry/protections.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { Fold, registering } from './support.ts';

const PARTNERS = ['acme', 'beta', 'gamma'];

async function folding(database: TestDatabase) {
  const store = await emptyStore(database);
  const fold = new Fold(store, registering(), PARTNERS);
  await fold.begin(PARTNERS);
  const caseOf = async (partner: string, reference: string) => {
    const row = await store.db
      .selectFrom('cases')
      .selectAll()
      .where('partner', '=', partner)
      .where('reference', '=', reference)
      .executeTakeFirstOrThrow();
    const events = await store.db
      .selectFrom('case_events')
      .select(['step', 'status', 'by_name'])
      .where('case_id', '=', row.id)
      .orderBy('place')
      .execute();
    return { ...row, told: events.map(({ step, status }) => `${step}: ${status}`) };
  };
  const held = async () =>
    (await store.db.selectFrom('protections').select(['partner', 'registration', 'during']).orderBy('registration').execute()).map(
      ({ partner, registration, during }) => `${partner} ${registration} ${during}`,
    );
  return { store, fold, caseOf, held };
}

const activity = (id: string, kind: string, occurredOn: string, partner: string, facts: object): ActivityDocument =>
  ({ id, kind, occurredOn, partner, partnerType: 'reseller', facts }) as ActivityDocument;

const submission = (partner: string, id: string, on: string, amount = '9000.00', more: object = {}) =>
  activity(`${id}-submitted`, 'registration-submitted', on, partner, {
    'registration.id': id,
    'customer.id': 'zenith',
    'deal.productLine': 'harbor',
    'registration.amount': amount,
    ...more,
  });

describe.each(databases)('kept in $name:', (database) => {
  test('a registration from submission through both reviewers to its end, with a runner-up', async () => {
    const { store, fold, caseOf, held } = await folding(database);
    await fold.record(submission('acme', 'R1', '2026-03-02', '80000.00'));
    expect(await caseOf('acme', 'R1')).toMatchObject({
      status: 'review',
      stage: 'channel manager',
      due_on: '2026-03-05',
      customer: 'zenith',
    });
    await fold.record(activity('a1', 'registration-approved', '2026-03-03', 'acme', { 'registration.id': 'R1' }));
    expect(await caseOf('acme', 'R1')).toMatchObject({ status: 'review', stage: 'director', due_on: '2026-03-06' });
    await fold.record(
      activity('a2', 'registration-approved', '2026-03-04', 'acme', { 'registration.id': 'R1', 'registration.reason': 'a good plan' }),
    );
    expect(await caseOf('acme', 'R1')).toMatchObject({
      status: 'approved',
      reasons: ['a good plan'],
      stage: null,
      due_on: null,
      protection: 'deal',
      protected_from: '2026-03-04',
      protected_until: '2026-06-02',
    });
    expect(await held()).toEqual(['acme R1 [2026-03-04,2026-06-03)']);

    await fold.record(submission('beta', 'R2', '2026-03-05'), submission('gamma', 'R3', '2026-03-06'));
    expect(await caseOf('beta', 'R2')).toMatchObject({
      status: 'refused',
      reasons: ['duplicate'],
      waits: [expect.stringContaining('zenith')],
    });
    expect(heldUntil(fold.state, 'beta', 'reseller', 'R2')).toBe('2026-06-02');
    expect((await caseOf('beta', 'R2')).submitted).toBeLessThan((await caseOf('gamma', 'R3')).submitted ?? 0);

    await fold.record(activity('a3', 'registration-extended', '2026-05-30', 'acme', { 'registration.id': 'R1' }));
    expect(await caseOf('acme', 'R1')).toMatchObject({ status: 'extended', protected_until: '2026-07-02' });
    await fold.record(activity('a4', 'registration-extended', '2026-05-31', 'acme', { 'registration.id': 'R1' }));
    expect(await caseOf('acme', 'R1')).toMatchObject({ status: 'extended', reasons: ['not-extendable'] });
    await fold.advance('2026-07-03');
    expect(await caseOf('acme', 'R1')).toMatchObject({ status: 'expired', protected_until: '2026-07-02' });
    expect((await caseOf('acme', 'R1')).told).toEqual([
      'registration-submitted: review',
      'registration-approved: review',
      'registration-approved: approved',
      'registration-extended: extended',
      'registration-extended: extended',
      'protection-expired: expired',
    ]);
    expect(await caseOf('beta', 'R2')).toMatchObject({ status: 'approved', protected_until: '2026-10-01', waits: null });
    expect(await held()).toEqual(['beta R2 [2026-07-03,2026-10-02)']);
    await fold.record(
      activity('d1', 'deal-closed', '2026-07-10', 'beta', { 'deal.amount': '9000.00', 'deal.registration': 'R2' }),
      activity('a5', 'registration-withdrawn', '2026-07-10', 'gamma', {
        'registration.id': 'R3',
        'registration.reason': 'lost to a rival',
      }),
    );
    expect(await caseOf('beta', 'R2')).toMatchObject({ status: 'won' });
    expect(await caseOf('gamma', 'R3')).toMatchObject({ status: 'lost', waits: null });
    // nothing is otherwise when all is told again
    const [before, rows] = [await store.db.selectFrom('cases').selectAll().orderBy('id').execute(), await held()];
    await store.transaction((tx) => restateShard(tx, fold.timeline, 'all', fold.state, '2026-07-10'));
    expect(await store.db.selectFrom('cases').selectAll().orderBy('id').execute()).toEqual(before);
    expect(await held()).toEqual(rows);
  });

  test('a newer registration of the same partner takes its protection over', async () => {
    const { fold, caseOf, held } = await folding(database);
    await fold.record(submission('acme', 'R1', '2026-03-02'), submission('acme', 'R2', '2026-03-20'));
    expect(await held()).toEqual(['acme R2 [2026-03-20,2026-06-19)']);
    expect(await caseOf('acme', 'R1')).toMatchObject({ status: 'expired', step: 'taken-over' });
  });

  test('a registration that is submitted and extended at once is a case with one protection', async () => {
    const { fold, caseOf, held } = await folding(database);
    const extended = activity('x1', 'registration-extended', '2026-03-03', 'acme', { 'registration.id': 'R1' });
    await fold.recordAtOnce(submission('acme', 'R1', '2026-03-02'), extended, submission('beta', 'R2', '2026-03-04'));
    expect(await held()).toEqual(['acme R1 [2026-03-02,2026-07-01)']);
    expect((await caseOf('acme', 'R1')).told).toEqual(['registration-submitted: approved', 'registration-extended: extended']);
    expect(await caseOf('beta', 'R2')).toMatchObject({ status: 'refused', reasons: ['duplicate'] });
  });

  test('no two hold one leaf on one day, whatever the state says', async () => {
    const { store, fold, held } = await folding(database);
    await fold.record(submission('acme', 'R1', '2026-03-02'));
    const leaf = JSON.stringify(['deal', 'zenith', 'harbor']);
    const rival = { partner: 'beta', partnerType: 'reseller', registration: 'R9', leaf };
    const granting = (from: string, until: string) => store.transaction((tx) => addHeld(tx, 'small', [{ ...rival, from, until }]));
    await expect(granting('2026-05-31', '2026-07-01')).rejects.toMatchObject({ code: 'taken' });
    await granting('2026-06-01', '2026-07-01');
    expect(await held()).toHaveLength(2);
  });

  test('applications, funds and co-sell requests', async () => {
    const { store, fold, caseOf } = await folding(database);
    await fold.record(activity('e1', 'enrollment', '2026-02-02', 'acme', { 'applicant.documents': ['plan'] }));
    expect(await caseOf('acme', 'application')).toMatchObject({ kind: 'enrollment', status: 'returned', reasons: ['tax form missing'] });
    await fold.record(activity('e2', 'enrollment', '2026-02-03', 'acme', { 'applicant.documents': ['plan', 'tax-form'] }));
    expect(await caseOf('acme', 'application')).toMatchObject({
      status: 'approved',
      reasons: ['joins'],
      asked: { 'applicant.documents': ['plan', 'tax-form'] },
    });
    const enrolled = await store.db.selectFrom('enrollments').selectAll().executeTakeFirstOrThrow();
    expect(enrolled).toMatchObject({ tier: 'registered', tier_since: '2026-01-01', facts: {}, provisional: false });
    expect(enrolled.benefits).toEqual([{ benefit: 'support-line', grant: 'the portal', since: '2026-02-02' }]);

    const funds = { 'mdf.id': 'M1', 'mdf.cost': '4000.00' };
    await fold.record(
      activity('m1', 'mdf-request', '2026-03-02', 'acme', { ...funds, 'mdf.asked': '2000.00', 'mdf.endsOn': '2026-04-10' }),
    );
    expect(await caseOf('acme', 'M1')).toMatchObject({ status: 'approved', amount: '2000.00', currency: 'USD', deadline: '2026-05-10' });
    await fold.record(activity('m2', 'mdf-claim', '2026-04-20', 'acme', { ...funds, 'mdf.proof': ['photo'] }));
    expect(await caseOf('acme', 'M1')).toMatchObject({ status: 'returned' });
    await fold.record(activity('m3', 'mdf-claim', '2026-04-21', 'acme', { ...funds, 'mdf.proof': ['photo', 'invoice'] }));
    expect(await caseOf('acme', 'M1')).toMatchObject({ status: 'claimed', amount: '4000.00', asked: { 'mdf.asked': '2000.00' } });

    const settled = {
      'solution.id': 'S1',
      'solution.pricing': 'a',
      'solution.support': 'b',
      'solution.customerSuccess': 'c',
      'solution.renewal': 'd',
    };
    await fold.record(activity('s1', 'agreement-signed', '2026-04-30', 'beta', { 'agreement.id': 'A1', ...settled }));
    const joint = { 'coSell.id': 'C1', 'solution.id': 'S1', 'customer.id': 'zenith', 'opportunity.id': 'O1' };
    await fold.record(activity('c1', 'co-sell-request', '2026-05-01', 'beta', { ...joint, 'coSell.help': 'pricing' }));
    expect(await caseOf('beta', 'C1')).toMatchObject({ status: 'waiting', due_on: '2026-05-06' });
    await fold.record(activity('c2', 'co-sell-request', '2026-05-01', 'beta', { ...joint, 'coSell.help': 'technical' }));
    expect(await caseOf('beta', 'C1')).toMatchObject({
      status: 'routed',
      routed_to: 'solution-engineering',
      urgency: 'high',
      due_on: '2026-05-04',
    });
    await fold.record(activity('o1', 'opportunity-closed', '2026-06-01', 'beta', { 'opportunity.id': 'O1', 'opportunity.stage': 'won' }));
    expect(await caseOf('beta', 'C1')).toMatchObject({ status: 'won', due_on: null });

    await fold.record(activity('d1', 'deal-closed', '2026-06-02', 'beta', { 'deal.amount': '1500.00' }));
    await fold.record(activity('p1', 'profile-changed', '2026-06-03', 'beta', { 'partner.country': 'DE' }));
    const beta = await store.db.selectFrom('enrollments').selectAll().where('partner', '=', 'beta').executeTakeFirstOrThrow();
    expect(beta).toMatchObject({ tier: 'gold', tier_since: '2026-06-02', qualified: 'gold', facts: { 'partner.country': 'DE' } });
  });
});
