import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { serveDeals } from './http-support.ts';
import { ledgerTotals } from './ledger.ts';
import { deal } from './support.ts';

const key = (text: string) => ({ 'idempotency-key': text });

describe.each(databases)('activities that come at once, one a request, on $name', (database) => {
  test('are recorded together, and each is answered and entered in the audit trail by itself', async () => {
    const { record, enroll, life } = await serveDeals(database);
    await enroll('acme', 'other');
    const { entry: before } = await life.trail.head();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        record(deal(`d-${index}`, '2026-03-01', '100.00', { partner: index % 2 === 0 ? 'acme' : 'other' })),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(201));
    for (const [index, answer] of answers.entries()) expect(answer.json().activity).toMatchObject({ id: `d-${index}` });
    // an entry each, without gaps, named by the header and by the receipt
    const entries = answers.map((answer) => answer.json().receipt.audit.entry as number);
    expect([...entries].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => before + 1 + index));
    for (const answer of answers) {
      const { entry, hash } = answer.json().receipt.audit;
      expect(answer.headers['audit-head']).toMatch(new RegExp(`^${entry}:${hash}:`));
    }
    const kept = (await life.trail.list({ action: 'activities-recorded' })).items;
    for (const { entry, after } of kept) {
      const index = entries.indexOf(entry);
      expect(JSON.parse(after ?? '').activities).toMatchObject([{ id: `d-${index}` }]);
    }
    // fewer transactions than requests
    const at = await life.store.db.selectFrom('audit_entries').select('at').where('entry', '>', before).execute();
    expect(new Set(at.map((row) => row.at.getTime())).size).toBeLessThan(12);
    expect(Object.values(await ledgerTotals(life.store))).toEqual(Array(12).fill(1000));
  });

  test('one that is refused keeps nothing and spoils no other', async () => {
    const { record, enroll, life } = await serveDeals(database);
    await enroll('acme');
    await record(deal('d-0', '2026-03-01', '100.00'));
    const { entry: before } = await life.trail.head();
    const answers = await Promise.all([
      record(deal('d-1', '2026-03-01', '100.00')),
      record(deal('d-2', '2026-03-01', '-100.00')),
      record(deal('d-0', '2026-03-01', '101.00')),
      record(deal('d-0', '2026-03-01', '100.00')),
      record(deal('d-3', '2026-03-01', '100.00', { partner: 'nobody' })),
      record(deal('d-4', '2026-03-02', '100.00')),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 422, 409, 200, 422, 201]);
    expect(answers[1]?.json().findings[0].pointer).toBe('/activity/facts/deal.amount');
    expect(answers[3]?.json().receipt.audit).toBeUndefined();
    expect((await life.trail.head()).entry).toBe(before + 2);
  });

  test('each has its own idempotency key', async () => {
    const { record, enroll, life } = await serveDeals(database);
    await enroll('acme');
    const send = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => record(deal(`d-${index}`, '2026-03-01', '100.00'), key(`k-${index}`))));
    const first = await send(5);
    expect(first.map(({ statusCode }) => statusCode)).toEqual(Array(5).fill(201));
    const { entry } = await life.trail.head();
    const again = await send(5);
    expect(again.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
    expect(again.map(({ headers }) => headers['idempotency-replayed'])).toEqual(Array(5).fill('true'));
    expect((await life.trail.head()).entry).toBe(entry);
    const other = await Promise.all([
      record(deal('d-9', '2026-03-01', '100.00'), key('k-0')),
      record(deal('d-9', '2026-03-01', '100.00'), key('k-9')),
      record(deal('d-9', '2026-03-01', '100.00'), key('k-9')),
    ]);
    expect(other[0]?.statusCode).toBe(422);
    expect(other[0]?.json().code).toBe('idempotency-mismatch');
    // it is recorded once; who comes while it is under way is told so, who comes right after gets the same answer
    const [twice, recorded] = [other.slice(1), other.find(({ statusCode }) => statusCode === 201)];
    const isReplayed = (answer: (typeof other)[number]): boolean => answer.headers['idempotency-replayed'] === 'true';
    expect(twice.filter((answer) => answer.statusCode === 201 && !isReplayed(answer))).toHaveLength(1);
    for (const answer of twice) {
      if (answer.statusCode === 201) expect(answer.body).toBe(recorded?.body);
      else expect(answer.json()).toMatchObject({ status: 409, code: 'under-way' });
    }
    expect((await life.trail.head()).entry).toBe(entry + 1);
  });
});
