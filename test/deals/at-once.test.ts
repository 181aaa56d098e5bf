import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { serveDeals } from './http-support.ts';
import { ledgerTotals } from './ledger.ts';
import { cancellation, protecting, registration } from './protecting.ts';
import { deal } from './support.ts';

describe.each(databases)('what comes at once, on $name', (database) => {
  test('the same activity ten times in parallel is one line', async () => {
    const { record, enroll, life } = await serveDeals(database);
    await enroll('acme');
    const answers = await Promise.all(Array.from({ length: 10 }, () => record(deal('d-1', '2026-03-01', '600.00'))));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
    expect(await life.store.db.selectFrom('ledger_lines').select('amount').execute()).toEqual([{ amount: 6000 }]);
  });

  test('of twenty rivals for one customer one wins; the others are told until when, and are runners-up in order', async () => {
    const { record, enroll, life, dana } = await serveDeals(database, protecting);
    const rivals = Array.from({ length: 20 }, (_, index) => `rival-${String(index).padStart(2, '0')}`);
    await enroll(...rivals);
    const answers = await Promise.all(rivals.map((partner, index) => record(registration(`r-${index}`, partner))));
    const lost = answers.filter(({ statusCode }) => statusCode === 409);
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(lost).toHaveLength(19);
    const winner = answers.findIndex(({ statusCode }) => statusCode === 201);
    for (const answer of lost) {
      expect(answer.json()).toMatchObject({ code: 'held-by-another', until: '2026-08-08', decision: expect.any(String) });
      expect(answer.body).not.toContain(rivals[winner]);
    }
    const places = await Promise.all(
      lost.map(
        async (answer) => (await dana.ask(`GET /v1/decisions/${answer.json().decision}`)).json().decision.parties[0].registration.runnerUp,
      ),
    );
    expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, index) => index + 1));
    expect(await life.store.db.selectFrom('protections').select('partner').execute()).toEqual([{ partner: rivals[winner] }]);
    // the same again is answered alike
    const index = answers.findIndex(({ statusCode }) => statusCode === 409);
    expect((await record(registration(`r-${index}`, rivals[index] ?? ''))).json()).toEqual(answers[index]?.json());
  });

  test('a cancellation that comes before its deal waits for it', async () => {
    const { record, enroll, life, dana } = await serveDeals(database, protecting);
    await enroll('acme');
    const waits = await record(cancellation('x-1', 'd-1', '2026-03-02'));
    expect([waits.statusCode, waits.json().status]).toEqual([202, 'waiting']);
    expect((await record(cancellation('x-1', 'd-1', '2026-03-02'))).json()).toEqual(waits.json());
    expect((await record(cancellation('x-1', 'd-2', '2026-03-02'))).json().code).toBe('revision-conflict');
    expect((await dana.ask('GET /v1/inbox')).json().waiting).toMatchObject([{ id: waits.json().inbox, waitsFor: 'd-1' }]);
    await record(deal('d-1', '2026-03-02', '600.00'));
    expect((await dana.ask('GET /v1/inbox')).json().waiting).toEqual([]);
    expect(await ledgerTotals(life.store)).toEqual({
      'reseller acme crm d-1 commission partner': 6000,
      'reseller acme crm x-1 commission partner': -6000,
    });
  });

  test('a quote by the id of a partner is what recording gives, and keeps nothing', async () => {
    const { crm, record, enroll, life } = await serveDeals(database, protecting);
    await enroll('acme');
    await record(deal('d-1', '2026-03-01', '600.00'));
    const asked = deal('d-2', '2026-03-05', '500.00');
    const quote = await crm.ask('POST /v1/programs/small/evaluate', { partner: 'acme', activity: asked });
    expect(quote.statusCode).toBe(200);
    const recorded = await record(asked);
    expect(recorded.json().decision).toEqual(quote.json().decision);
    expect(recorded.json().decision.parties[0].tier.after).toBe('gold');
    expect(await life.store.db.selectFrom('decisions').select('id').execute()).toHaveLength(2);
    const stranger = await crm.ask('POST /v1/programs/small/evaluate', {
      partner: 'nobody',
      activity: deal('d-3', '2026-03-05', '5.00', { partner: 'nobody' }),
    });
    expect([stranger.statusCode, stranger.json().findings[0].pointer]).toEqual([422, '/activity/partner']);
  });
});
