import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { localOwner } from '../../server/access/local-owner.ts';
import { SESSION_LIMITS } from '../../server/access/sessions.ts';
import type { ProblemCode } from '../../server/http/problem.ts';
import type { Browser, Page } from '../support/browser.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { CLIENT } from '../support/provider.ts';
import { OIDC, PUBLIC, serverOf, serverWithProvider, sessionOf, type TestServer } from './sign-in-support.ts';
import type { SignInProblem } from './support.ts';

/** The page has to be a problem of that code. */
function refused({ status, headers, body }: Page, code: ProblemCode, expected: number): string {
  const problem = JSON.parse(body) as { readonly code: string; readonly detail: string };
  expect([problem.code, status, headers.get('content-type')]).toEqual([code, expected, 'application/problem+json']);
  return problem.detail;
}

const seen = new Set<SignInProblem>();
function refusedAs(page: Page, code: SignInProblem, expected: number): string {
  seen.add(code);
  return refused(page, code, expected);
}

/** A server with a browser that is signed in as the local owner. */
async function ownersBrowser(database: TestDatabase): Promise<{ server: TestServer; browser: Browser }> {
  const server = await serverOf(database, { way: 'owner' });
  const browser = server.browser();
  await signInByLink(server, browser);
  return { server, browser };
}

async function signInByLink(server: TestServer, browser: Browser): Promise<void> {
  const token = await server.store.transaction(async (tx) => server.signIn.makeLink(tx, (await localOwner(server.access, tx)).id));
  expect((await browser.ask(`/sign-in/once?token=${token}`)).status).toBe(302);
}

const PERSON = { name: 'Ben', roles: ['viewer'] };

describe.each(databases)('who signs in by what is another’s, $name', (database) => {
  test('an answer of the provider is good once, and in the browser that asked', async () => {
    const server = await serverWithProvider(database);
    const [mine, other] = [server.browser(), server.browser()];
    const callback = await mine.goToCallback(OIDC, 'ana');
    // somebody is lured into another's sign-in, with and without having begun one
    refusedAs(await other.ask(callback), 'sign-in-failed', 400);
    await other.ask(OIDC);
    refusedAs(await other.ask(callback), 'sign-in-failed', 400);
    expect(await sessionOf(other)).toBeUndefined();
    expect((await mine.ask(callback)).status).toBe(302);
    const first = await sessionOf(mine);
    // again, in the browser that had it
    await mine.ask(OIDC);
    refusedAs(await mine.ask(callback), 'sign-in-failed', 400);
    expect(await sessionOf(mine)).toMatchObject({ id: first?.id });
  });

  test('many at once with one answer are one', async () => {
    const server = await serverWithProvider(database);
    const browser = server.browser();
    const callback = await browser.goToCallback(OIDC, 'ana');
    const cookies = browser.cookies().map(({ name, value }) => `${name}=${value}`);
    const asked = Array.from({ length: 6 }, () => server.browser().ask(callback, { headers: { cookie: cookies.join('; ') } }));
    expect((await Promise.all(asked)).map(({ status }) => status).toSorted()).toEqual([302, 400, 400, 400, 400, 400]);
  });

  test('an answer is bound to what was asked: another state, an old one, an error, no code', async () => {
    const server = await serverWithProvider(database);
    const browser = server.browser();
    const changed = async (change: (callback: URL) => void): Promise<Page> => {
      const callback = await browser.goToCallback(OIDC, 'ana');
      change(callback);
      return browser.ask(callback);
    };
    const set = (name: string, value: string) => (url: URL) => url.searchParams.set(name, value);
    refusedAs(await changed(set('state', randomBytes(32).toString('base64url'))), 'sign-in-failed', 400);
    refusedAs(await changed((url) => url.searchParams.delete('state')), 'sign-in-failed', 400);
    refusedAs(await changed(set('code', 'x')), 'sign-in-failed', 400);
    refusedAs(await changed((url) => url.searchParams.delete('code')), 'sign-in-failed', 400);
    refusedAs(await changed(set('iss', 'https://elsewhere.example.com')), 'sign-in-failed', 400);
    const detail = refusedAs(await changed(set('error', 'server_error')), 'sign-in-failed', 400);
    expect(detail).toContain('server_error');
    refused(await changed((url) => url.searchParams.append('state', 'twice')), 'invalid-request', 400);
    const callback = await browser.goToCallback(OIDC, 'ana');
    server.later(10 * 60_000);
    refusedAs(await browser.ask(callback), 'sign-in-failed', 400);
    expect(await sessionOf(browser)).toBeUndefined();
    expect((await server.trail.list()).items).toEqual([]);
  });

  test('a code for another sign-in is refused by the provider, which knows its challenge', async () => {
    const server = await serverWithProvider(database);
    const [thief, victim] = [server.browser(), server.browser()];
    const stolen = await victim.goToCallback(OIDC, 'ana');
    const own = await thief.goToCallback(OIDC, 'eve');
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    refusedAs(await thief.ask(own), 'sign-in-failed', 400);
    expect(await sessionOf(thief)).toBeUndefined();
  });

  test('an ID token is believed from this provider, for this server, for this sign-in, now, and signed', async () => {
    const server = await serverWithProvider(database);
    const { provider } = server;
    const browser = server.browser();
    const now = Math.floor(Date.now() / 1_000);
    const none = (claims: object): string =>
      `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
    const tampered: Readonly<Record<string, Parameters<typeof provider.tamper>[0]>> = {
      'another audience': (claims) => provider.sign({ ...claims, aud: 'another' }),
      'another party': (claims) => provider.sign({ ...claims, aud: [CLIENT.id, 'another'], azp: 'another' }),
      'another issuer': (claims) => provider.sign({ ...claims, iss: 'https://elsewhere.example.com' }),
      'another nonce': (claims) => provider.sign({ ...claims, nonce: 'another' }),
      'no nonce': ({ nonce: _nonce, ...claims }) => provider.sign(claims),
      'no subject': ({ sub: _sub, ...claims }) => provider.sign(claims),
      'a subject without end': (claims) => provider.sign({ ...claims, sub: 'x'.repeat(256) }),
      expired: (claims) => provider.sign({ ...claims, iat: now - 7_200, exp: now - 3_600 }),
      'not signed': none,
      'signed by another key': (claims) => provider.sign(claims, { kid: 'another' }),
      'signed and altered': (claims) => {
        const [header, , signature] = provider.sign(claims).split('.');
        return `${header}.${Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url')}.${signature}`;
      },
      'signed with what the client knows': (claims) => {
        const parts = [{ alg: 'HS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
        return `${parts}.${createHmac('sha256', CLIENT.secret).update(parts).digest('base64url')}`;
      },
    };
    for (const [name, change] of Object.entries(tampered)) {
      provider.tamper(change);
      const page = await browser.go(OIDC, 'ana');
      expect([name, page.status, JSON.parse(page.body).code]).toEqual([name, 400, 'sign-in-failed']);
      expect([name, await sessionOf(browser)]).toEqual([name, undefined]);
    }
    // what is signed anew and says the same is believed: the refusals above are for what they say
    provider.tamper((claims) => provider.sign(claims));
    await browser.go(OIDC, 'ana');
    expect(await sessionOf(browser)).toMatchObject({ name: 'ana' });
  });

  test('nobody is sent on to another site', async () => {
    const server = await serverWithProvider(database);
    const browser = server.browser();
    const away = [
      '//evil.example.com',
      '/\\evil.example.com',
      'https://evil.example.com',
      'evil',
      '',
      '/.//evil.example.com',
      '/\t/evil.example.com',
    ];
    for (const path of [...away, '/..//evil.example.com', 'javascript:alert(1)', `/${'x'.repeat(2_100)}`]) {
      const page = await browser.ask(`${OIDC}?return=${encodeURIComponent(path)}`);
      expect([path, page.status, page.headers.get('location')]).toEqual([path, 400, null]);
    }
    refused(await browser.ask(`${OIDC}?return=/a&return=/b`), 'invalid-request', 400);
    refused(await browser.ask(`${OIDC}?next=/a`), 'invalid-request', 400);
    const page = await browser.goToCallback(`${OIDC}?return=${encodeURIComponent('/docs/?a=//b#c')}`, 'ana');
    expect((await browser.ask(page)).headers.get('location')).toBe('/docs/?a=//b#c');
  });
});

describe.each(databases)('who comes with a cookie that is not theirs, $name', (database) => {
  test('forged, altered, of another server, unsigned: nobody', async () => {
    const { server, browser } = await ownersBrowser(database);
    const [cookie] = browser.cookies();
    const { name = '', value = '' } = cookie ?? {};
    const sign = (id: string, key: Buffer): string =>
      encodeURIComponent(`${id}.${createHmac('sha256', key).update(id).digest('base64').replaceAll('=', '')}`);
    const [id = '', signature = ''] = decodeURIComponent(value).split('.');
    // the test signs as the server does
    expect(sign(id, server.signIn.secret)).toBe(value);
    const last = id.endsWith('A') ? 'B' : 'A';
    const bad: readonly string[] = [
      id,
      `${id}.`,
      sign(id, randomBytes(32)),
      sign(id, Buffer.alloc(0)),
      encodeURIComponent(`${id.slice(0, -1)}${last}.${signature}`),
      encodeURIComponent(`${id}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`),
      // signed as it should be, and of no session
      sign(randomBytes(32).toString('base64url'), server.signIn.secret),
      sign('', server.signIn.secret),
      sign("' or true --", server.signIn.secret),
      sign('x'.repeat(4_000), server.signIn.secret),
      '%',
    ];
    for (const text of bad) {
      const page = await server.browser().ask('/v1/session', { headers: { cookie: `${name}=${text}` } });
      expect([text, page.status, JSON.parse(page.body).code]).toEqual([text, 401, 'not-signed-in']);
    }
    expect((await server.browser().ask('/v1/session', { headers: { cookie: `${name}=${value}` } })).status).toBe(200);
  });

  test('the database holds nothing that makes a session', async () => {
    const { server, browser } = await ownersBrowser(database);
    const [cookie] = browser.cookies();
    const [id = ''] = decodeURIComponent(cookie?.value ?? '').split('.');
    const rows = JSON.stringify([
      await server.store.db.selectFrom('sessions').selectAll().execute(),
      await server.store.db.selectFrom('sign_ins').selectAll().execute(),
      (await server.trail.list()).items,
    ]);
    expect(rows).not.toContain(id);
    expect(rows).not.toContain(Buffer.from(id, 'base64url').toString('hex'));
  });

  test('signing in begins a new session and ends the one that was there', async () => {
    const { server, browser } = await ownersBrowser(database);
    const before = browser.cookies().find(({ name }) => name === 'dealwright-session')?.value ?? '';
    // the attacker gave the victim a session of their own before; signing in must not leave it to both
    await signInByLink(server, browser);
    const after = browser.cookies().find(({ name }) => name === 'dealwright-session')?.value;
    expect(after).not.toBe(before);
    const attacker = server.browser();
    attacker.setCookie('dealwright-session', before);
    expect(await sessionOf(attacker)).toBeUndefined();
    expect(await sessionOf(browser)).toMatchObject({ id: 'local' });
  });

  test('signing out ends it here and now, for whoever kept the cookie', async () => {
    const { server, browser } = await ownersBrowser(database);
    const thief = server.browser();
    thief.setCookie('dealwright-session', browser.cookies()[0]?.value ?? '');
    expect(await sessionOf(thief)).toBeDefined();
    const { csrfToken = '' } = (await sessionOf(browser)) ?? {};
    const page = await browser.ask('/v1/session', { method: 'DELETE', headers: { 'x-csrf-token': csrfToken } });
    expect([page.status, page.body, page.headers.get('cache-control')]).toEqual([204, '', 'no-store']);
    expect(page.headers.get('audit-head')).toMatch(/^\d+:[0-9a-f]{64}:\S+$/);
    expect(browser.cookies()).toEqual([]);
    expect(await sessionOf(thief)).toBeUndefined();
    expect((await server.trail.list()).items[0]).toMatchObject({ action: 'signed-out', subject: { kind: 'person', id: 'local' } });
  });

  test('a session ends when nobody used it for twelve hours, and after a week whatever was done', async () => {
    const { server, browser } = await ownersBrowser(database);
    for (let hours = 0; hours < 7 * 24 - 11; hours += 11) {
      expect([hours, (await sessionOf(browser))?.id]).toEqual([hours, 'local']);
      server.later(11 * 3_600_000);
    }
    server.later(11 * 3_600_000);
    expect(await sessionOf(browser)).toBeUndefined();

    await signInByLink(server, browser);
    expect(await sessionOf(browser)).toBeDefined();
    server.later(SESSION_LIMITS.idleMs);
    expect(await sessionOf(browser)).toBeUndefined();
  });

  test('of one person so many, and the one that was used least goes', async () => {
    const { server, browser } = await ownersBrowser(database);
    const others: Browser[] = [];
    for (let index = 1; index < SESSION_LIMITS.ofOnePerson; index += 1) {
      server.later(61_000);
      const other = server.browser();
      await signInByLink(server, other);
      others.push(other);
    }
    server.later(61_000);
    // used just now
    expect(await sessionOf(browser)).toBeDefined();
    await signInByLink(server, server.browser());
    server.later(5_000);
    expect(await sessionOf(browser)).toBeDefined();
    expect(await sessionOf(others[0] ?? browser)).toBeUndefined();
    expect(await sessionOf(others[1] ?? browser)).toBeDefined();
  });
});

describe.each(databases)('another site that makes the browser ask, $name', (database) => {
  test('changes nothing without the token of this session', async () => {
    const { server, browser } = await ownersBrowser(database);
    const other = server.browser();
    await signInByLink(server, other);
    const { csrfToken = '' } = (await sessionOf(browser)) ?? {};
    const foreign = (await sessionOf(other))?.csrfToken ?? '';
    expect(foreign).not.toBe('');
    const add = (headers: Record<string, string>): Promise<Page> => browser.ask('/v1/people', { json: PERSON, headers });
    const altered = `${csrfToken.slice(0, -1)}${csrfToken.endsWith('A') ? 'B' : 'A'}`;
    for (const headers of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': 'x' }, { 'x-csrf-token': foreign }, { 'x-csrf-token': altered }])
      refusedAs(await add(headers as Record<string, string>), 'cross-site', 403);
    // a token in the body is none: a form can send one
    refusedAs(await browser.ask('/v1/people', { json: { ...PERSON, _csrf: csrfToken } }), 'cross-site', 403);
    refusedAs(await browser.ask('/v1/session', { method: 'DELETE' }), 'cross-site', 403);
    expect((await add({ 'x-csrf-token': csrfToken })).status).toBe(201);
    // of an earlier session
    await signInByLink(server, browser);
    refusedAs(await add({ 'x-csrf-token': csrfToken }), 'cross-site', 403);
  });

  test('is known by what the browser says of it, token or not', async () => {
    const { browser } = await ownersBrowser(database);
    const { csrfToken = '' } = (await sessionOf(browser)) ?? {};
    const add = (headers: Record<string, string>): Promise<Page> =>
      browser.ask('/v1/people', { json: PERSON, headers: { 'x-csrf-token': csrfToken, ...headers } });
    const wrong = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'anything' },
      { 'sec-fetch-site': 'cross-site', origin: PUBLIC },
      { origin: 'https://evil.example.com' },
      { origin: 'http://localhost:4000' },
      { origin: 'http://localhost' },
      { origin: 'https://localhost:3000' },
      { origin: 'null' },
    ];
    for (const headers of wrong) refusedAs(await add(headers as Record<string, string>), 'cross-site', 403);
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: PUBLIC }, { origin: PUBLIC, 'sec-fetch-site': 'same-origin' }])
      expect((await add(headers as Record<string, string>)).status).toBe(201);
  });

  test('behind a public address is known by that, whatever the host says', async () => {
    const server = await serverWithProvider(database, { admins: new Set(['root']) });
    const browser = server.browser();
    await browser.go(OIDC, 'root');
    const { csrfToken = '' } = (await sessionOf(browser)) ?? {};
    const add = (headers: Record<string, string>): Promise<Page> =>
      browser.ask('/v1/people', { json: PERSON, headers: { 'x-csrf-token': csrfToken, ...headers } });
    refusedAs(await add({ origin: 'http://evil.example.com', host: 'evil.example.com' }), 'cross-site', 403);
    expect((await add({ origin: PUBLIC, host: '10.0.0.7:3000' })).status).toBe(201);
  });

  test('gets nowhere by a name that leads here', async () => {
    const { server, browser } = await ownersBrowser(database);
    for (const host of [
      'evil.example.com',
      'evil.example.com:3000',
      'localhost.evil.example.com',
      '127.0.0.1.evil.example.com',
      '10.0.0.1',
      'localhost@evil',
      '128.0.0.1',
      '[::2]',
      '127.0.0.1:3000:3000',
      'localhost.',
    ])
      for (const path of ['/v1/session', '/v1/sign-in', '/health', '/docs/'])
        refusedAs(await browser.ask(path, { headers: { host } }), 'wrong-host', 421);
    for (const host of ['localhost', 'LOCALHOST:3000', '127.0.0.1:3000', '127.8.9.10', '[::1]:3000'])
      expect([host, (await browser.ask('/v1/session', { headers: { host } })).status]).toEqual([host, 200]);
    const named = await serverOf(database, { way: 'owner', publicUrl: new URL('https://dealwright.example.com') });
    expect((await named.browser().ask('/health')).status).toBe(200);
    refusedAs(await named.browser().ask('/health', { headers: { host: 'evil.example.com' } }), 'wrong-host', 421);
    expect(server.signIn.settings.way).toBe('owner');
  });

  test('and strangers begin no more than so many sign-ins a minute', async () => {
    const server = await serverOf(database, { way: 'owner' });
    const browser = server.browser();
    const guess = (): Promise<Page> => browser.ask('/sign-in/once?token=guessed');
    const guesses = await Promise.all(Array.from({ length: 300 }, guess));
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([400]));
    refused(await guess(), 'too-many-requests', 429);
    expect((await browser.ask('/health')).status).toBe(200);
  });

  test('keys need none of this: no browser sends them of itself', async () => {
    const { server, browser } = await ownersBrowser(database);
    const { csrfToken = '' } = (await sessionOf(browser)) ?? {};
    const made = await browser.ask('/v1/keys', { json: { name: 'mine', roles: ['admin'] }, headers: { 'x-csrf-token': csrfToken } });
    const { key } = JSON.parse(made.body) as { key: string };
    const headers = { authorization: `Bearer ${key}` };
    const other = server.browser();
    expect((await other.ask('/v1/people', { json: PERSON, headers })).status).toBe(201);
    // a key beside a session is who asks
    const session = JSON.parse((await browser.ask('/v1/session', { headers })).body);
    expect([session.kind, session.csrfToken]).toEqual(['key', undefined]);
    refused(await other.ask('/v1/session', { method: 'DELETE', headers }), 'not-allowed', 403);
    // and a key that is none is not made good by a session
    refused(await browser.ask('/v1/session', { headers: { authorization: 'Bearer dw_x' } }), 'not-signed-in', 401);
  });
});

test('every problem of signing in has come up, but that the provider is away', () => {
  expect([...seen].toSorted()).toEqual(['cross-site', 'sign-in-failed', 'wrong-host'] satisfies SignInProblem[]);
});
