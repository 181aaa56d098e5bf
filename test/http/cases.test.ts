import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import type { Asker } from './life-support.ts';
import { activity, type RegistryServed, reseller, serveRegistry, submission } from './registry-support.ts';
import { problemOf } from './support.ts';

interface Told {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly actions: readonly string[];
  readonly events: readonly {
    readonly step: string;
    readonly status: string;
    readonly by: { readonly name: string };
    readonly note?: string;
  }[];
}

const enrolled = async ({ crm }: RegistryServed, ...ids: readonly string[]): Promise<void> => {
  for (const id of ids) expect((await crm.ask(`PUT /v1/partners/${id}`, reseller(id))).statusCode).toBe(201);
};
const listed = async (asker: Asker, query = ''): Promise<readonly Told[]> => (await asker.ask(`GET /v1/cases${query}`)).json().cases;
const one = async (asker: Asker, reference: string): Promise<Told> => {
  const [found] = await listed(asker, `?reference=${reference}`);
  return (await asker.ask(`GET /v1/cases/${found?.id}`)).json();
};
const told = ({ events }: Told) => events.map(({ step, status, by: { name } }) => `${step}: ${status}, by ${name}`);

describe.each(databases)('kept in $name:', (database) => {
  test('a registration passes two persons, is returned, extended, lost; each step told with who took it', async () => {
    const served = await serveRegistry(database);
    const { crm, ada, olga, record, partner, life } = served;
    await enrolled(served, 'acme');
    await record(submission('acme', 'R1', '2026-05-08', '80000.00'));
    const [waiting] = await listed(ada, '?waiting=true');
    expect(waiting).toMatchObject({
      program: 'small',
      kind: 'registration',
      partner: 'acme',
      partnerType: 'reseller',
      reference: 'R1',
      status: 'review',
      stage: 'channel manager',
      customer: 'zenith',
      // three business days from Sunday, the 10th
      dueOn: '2026-05-13',
      protection: { name: 'deal' },
    });
    const at = `/v1/cases/${waiting?.id}`;
    const assigned = await olga.ask(`PUT ${at}/assignment`, { person: ada.id });
    expect(assigned.json()).toMatchObject({ assignedTo: { id: ada.id, name: 'Ada' } });
    expect(
      await listed(
        ada,
        `?assignedTo=${ada.id}&dueBy=2026-05-13&customer=zenith&kind=registration&status=review&program=small&partner=acme`,
      ),
    ).toHaveLength(1);
    expect(await listed(ada, '?dueBy=2026-05-12')).toEqual([]);
    problemOf(await olga.ask(`PUT ${at}/assignment`, { person: 'nobody' }), 'unknown-case');

    const headers = { 'idempotency-key': 'first' };
    const first = await ada.ask(`POST ${at}/decisions`, { decision: 'approve', note: 'A sound plan.' }, headers);
    expect([first.statusCode, first.json()]).toMatchObject([
      200,
      { status: 'review', stage: 'director', actions: ['approve', 'return', 'refuse', 'withdraw', 'lose'] },
    ]);
    const again = await ada.ask(`POST ${at}/decisions`, { decision: 'approve', note: 'A sound plan.' }, headers);
    expect([again.headers['idempotency-replayed'], again.json()]).toEqual(['true', first.json()]);
    const approved = (await olga.ask(`POST ${at}/decisions`, { decision: 'approve' })).json();
    expect(approved).toMatchObject({
      status: 'approved',
      protection: { name: 'deal', from: '2026-05-10', until: '2026-08-08' },
      deadline: '2026-08-08',
    });
    expect(approved).not.toHaveProperty('dueOn');
    expect(approved).not.toHaveProperty('assignedTo');
    expect((await ada.ask(`GET ${approved.reasoning}`)).json()).toMatchObject({ id: approved.decision });
    problemOf(await ada.ask(`POST ${at}/decisions`, { decision: 'approve' }), 'wrong-state');
    problemOf(await ada.ask(`POST ${at}/decisions`, { decision: 'accept' }), 'wrong-state');
    problemOf(await ada.ask(`POST ${at}/decisions`, { decision: 'refuse' }), 'invalid-request');
    problemOf(await ada.ask(`POST ${at}/decisions`, { decision: 'lose', note: 'a\nb' }), 'invalid-request');
    problemOf(await ada.ask(`POST ${at}/decisions`, { decision: 'extend', to: 'x' }), 'invalid-request');
    problemOf(await ada.ask(`POST ${at}/decisions`, { decision: 'bless' }), 'invalid-request');
    problemOf(await olga.ask(`PUT ${at}/assignment`, { person: ada.id }), 'wrong-state');

    const acme = await partner('acme');
    expect((await acme.ask(`POST ${at}/decisions`, { decision: 'extend' })).json()).toMatchObject({
      status: 'extended',
      protection: { until: '2026-09-07' },
    });
    expect(problemOf(await acme.ask(`POST ${at}/decisions`, { decision: 'extend' }), 'wrong-state').detail).toContain(
      'can not be extended',
    );
    problemOf(await acme.ask(`POST ${at}/decisions`, { decision: 'refuse', note: 'No.' }), 'wrong-state');
    const lost = (await acme.ask(`POST ${at}/decisions`, { decision: 'lose', note: 'to no decision' })).json();
    expect(lost).toMatchObject({ status: 'lost', reasons: ['lost: to no decision'], actions: [] });
    expect(told(await one(ada, 'R1'))).toEqual([
      'registration-submitted: review, by CRM',
      'assigned: review, by Olga',
      'registration-approved: review, by Ada',
      'registration-approved: approved, by Olga',
      'registration-extended: extended, by acme',
      'registration-withdrawn: lost, by acme',
    ]);
    expect(told(await one(acme, 'R1'))).not.toContain('assigned: review, by Olga');

    await record(submission('acme', 'R2', '2026-05-10', '80000.00', { 'customer.id': 'omega' }));
    const second = await one(ada, 'R2');
    const returned = await ada.ask(`POST /v1/cases/${second.id}/decisions`, { decision: 'return', note: 'No budget holder is named.' });
    expect(returned.json()).toMatchObject({ status: 'returned', reasons: ['returned: No budget holder is named.'] });
    const entries = await life.store.db.selectFrom('audit_entries').select('action').where('subject_kind', '=', 'case').execute();
    expect(entries.map(({ action }) => action)).toEqual(['case-assigned', ...Array.from({ length: 5 }, () => 'case-decided')]);
    expect((await crm.ask('GET /v1/cases?limit=1')).json()).toMatchObject({ cases: [{ reference: 'R1' }], next: expect.any(String) });
  });

  test('twenty register the same at once: one wins, nineteen wait in order of submission and are told until when', async () => {
    const served = await serveRegistry(database);
    const { crm, ada, partner } = served;
    const ids = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    await enrolled(served, ...ids);
    const answers = await Promise.all(
      ids.map((id) => crm.ask('POST /v1/activities', { program: 'small', activity: submission(id, `R-${id}`, '2026-05-10') })),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    const refused = answers.filter(({ statusCode }) => statusCode === 409);
    expect(refused).toHaveLength(19);
    const winner = ids[answers.findIndex(({ statusCode }) => statusCode === 201)] ?? '';
    for (const answer of refused) {
      expect(answer.body).toContain('2026-08-08');
      expect(answer.body).not.toContain(winner);
    }
    const cases = await listed(ada, '?status=refused');
    expect(cases.map((each) => (each as unknown as { runnerUp: number }).runnerUp).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 19 }, (_, index) => index + 1),
    );
    expect(new Set(cases.map((each) => (each as unknown as { heldUntil: string }).heldUntil))).toEqual(new Set(['2026-08-08']));
    const next = cases.find((each) => (each as unknown as { runnerUp: number }).runnerUp === 2);
    expect(JSON.stringify(await one(await partner(next?.reference.slice(2) ?? ''), next?.reference ?? ''))).not.toContain(winner);

    // each sees its own, in every way to ask
    const [loser = ''] = ids.filter((id) => id !== winner);
    const asker = await partner(loser);
    const own = await listed(asker);
    expect(own.map(({ reference }) => reference)).toEqual([`R-${loser}`]);
    for (const query of [`?partner=${winner}`, `?reference=R-${winner}`, '?status=approved', '?waiting=true'])
      expect(await listed(asker, query)).toEqual([]);
    const [won] = await listed(ada, '?status=approved');
    problemOf(await asker.ask(`GET /v1/cases/${won?.id}`), 'unknown-case');
    problemOf(await asker.ask(`POST /v1/cases/${won?.id}/decisions`, { decision: 'withdraw' }), 'unknown-case');
    problemOf(await asker.ask(`PUT /v1/cases/${won?.id}/assignment`, { person: null }), 'not-allowed');
    const other = await served.system('other');
    expect(await listed(other)).toEqual([]);
    problemOf(await other.ask(`GET /v1/cases/${won?.id}`), 'unknown-case');

    const asked = 'GET /v1/programs/small/protections?customer=zenith&productLine=harbor';
    const holds = { holdsOff: [{ partnerType: 'reseller', reason: 'duplicate' }] };
    const held = { protection: 'deal', protected: true, until: '2026-08-08', missing: [], ...holds };
    expect((await ada.ask(asked)).json().protections).toMatchObject([
      { ...held, holders: [{ partner: winner, registration: `R-${winner}` }] },
    ]);
    for (const blind of [crm, asker]) {
      const [answer] = (await blind.ask(asked)).json().protections;
      expect(answer).toMatchObject(held);
      expect(answer).not.toHaveProperty('holders');
    }
    expect((await (await partner(winner)).ask(asked)).json().protections[0].holders).toHaveLength(1);
    expect((await ada.ask('GET /v1/programs/small/protections?customer=zenith')).json().protections).toMatchObject([
      { missing: ['deal.productLine'] },
    ]);
    expect((await ada.ask('GET /v1/programs/small/protections?customer=omega&productLine=harbor')).json().protections).toMatchObject([
      { protected: false },
    ]);
    problemOf(await other.ask(asked), 'not-allowed');
  });

  test('applications, funds and co-sell requests live the same way; persons take the steps that no rule decides', async () => {
    const served = await serveRegistry(database);
    const { ada, crm, record, partner } = served;
    await enrolled(served, 'acme');
    await record(activity('e1', 'enrollment', '2026-02-02', 'acme', { 'applicant.documents': ['plan'] }));
    expect((await crm.ask('GET /v1/partners/acme')).json().enrollments).toMatchObject([
      { application: { status: 'returned', reasons: ['tax form missing'] } },
    ]);
    await record(activity('e2', 'enrollment', '2026-02-03', 'acme', { 'applicant.documents': ['tax-form'] }));
    const acme = await partner('acme');
    expect((await acme.ask('GET /v1/partners/acme')).json().enrollments).toMatchObject([
      { application: { status: 'approved' }, benefits: [{ benefit: 'support-line', grant: 'the portal' }] },
    ]);
    const settled = {
      'solution.id': 'S1',
      'solution.pricing': 'a',
      'solution.support': 'b',
      'solution.customerSuccess': 'c',
      'solution.renewal': 'd',
    };
    await record(activity('s1', 'agreement-signed', '2026-03-01', 'acme', { 'agreement.id': 'A1', ...settled }));
    const asking = { 'coSell.id': 'C1', 'solution.id': 'S1', 'customer.id': 'zenith', 'opportunity.id': 'O1', 'coSell.help': 'pricing' };
    await record(activity('c1', 'co-sell-request', '2026-05-08', 'acme', asking));
    const { id } = await one(ada, 'C1');
    const decide = (asker: Asker, body: object) => asker.ask(`POST /v1/cases/${id}/decisions`, body);
    problemOf(await decide(ada, { decision: 'route' }), 'invalid-request');
    problemOf(await decide(ada, { decision: 'accept' }), 'wrong-state');
    expect((await decide(ada, { decision: 'route', to: 'pricing-desk' })).json()).toMatchObject({
      status: 'routed',
      routedTo: 'pricing-desk',
      dueOn: '2026-05-13',
    });
    problemOf(await decide(acme, { decision: 'accept' }), 'wrong-state');
    expect((await decide(ada, { decision: 'accept', note: 'We call on Monday.' })).json()).toMatchObject({
      status: 'accepted',
      reasons: ['We call on Monday.'],
    });
    expect(told(await one(acme, 'C1'))).toEqual([
      'co-sell-request: waiting, by CRM',
      'routed: routed, by Ada',
      'accepted: accepted, by Ada',
    ]);
    await record(activity('o1', 'opportunity-closed', '2026-05-09', 'acme', { 'opportunity.id': 'O1', 'opportunity.stage': 'won' }));
    expect(await one(acme, 'C1')).toMatchObject({ status: 'won', actions: [] });

    const funds = { 'mdf.id': 'M1', 'mdf.cost': '4000.00' };
    await record(activity('m1', 'mdf-request', '2026-03-02', 'acme', { ...funds, 'mdf.asked': '2000.00', 'mdf.endsOn': '2026-04-20' }));
    expect(await one(acme, 'M1')).toMatchObject({ status: 'approved', amount: '2000.00', currency: 'USD', deadline: '2026-05-20' });
    await record(activity('m2', 'mdf-claim', '2026-05-09', 'acme', { ...funds, 'mdf.proof': ['invoice'] }));
    expect(await one(acme, 'M1')).toMatchObject({ status: 'claimed', amount: '4000.00' });
  });

  test('when a protection ends the next in order gets it; what comes late is set right', async () => {
    const served = await serveRegistry(database);
    const { ada, record, life, deals } = served;
    await enrolled(served, 'acme', 'beta', 'gamma');
    await record(submission('acme', 'R1', '2026-05-10'), submission('gamma', 'R3', '2026-05-10'));
    expect(await one(ada, 'R3')).toMatchObject({ status: 'refused', runnerUp: 1 });
    // beta submitted before both, and is told late: what was granted stands, and it is the next in order
    await record(submission('beta', 'R2', '2026-05-09'));
    expect(await one(ada, 'R1')).toMatchObject({ status: 'approved', protection: { until: '2026-08-08' } });
    expect(await one(ada, 'R2')).toMatchObject({ status: 'refused', runnerUp: 1 });
    expect(await one(ada, 'R3')).toMatchObject({ status: 'refused', runnerUp: 2 });
    life.at('2026-08-09');
    await deals.work();
    expect(await one(ada, 'R1')).toMatchObject({ status: 'expired' });
    expect(await one(ada, 'R2')).toMatchObject({ status: 'approved', protection: { from: '2026-08-09' } });
    expect(await one(ada, 'R3')).toMatchObject({ status: 'refused', runnerUp: 1 });
    const { id } = await one(ada, 'R2');
    await ada.ask(`POST /v1/cases/${id}/decisions`, { decision: 'withdraw' });
    life.at('2026-08-10');
    await deals.work();
    expect(await one(ada, 'R3')).toMatchObject({ status: 'approved' });
  });
});
