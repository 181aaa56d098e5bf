import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accessOf, type Holder, holderOf } from '../support/access.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { delivering, expectSigned, happened, receiver, sendingOf, until } from '../webhooks/support.ts';
import { expectDescribed } from './described.ts';
import { problemOf, testApp } from './support.ts';

/** An app that delivers, and an operator who asks it; each answer is held to the description. */
async function served(database: TestDatabase) {
  const store = await emptyStore(database);
  const access = await accessOf(store);
  const sending = await sendingOf(store, access.trail);
  const delivery = delivering(sending);
  const app = testApp({ access, webhooks: { ...sending, wake: () => delivery.wake() } });
  onTestFinished(() => app.close());
  const operator = await holderOf(access, { roles: ['operator'], name: 'Olga' });
  const ask = asking(app, operator);
  const make = async (payload: object): Promise<Made> => {
    const made = await ask('POST /v1/webhooks', { name: 'CRM', ...payload });
    expect([made.statusCode, made.body]).toEqual([201, expect.any(String)]);
    return made.json();
  };
  return { app, store, access, operator, ask, make };
}

interface Made {
  readonly id: string;
  readonly secret: string;
}

type Ask = (line: string, payload?: object, headers?: Record<string, string>) => Promise<LightMyRequestResponse>;

const asking =
  (app: FastifyInstance, { headers: own }: Holder): Ask =>
  async (line, payload, headers) => {
    const [method = '', url = ''] = line.split(' ');
    const options = { method, url, headers: { ...own, ...headers }, ...(payload !== undefined && { payload }) } as InjectOptions;
    const answer = await app.inject(options);
    await expectDescribed(app, line, answer);
    return answer;
  };

describe.each(databases)('webhooks in $name', (database) => {
  test('are made with a secret that is shown once, changed, listed and deleted, each with its entry in the trail', async () => {
    const { ask, store } = await served(database);
    const payload = { name: ' CRM ', url: 'https://example.com/events?token=hidden', events: ['tier.changed'] };
    const made = await ask('POST /v1/webhooks', payload, { 'idempotency-key': 'k-1' });
    expect(made.statusCode).toBe(201);
    const { secret, ...webhook } = made.json();
    expect(made.headers.location).toBe(`/v1/webhooks/${webhook.id}`);
    expect(webhook).toMatchObject({ name: 'CRM', url: payload.url, events: ['tier.changed'], active: true, createdBy: { name: 'Olga' } });
    expect((await ask('POST /v1/webhooks', payload, { 'idempotency-key': 'k-1' })).json()).toEqual(webhook);
    expect((await ask(`GET /v1/webhooks/${webhook.id}`)).json()).toEqual(webhook);
    const changed = await ask(`PATCH /v1/webhooks/${webhook.id}`, {
      events: null,
      url: 'https://example.com/events?token=other',
      active: false,
    });
    expect(changed.json()).toMatchObject({ name: 'CRM', url: 'https://example.com/events?token=other', active: false });
    expect(changed.json()).not.toHaveProperty('events');
    const again = await ask(`PATCH /v1/webhooks/${webhook.id}`, { active: false });
    expect([again.statusCode, again.headers['audit-head']]).toEqual([200, undefined]);
    const others = [await ask('POST /v1/webhooks', { ...payload, name: 'B' }), await ask('POST /v1/webhooks', { ...payload, name: 'C' })];
    const names: string[] = [];
    for (let after = ''; ; ) {
      const page = (await ask(`GET /v1/webhooks?limit=2${after && `&after=${after}`}`)).json();
      names.push(...page.webhooks.map(({ name }: { name: string }) => name));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(names).toEqual(['CRM', 'B', 'C']);
    expect((await ask(`DELETE /v1/webhooks/${webhook.id}`)).statusCode).toBe(200);
    problemOf(await ask(`GET /v1/webhooks/${webhook.id}`), 'unknown-webhook');
    const rows = await store.db.selectFrom('audit_entries').select(['action', 'before', 'after']).orderBy('entry').execute();
    const trail = rows.filter(({ action }) => action.startsWith('webhook'));
    expect(trail.map(({ action }) => action)).toEqual([
      'webhook-made',
      'webhook-changed',
      'webhook-made',
      'webhook-made',
      'webhook-deleted',
    ]);
    const kept = JSON.stringify([trail, await store.db.selectFrom('kept_answers').select('body').execute()]);
    for (const hidden of [secret, secret.slice(6), 'hidden"}', 'token=', ...others.map((each) => each.json().secret)])
      expect(JSON.stringify(trail)).not.toContain(hidden);
    expect(kept).not.toContain(secret.slice(6));
    expect(
      Buffer.concat((await store.db.selectFrom('webhooks').select('secret').execute()).map((row) => Buffer.from(row.secret))).toString(
        'base64',
      ),
    ).not.toContain(secret.slice(6, 40));
  });

  test('are tested, and what became of it is told', async () => {
    const { ask, make } = await served(database);
    const there = await receiver();
    const { id, secret } = await make({ url: there.url, events: ['payout.confirmed'] });
    const tested = await ask(`POST /v1/webhooks/${id}/test`);
    expect([tested.statusCode, tested.json()]).toEqual([
      202,
      expect.objectContaining({ kind: 'webhook.test', state: 'waiting', attempts: 0 }),
    ]);
    const [first] = await there.until(1);
    if (first === undefined) throw new Error('nothing came');
    expectSigned(first, secret);
    const address = String(tested.headers.location);
    await until(async () => (await ask(`GET ${address}`)).json().state === 'delivered');
    expect((await ask(`GET ${address}`)).json()).toMatchObject({ attempts: 1, status: 204, body: first.body });
    await ask(`PATCH /v1/webhooks/${id}`, { active: false });
    problemOf(await ask(`POST /v1/webhooks/${id}/test`), 'wrong-state');
  });

  test('get another secret, beside which the one before signs for a while', async () => {
    const { ask, make } = await served(database);
    const there = await receiver();
    const made = await make({ url: there.url });
    const rotated = (await ask(`POST /v1/webhooks/${made.id}/secret`, { keepHours: 1 })).json();
    expect(rotated.secret).not.toBe(made.secret);
    expect(Date.parse(rotated.secretBeforeUntil)).toBeGreaterThan(Date.now());
    await ask(`POST /v1/webhooks/${made.id}/test`);
    const [both] = await there.until(1);
    if (both === undefined) throw new Error('nothing came');
    expectSigned(both, rotated.secret, made.secret);
    const stolen = (await ask(`POST /v1/webhooks/${made.id}/secret`, { keepHours: 0 })).json();
    expect(stolen.secretBeforeUntil).toBeUndefined();
    await ask(`POST /v1/webhooks/${made.id}/test`);
    const [, alone] = await there.until(2);
    if (alone === undefined) throw new Error('nothing came');
    expectSigned(alone, stolen.secret);
  });

  test('have dead letters, to look at and send again: one, or all', async () => {
    const { ask, make, store } = await served(database);
    const there = await receiver();
    there.answer(() => 500);
    const { id } = await make({ url: there.url });
    await happened(store, 5);
    await until(async () => (await ask(`GET /v1/webhooks/${id}`)).json().dead === 5);
    const dead = (await ask(`GET /v1/webhooks/${id}/deliveries?state=dead&limit=3`)).json();
    expect(dead.deliveries).toHaveLength(3);
    expect(dead.deliveries[0]).toMatchObject({ kind: 'decision.made', program: 'small', attempts: 4, status: 500 });
    const rest = (await ask(`GET /v1/webhooks/${id}/deliveries?state=dead&limit=3&after=${dead.next}`)).json();
    expect([rest.deliveries.length, rest.next]).toEqual([2, undefined]);
    expect((await ask(`GET /v1/webhooks/${id}/deliveries?state=delivered`)).json()).toEqual({ deliveries: [] });
    there.answer(() => 200);
    const [one] = dead.deliveries;
    const resent = await ask(`POST /v1/webhooks/${id}/deliveries/${one.event}/resend`);
    expect([resent.statusCode, resent.json()]).toEqual([202, expect.objectContaining({ event: one.event, state: 'waiting', attempts: 0 })]);
    await until(async () => (await ask(`GET /v1/webhooks/${id}`)).json().dead === 4);
    await until(async () => (await ask(`GET /v1/webhooks/${id}/deliveries/${one.event}`)).json().state === 'delivered');
    const all = await ask(`POST /v1/webhooks/${id}/resend`, undefined, { 'idempotency-key': 'all' });
    expect([all.statusCode, all.json()]).toEqual([202, { resent: 4 }]);
    expect((await ask(`POST /v1/webhooks/${id}/resend`, undefined, { 'idempotency-key': 'all' })).json()).toEqual({ resent: 4 });
    await until(async () => (await ask(`GET /v1/webhooks/${id}`)).json().waiting === 0);
    expect((await ask(`GET /v1/webhooks/${id}`)).json()).toMatchObject({ waiting: 0, dead: 0 });
    expect((await ask(`POST /v1/webhooks/${id}/resend`)).json()).toEqual({ resent: 0 });
    // one that was delivered too, where the receiver has lost it
    const before = there.received.length;
    await ask(`POST /v1/webhooks/${id}/deliveries/${one.event}/resend`);
    expect((await there.until(before + 1)).at(-1)?.headers['webhook-id']).toBe(one.event);
  });

  test('that make no sense are refused', async () => {
    const { ask, make } = await served(database);
    const url = 'https://example.com/';
    for (const [what, payload] of [
      ['no address', {}],
      ['an address inside', { url: 'https://169.254.169.254/latest/meta-data' }],
      ['an address without TLS', { url: 'http://example.com/' }],
      ['a program that nobody knows', { url, program: 'nowhere' }],
      ['a kind that nobody knows', { url, events: ['deal.closed'] }],
      ['no kinds', { url, events: [] }],
      ['a name that nobody sees', { url, name: '\u200b' }],
      ['a secret of their own', { url, secret: 'whsec_x' }],
    ] as const)
      expect([what, problemOf(await ask('POST /v1/webhooks', { name: 'x', ...payload }), 'invalid-request').status]).toEqual([what, 400]);
    const { id } = await make({ url });
    problemOf(await ask(`PATCH /v1/webhooks/${id}`, { url: 'https://10.0.0.1/' }), 'invalid-request');
    problemOf(await ask(`PATCH /v1/webhooks/${id}`, { program: 'small' }), 'invalid-request');
    problemOf(await ask(`POST /v1/webhooks/${id}/secret`, { keepHours: 1_000 }), 'invalid-request');
    for (const nobody of ['nobody', '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7c0', '..%2f']) {
      problemOf(await ask(`GET /v1/webhooks/${nobody}`), 'unknown-webhook');
      problemOf(await ask(`PATCH /v1/webhooks/${nobody}`, { active: true }), 'unknown-webhook');
      problemOf(await ask(`DELETE /v1/webhooks/${nobody}`), 'unknown-webhook');
      problemOf(await ask(`POST /v1/webhooks/${nobody}/secret`, {}), 'unknown-webhook');
      problemOf(await ask(`POST /v1/webhooks/${nobody}/test`), 'unknown-webhook');
      problemOf(await ask(`POST /v1/webhooks/${nobody}/resend`), 'unknown-webhook');
      problemOf(await ask(`GET /v1/webhooks/${nobody}/deliveries`), 'unknown-webhook');
      problemOf(await ask(`GET /v1/webhooks/${id}/deliveries/${nobody}`), 'unknown-event');
      problemOf(await ask(`POST /v1/webhooks/${id}/deliveries/${nobody}/resend`), 'unknown-event');
    }
    problemOf(await ask(`GET /v1/webhooks/${id}/deliveries?state=lost`), 'invalid-request');
  });

  test('are as many as are looked after, and no more', async () => {
    const { ask, make } = await served(database);
    for (let made = 0; made < 100; made += 1) await make({ url: 'https://example.com/' });
    problemOf(await ask('POST /v1/webhooks', { name: 'x', url: 'https://example.com/' }), 'limit-reached');
  });
});
