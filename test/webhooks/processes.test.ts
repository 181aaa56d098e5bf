import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { StoreOptions } from '../../server/store/open-store.ts';
import type { DeliverySettings } from '../../server/webhooks/settings.ts';
import { build } from '../cli/support.ts';
import { databases, opened } from '../support/databases.ts';
import { keysOfTest, trailOf } from '../support/trail.ts';
import { expectSigned, happened, QUICK, receiver, sendingOf, stands, until, webhookOf } from './support.ts';

const script = fileURLToPath(new URL('deliver-here.mjs', import.meta.url));

async function deliverer(options: StoreOptions, keys: string, settings: Partial<DeliverySettings> = {}): Promise<ChildProcess> {
  const child = fork(script);
  onTestFinished(() => void child.kill('SIGKILL'));
  child.send({ options, keys, settings: { ...QUICK, ...settings } });
  await once(child, 'message');
  return child;
}

beforeAll(build, 300_000);

test('several processes deliver each event once to a receiver that is up, and share them', async () => {
  const [options, store, keys] = await postgres();
  const given = await sendingOf(store, await trailOf(store), keys);
  const [there, slow] = [await receiver(), await receiver()];
  slow.answer(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 200;
  });
  const { secret } = await webhookOf(given, { url: there.url });
  await webhookOf(given, { url: slow.url });
  await Promise.all([deliverer(options, keys), deliverer(options, keys), deliverer(options, keys)]);
  await Promise.all(Array.from({ length: 10 }, () => happened(store, 30)));
  await there.until(300);
  await slow.until(300);
  await until(async () => (await stands(store)).every(({ state }) => state === 'delivered'));
  expect(new Set((await stands(store)).map(({ attempts }) => attempts))).toEqual(new Set([1]));
  for (const { received } of [there, slow]) {
    expect(received).toHaveLength(300);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(300);
  }
  for (const each of there.received) expectSigned(each, secret);
});

test('what a killed process was at is delivered by another, with the next attempt', async () => {
  const [options, store, keys] = await postgres();
  const given = await sendingOf(store, await trailOf(store), keys);
  const there = await receiver();
  there.answer(() => new Promise(() => undefined));
  await webhookOf(given, { url: there.url });
  const settings = { leaseMs: 1_500, timeoutMs: 60_000 };
  const first = await deliverer(options, keys, settings);
  await happened(store, 2);
  await there.until(2);
  first.kill('SIGKILL');
  await once(first, 'exit');
  there.answer(() => 204);
  await deliverer(options, keys, settings);
  await there.until(4);
  await until(async () => (await stands(store)).every(({ state }) => state === 'delivered'));
  expect((await stands(store)).map(({ attempts }) => attempts)).toEqual([2, 2]);
});

async function postgres() {
  const database = databases.find(({ kind }) => kind === 'postgres');
  if (database === undefined) throw new Error('PostgreSQL is expected');
  const options = await database.empty();
  return [options, await opened(options), await keysOfTest()] as const;
}
