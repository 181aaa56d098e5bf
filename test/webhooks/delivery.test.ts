import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { removeOldEvents } from '../../server/store/webhooks/deliveries.ts';
import { emit } from '../../server/webhooks/emit.ts';
import { KEPT_DAYS } from '../../server/webhooks/settings.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { trailOf } from '../support/trail.ts';
import { bodyOf, delivering, expectSigned, happened, listening, receiver, sendingOf, stands, until, webhookOf } from './support.ts';

describe.each(databases)('events out in $name', (database) => {
  async function sending() {
    const store = await emptyStore(database);
    return sendingOf(store, await trailOf(store));
  }

  test('come to whoever listens, signed, with what happened', async () => {
    const given = await sending();
    const { store } = given;
    const there = await receiver();
    const { secret } = await webhookOf(given, { url: there.url });
    delivering(given);
    const at = new Date('2026-03-18T09:00:00Z');
    const odd = { name: 'A\u0000B \ud800 é 😀', amount: '12.50' };
    await store.transaction((tx) => emit(tx, [{ program: 'small', kind: 'tier.changed', subject: { partner: 'acme' }, data: odd }], at));
    const [first] = await there.until(1);
    if (first === undefined) throw new Error('nothing came');
    expectSigned(first, secret);
    expect(first.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': bodyOf(first).id });
    expect(bodyOf(first)).toMatchObject({
      type: 'tier.changed',
      timestamp: at.toISOString(),
      program: 'small',
      subject: { partner: 'acme' },
    });
    expect(bodyOf(first).data).toEqual(odd);
    await until(async () => (await stands(store))[0]?.state === 'delivered');
    expect(await stands(store)).toEqual([{ state: 'delivered', attempts: 1, status: 204, error: null }]);
  });

  test('are kept for those alone who want them, and not at all where nobody does', async () => {
    const given = await sending();
    const { store } = given;
    const all = { url: 'https://example.com/' };
    await happened(store, 3);
    expect(await store.db.selectFrom('events_out').selectAll().execute()).toEqual([]);
    const wants = async (row: object): Promise<string> => (await webhookOf(given, { ...all, ...row })).id;
    await store.db
      .insertInto('programs')
      .values([
        { id: 'small', created_at: new Date() },
        { id: 'other', created_at: new Date() },
      ])
      .execute();
    const names = new Map([
      [await wants({}), 'all'],
      [await wants({ program: 'small' }), 'small'],
      [await wants({ program: 'other' }), 'other'],
      [await wants({ events: ['payout.confirmed'] }), 'payouts'],
      [await wants({ active: false }), 'paused'],
    ]);
    await happened(store, 1, 'decision.made');
    await happened(store, 1, 'payout.confirmed', 'other');
    const rows = await store.db
      .selectFrom('deliveries')
      .innerJoin('events_out', 'events_out.id', 'deliveries.event')
      .select(['webhook', 'kind'])
      .execute();
    expect(rows.map(({ webhook, kind }) => `${names.get(webhook)} ${kind}`).toSorted()).toEqual([
      'all decision.made',
      'all payout.confirmed',
      'other payout.confirmed',
      'payouts payout.confirmed',
      'small decision.made',
    ]);
  });

  test('are not told of what was not committed', async () => {
    const given = await sending();
    const { store } = given;
    await webhookOf(given, { url: 'https://example.com/' });
    const event = { program: 'small', kind: 'decision.made', subject: {}, data: {} } as const;
    const failing = store.transaction(async (tx) => {
      await emit(tx, [event], new Date());
      throw new Error('it did not happen');
    });
    await expect(failing).rejects.toThrow('it did not happen');
    expect(await stands(store)).toEqual([]);
  });

  test('are sent again to a receiver that fails, and come once it has recovered', async () => {
    const given = await sending();
    const there = await receiver();
    const { secret } = await webhookOf(given, { url: there.url });
    const answers = [500, 302, 204];
    there.answer(() => answers.shift() ?? 204);
    delivering(given);
    await happened(given.store);
    const received = await there.until(3);
    await until(async () => (await stands(given.store))[0]?.state === 'delivered');
    expect(await stands(given.store)).toEqual([{ state: 'delivered', attempts: 3, status: 204, error: null }]);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const each of received) expectSigned(each, secret);
  });

  test('are dead after so many attempts, with the reason of the last', async () => {
    const given = await sending();
    const there = await receiver();
    await webhookOf(given, { url: there.url });
    there.answer(() => 302);
    delivering(given);
    await happened(given.store);
    await until(async () => (await stands(given.store))[0]?.state === 'dead');
    expect(await stands(given.store)).toEqual([
      { state: 'dead', attempts: 4, status: 302, error: expect.stringMatching(/^The answer was 302: it leads elsewhere/) },
    ]);
    expect(there.received).toHaveLength(4);
  });

  test('wait for none that hangs, or that answers without an end', async () => {
    const given = await sending();
    const hanging = await receiver();
    hanging.answer(() => new Promise(() => undefined));
    const endless = await listening((_request, response) => {
      response.writeHead(200);
      const write = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), write);
      };
      write();
    });
    const there = await receiver();
    await webhookOf(given, { url: hanging.url });
    await webhookOf(given, { url: endless });
    await webhookOf(given, { url: there.url });
    delivering(given, { timeoutMs: 2_000, attempts: 1 });
    await happened(given.store, 5);
    await there.until(5);
    await until(async () => (await stands(given.store)).every(({ state }) => state !== 'waiting'));
    const ends = (await stands(given.store)).map(({ status, error }) => error ?? status);
    expect(ends.filter((end) => end === 'There was no answer within 2 s.')).toHaveLength(5);
    expect(ends.filter((end) => end === 200)).toHaveLength(5);
    expect(ends.filter((end) => end === 204)).toHaveLength(5);
  });

  test('end at one that says it is gone, which is paused', async () => {
    const given = await sending();
    const there = await receiver();
    const { id } = await webhookOf(given, { url: there.url });
    there.answer(() => 410);
    delivering(given, { atOnce: 1 });
    await happened(given.store, 3);
    await until(async () => (await stands(given.store)).some(({ state }) => state === 'dead'));
    await happened(given.store);
    expect((await stands(given.store)).map(({ state }) => state).toSorted()).toEqual(['dead', 'waiting', 'waiting']);
    const row = await given.store.db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ active: false, paused_because: expect.stringContaining('410') });
    const entries = await given.store.db.selectFrom('audit_entries').select(['action', 'by_kind']).execute();
    expect(entries).toEqual([{ action: 'webhook-paused', by_kind: 'server' }]);
  });

  test('go nowhere with a secret that another key has sealed', async () => {
    const given = await sending();
    const there = await receiver();
    await webhookOf(given, { url: there.url });
    delivering(await sendingOf(given.store, given.trail), { attempts: 1 });
    await happened(given.store);
    await until(async () => (await stands(given.store))[0]?.state === 'dead');
    expect((await stands(given.store))[0]?.error).toMatch(/sealed by another key/);
    expect(there.received).toEqual([]);
  });

  test('that are under way when the server stops are as if they had not been begun', async () => {
    const given = await sending();
    const there = await receiver();
    there.answer(() => new Promise(() => undefined));
    await webhookOf(given, { url: there.url });
    const delivery = delivering(given, { closeMs: 50, timeoutMs: 10_000 });
    await happened(given.store);
    await there.until(1);
    await delivery.close();
    expect(await stands(given.store)).toEqual([
      { state: 'waiting', attempts: 0, status: null, error: 'The server was stopped meanwhile.' },
    ]);
    there.answer(() => 204);
    delivering(given);
    await there.until(2);
  });

  test('of which no attempt is done by two: a lease that is over is somebody else’s', async () => {
    const given = await sending();
    const there = await receiver();
    await webhookOf(given, { url: there.url });
    let begun = 0;
    // the first is never answered: as of a process that has ended
    there.answer(() => {
      begun += 1;
      return begun === 1 ? new Promise(() => undefined) : 204;
    });
    const first = delivering(given, { timeoutMs: 20_000, leaseMs: 500, closeMs: 0 });
    await happened(given.store);
    await there.until(1);
    const second = delivering(given, { leaseMs: 500 });
    await there.until(2);
    await until(async () => (await stands(given.store))[0]?.state === 'delivered');
    // what the first says of it comes too late
    await first.close();
    await second.close();
    expect(await stands(given.store)).toEqual([{ state: 'delivered', attempts: 2, status: 204, error: null }]);
  });

  test('go when they are old, whatever became of them', async () => {
    const given = await sending();
    const { store } = given;
    await webhookOf(given, { url: 'https://example.com/', active: false });
    await webhookOf(given, { url: 'https://example.com/' });
    await happened(store, 3);
    const [old] = await store.db.selectFrom('events_out').select('id').execute();
    await sql`update events_out set kept_at = now() - interval '31 days' where id = ${old?.id}`.execute(store.db);
    expect(await removeOldEvents(store, KEPT_DAYS, 100)).toBe(1);
    expect(await stands(store)).toHaveLength(2);
    expect(await removeOldEvents(store, KEPT_DAYS, 100)).toBe(0);
  });
});
