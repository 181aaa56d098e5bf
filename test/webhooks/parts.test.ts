import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { retryAfterMs, waitMs } from '../../server/webhooks/back-off.ts';
import { checkUrl, resolve } from '../../server/webhooks/reach.ts';
import { openSealing } from '../../server/webhooks/seal.ts';
import { send } from '../../server/webhooks/send.ts';
import { DELIVERY, readReach } from '../../server/webhooks/settings.ts';
import { secretText, signedHeaders } from '../../server/webhooks/sign.ts';
import { keysOfTest } from '../support/trail.ts';
import { listening } from './support.ts';

const here = readReach('127.0.0.1', {});
const elsewhere = readReach('0.0.0.0', {});

test('signatures are those of Standard Webhooks', () => {
  // the example of its libraries, reckoned with openssl
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const body = '{"test": 2432232314}';
  const headers = signedHeaders([secret, secret], 'msg_p5jXN8AQM9LWM0D4loKWxJek', body, new Date(1_614_265_330_999));
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(secretText(secret)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
});

test('sealed secrets are opened by their key, as those of their webhook, and as they were', async () => {
  const keys = await keysOfTest();
  const [sealing, again, other] = [await openSealing(keys), await openSealing(keys), await openSealing(await keysOfTest())];
  const secret = Buffer.from('a secret');
  const sealed = sealing.seal(secret, 'w-1');
  expect(sealed.includes(secret)).toBe(false);
  expect(again.open(sealed, 'w-1')).toEqual(secret);
  expect(sealing.seal(secret, 'w-1')).not.toEqual(sealed);
  expect(other.open(sealed, 'w-1')).toBeUndefined();
  expect(sealing.open(sealed, 'w-2')).toBeUndefined();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8((sealed[at] ?? 0) ^ 1, at);
    expect(sealing.open(changed, 'w-1')).toBeUndefined();
    expect(sealing.open(sealed.subarray(0, at), 'w-1')).toBeUndefined();
  }
  const broken = await keysOfTest();
  await writeFile(join(broken, 'webhooks.key'), 'short', { mode: 0o600 });
  await expect(openSealing(broken)).rejects.toThrow(/webhooks\.key .* has not the 32 bytes/);
});

test('attempts come ever later, within bounds, and not all at once', () => {
  const waits = (random: number) =>
    Array.from({ length: DELIVERY.attempts - 1 }, (_, index) => waitMs(index + 1, DELIVERY, random) / 1_000);
  expect(waits(1)).toEqual([5, 20, 80, 320, 1_280, 5_120, 20_480, 43_200, 43_200]);
  expect(waits(0)).toEqual(waits(1).map((wait) => wait / 2));
  expect(waitMs(1, DELIVERY, 1, 60_000)).toBe(60_000);
  expect(waitMs(1, DELIVERY, 1, 1e12)).toBe(DELIVERY.mostMs);
  expect(waitMs(7, DELIVERY, 1, 1_000)).toBe(20_480_000);
  const now = new Date('2026-03-18T09:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Wed, 18 Mar 2026 09:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Wed, 18 Mar 2026 08:01:00 GMT', now)).toBe(0);
  for (const nothing of [undefined, 'soon', '-5x', '']) expect(retryAfterMs(nothing, now)).toBeUndefined();
});

describe('addresses', () => {
  test('are https and public', () => {
    for (const url of [
      'https://example.com/events?token=x',
      'https://8.8.8.8:8443/',
      'https://[2606:4700::1111]/',
      'https://münchen.example/',
    ])
      expect(checkUrl(url, elsewhere)).toBe(new URL(url).href);
    for (const url of [
      'http://example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'example.com',
      '',
      'https://ada:secret@example.com/',
      'https://example.com/#x',
      `https://example.com/${'x'.repeat(2_000)}`,
      `https://example.com/${'é'.repeat(700)}`,
    ])
      expect(() => checkUrl(url, here), url).toThrow();
  });

  // as a browser reads them, and some that mean the same
  const inside = [
    '10.0.0.1', '172.16.5.4', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1',
    '[::]', '[fe80::1]', '[fd00::1]', '[ff02::1]', '[::ffff:10.0.0.1]', '[::ffff:127.0.0.1]', '[64:ff9b::10.0.0.1]', '[2002:0a00:0001::1]', '[2001::1]',
    '0xa000001', '012.0.0.1', '10.1', '[::ffff:a9fe:a9fe]',
  ]; // biome-ignore format: a list
  const own = ['127.0.0.1', '127.9.9.9', 'localhost', '[::1]', '0x7f.1', '2130706433'];

  test.each(inside)('of a network inside are none: %s', (host) => {
    expect(() => checkUrl(`https://${host}/`, here)).toThrow(/no public address/);
    expect(() => checkUrl(`http://${host}/`, here)).toThrow();
  });

  test.each(own)('of the machine itself are none where others reach the server: %s', async (host) => {
    expect(() => checkUrl(`https://${host}/`, elsewhere)).toThrow(/no public address/);
    expect(() => checkUrl(`http://${host}/`, elsewhere)).toThrow(/begins with https/);
    expect(checkUrl(`http://${host}/`, here)).toBe(new URL(`http://${host}/`).href);
    expect(checkUrl(`https://${host}/`, here)).toBe(new URL(`https://${host}/`).href);
    await expect(resolve(new URL(`https://${host}/`), elsewhere)).rejects.toThrow(/no public address/);
    expect(await resolve(new URL(`http://${host}/`), here)).not.toEqual([]);
  });

  test('inside are what whoever runs the server allows', async () => {
    const reach = readReach('0.0.0.0', { DEALWRIGHT_WEBHOOK_NETWORKS: '10.20.0.0/16, fd00::/8' });
    expect(checkUrl('https://10.20.3.4/', reach)).toBe('https://10.20.3.4/');
    expect(await resolve(new URL('https://[fd00::5]/'), reach)).toEqual([{ address: 'fd00::5', family: 6 }]);
    expect(() => checkUrl('http://10.20.3.4/', reach)).toThrow(/begins with https/);
    expect(() => checkUrl('https://10.21.3.4/', reach)).toThrow(/no public address/);
    for (const wrong of ['10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'inside', '::/129', '/8'])
      expect(() => readReach('0.0.0.0', { DEALWRIGHT_WEBHOOK_NETWORKS: `192.168.0.0/16 ${wrong}` }), wrong).toThrow(/is none/);
  });

  test('that a name leads to are looked at when it is sent', async () => {
    const asked: string[] = [];
    const url = await listening((request, response) => {
      asked.push(String(request.headers.host));
      response.end();
    });
    const named = url.replace('127.0.0.1', 'localhost');
    const outgoing = { headers: {}, body: '{}' };
    const options = { timeoutMs: 2_000, signal: new AbortController().signal };
    expect(await send({ ...outgoing, url: named }, { ...options, reach: here })).toEqual({ status: 200 });
    expect(await send({ ...outgoing, url: named }, { ...options, reach: elsewhere })).toEqual({
      error: expect.stringMatching(/no public address/),
    });
    expect(await send({ ...outgoing, url: 'http://127.0.0.1:1/' }, { ...options, reach: here })).toEqual({
      error: 'Nobody listens there.',
    });
    expect(asked).toEqual([new URL(named).host]);
  });
});
