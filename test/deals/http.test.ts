import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { serveDeals } from './http-support.ts';
import { deal } from './support.ts';

describe.each(databases)('deal time over HTTP on $name', (database) => {
  test('an activity is recorded, found, explained and decided again with the same bytes', async () => {
    const { crm, record, enroll, dana } = await serveDeals(database);
    await enroll('acme');
    const recorded = await record(deal('d-1', '2026-03-01', '600.00'));
    expect(recorded.statusCode).toBe(201);
    expect(recorded.headers['audit-head']).toBeDefined();
    const { id, receipt, decision } = recorded.json();
    expect(decision.parties[0].lines[0]).toMatchObject({ incentive: 'commission', amount: '60.00' });
    const again = await record(deal('d-1', '2026-03-01', '600.00'));
    expect(again.statusCode).toBe(200);
    const { audit: _, ...hashes } = receipt;
    expect(again.json()).toMatchObject({ id, decision, receipt: hashes, status: 'known' });

    const page = await crm.ask('GET /v1/decisions?partner=acme&kind=deal-closed&from=2026-03-01&to=2026-03-01');
    expect(page.json().decisions).toMatchObject([{ id, receipt: hashes }]);
    expect((await crm.ask('GET /v1/decisions?partner=other')).json().decisions).toEqual([]);
    const full = (await dana.ask(`GET /v1/decisions/${id}`)).json();
    expect(full.sentences).toContain('commission');
    expect(full.decision.parties[0].reasoning.rules).not.toEqual([]);
    const replayed = await dana.ask(`POST /v1/decisions/${id}/replay`);
    expect(replayed.json()).toMatchObject({ same: true, decision: full.decision });
  });

  test('one that is wrong names the field, and several are answered each by itself', async () => {
    const { crm, record, enroll } = await serveDeals(database);
    await enroll('acme');
    const refused = await record(deal('d-1', '2026-03-01', '-600.00'));
    expect([refused.statusCode, refused.json().code, refused.json().findings[0].pointer]).toEqual([
      422,
      'invalid-activity',
      '/activity/facts/deal.amount',
    ]);
    await record(deal('d-1', '2026-03-01', '600.00'));
    const conflict = await record(deal('d-1', '2026-03-01', '601.00'));
    expect([conflict.statusCode, conflict.json().code]).toEqual([409, 'revision-conflict']);
    const several = await crm.ask('POST /v1/activities', {
      program: 'small',
      activities: [deal('d-1', '2026-03-01', '600.00'), deal('d-2', '1890-03-01', '1.00'), deal('d-3', '2026-03-02', '5.00')],
    });
    expect(
      several.json().results.map(({ status, problem }: { status: string; problem?: { code: string } }) => [status, problem?.code]),
    ).toEqual([
      ['known', undefined],
      ['refused', 'invalid-activity'],
      ['recorded', undefined],
    ]);
  });
});
