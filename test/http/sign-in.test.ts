import { describe, expect, test } from 'vitest';
import { makeKey } from '../../server/access/keys.ts';
import { LOCAL_OWNER, localOwner } from '../../server/access/local-owner.ts';
import { addPerson, changePerson } from '../../server/access/people.ts';
import { SERVER } from '../../server/access/principal.ts';
import { databases } from '../support/databases.ts';
import { startProvider } from '../support/provider.ts';
import { OIDC, PUBLIC, PUBLIC_TLS, serverOf, serverWithProvider, sessionOf } from './sign-in-support.ts';

const ANA = { name: 'Ana Weber', email: 'ana@example.com', email_verified: true, groups: ['designer', 'operator', 'staff'] };

describe.each(databases)('signing in at a provider, $name', (database) => {
  test('leads there and back, to where one wanted to go', async () => {
    const server = await serverWithProvider(database, { people: { ana: ANA }, rolesClaim: 'groups' });
    const browser = server.browser();
    expect(await sessionOf(browser)).toBeUndefined();
    const page = await browser.go(`${OIDC}?return=/v1/session?x`, 'ana');
    // that address takes no query, and says so; it was gone to
    expect([page.url.href, page.status]).toEqual([`${PUBLIC}/v1/session?x`, 400]);
    expect(await sessionOf(browser)).toMatchObject({
      kind: 'person',
      name: 'Ana Weber',
      roles: ['designer', 'operator'],
      csrfToken: expect.any(String),
    });
    const { items } = await server.trail.list();
    expect(items.map(({ action, by }) => [action, by.name])).toEqual([
      ['signed-in', 'Ana Weber'],
      ['person-added', 'Dealwright'],
    ]);
  });

  test('whichever way the server shows who it is, and whatever the token tells', async () => {
    const first = await serverWithProvider(database, { authentication: 'client_secret_basic' });
    const second = await serverWithProvider(database, { authentication: 'client_secret_post' }, first);
    for (const server of [first, second]) {
      const browser = server.browser();
      await browser.go(OIDC, 'ana');
      expect(await sessionOf(browser)).toMatchObject({ name: 'ana', roles: [] });
    }
    const third = await serverWithProvider(database, { people: { ana: ANA }, rolesClaim: 'groups', tellingTokens: true }, first);
    const browser = third.browser();
    await browser.go(OIDC, 'ana');
    expect(await sessionOf(browser)).toMatchObject({ name: 'Ana Weber', roles: ['designer', 'operator'] });
  });

  test('again is the same person, with the name and roles of today', async () => {
    const people: Record<string, Record<string, unknown>> = { ana: ANA };
    const server = await serverWithProvider(database, { people, rolesClaim: 'groups' });
    const [first, second] = [server.browser(), server.browser()];
    await first.go(OIDC, 'ana');
    const { id } = (await sessionOf(first)) ?? {};
    people.ana = { ...ANA, name: 'Ana Keller', groups: 'viewer approver', email: 'ana.keller@example.com' };
    await second.go(OIDC, 'ana');
    expect(await sessionOf(second)).toMatchObject({ id, name: 'Ana Keller', roles: ['viewer', 'approver'] });
    // the other browser's person is the same, and so are the roles
    expect(await sessionOf(first)).toMatchObject({ id, name: 'Ana Keller', roles: ['viewer', 'approver'] });
  });

  test('many at once for the first time are one person', async () => {
    const server = await serverWithProvider(database, { people: { ana: ANA } });
    const browsers = Array.from({ length: 5 }, () => server.browser());
    const callbacks = await Promise.all(browsers.map((browser) => browser.goToCallback(OIDC, 'ana')));
    const pages = await Promise.all(browsers.map((browser, index) => browser.ask(callbacks[index] ?? '')));
    expect(pages.map(({ status }) => status)).toEqual(browsers.map(() => 302));
    const ids = await Promise.all(browsers.map(async (browser) => (await sessionOf(browser))?.id));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBeDefined();
  });

  test('without a role one is told whom to ask', async () => {
    const people = { root: { name: 'Rosa', email: 'Rosa@Example.com', email_verified: true } };
    const server = await serverWithProvider(database, { people, admins: new Set(['rosa@example.com']) });
    const [stranger, admin] = [server.browser(), server.browser()];
    await stranger.go(OIDC, 'nobody');
    expect(await sessionOf(stranger)).toMatchObject({ roles: [], hint: expect.stringContaining('DEALWRIGHT_ADMINS') });
    await admin.go(OIDC, 'root');
    expect(await sessionOf(admin)).toMatchObject({ name: 'Rosa', roles: ['admin'] });
    expect(await sessionOf(stranger)).toMatchObject({ hint: expect.stringContaining('Rosa (Rosa@Example.com)') });
    expect((await stranger.ask('/v1/people')).status).toBe(403);
    expect((await admin.ask('/v1/people')).status).toBe(200);
  });

  test('an address that the provider has not verified makes nobody an admin', async () => {
    const people = { eve: { name: 'Eve', email: 'rosa@example.com', email_verified: false }, mo: { email: 'rosa@example.com' } };
    const server = await serverWithProvider(database, { people, admins: new Set(['rosa@example.com']) });
    for (const subject of ['eve', 'mo']) {
      const browser = server.browser();
      await browser.go(OIDC, subject);
      expect(await sessionOf(browser)).toMatchObject({ roles: [] });
    }
  });

  test('whom an admin added by address is found by it once, and by subject from then on', async () => {
    const people: Record<string, Record<string, unknown>> = { ana: { ...ANA, groups: [] } };
    const server = await serverWithProvider(database, { people });
    const { value: added } = await server.store.transaction((tx) =>
      addPerson(server.access, tx, SERVER, { name: 'Ana', email: 'Ana@Example.com', roles: ['designer'] }),
    );
    const browser = server.browser();
    await browser.go(OIDC, 'ana');
    expect(await sessionOf(browser)).toMatchObject({ id: added.id, name: 'Ana Weber', roles: ['designer'] });
    // the address now belongs to somebody else there
    people.heir = { name: 'Heir', email: 'ana@example.com', email_verified: true };
    const other = server.browser();
    await other.go(OIDC, 'heir');
    const heir = await sessionOf(other);
    expect(heir).toMatchObject({ name: 'Heir', roles: [] });
    expect(heir?.id).not.toBe(added.id);
  });

  test('keys that were made in the name of somebody added by address end when they sign in', async () => {
    const server = await serverWithProvider(database, { people: { ana: ANA } });
    const { access, store, trail } = server;
    const { value: added } = await store.transaction((tx) =>
      addPerson(access, tx, SERVER, { name: 'Ana', email: 'ana@example.com', roles: ['approver'] }),
    );
    const { value: made } = await store.transaction((tx) =>
      makeKey(access, tx, SERVER, { name: 'x', person: added.id, roles: ['approver'] }),
    );
    expect(await access.bearer(made.text)).toMatchObject({ kind: 'key', id: added.id });
    const browser = server.browser();
    await browser.go(OIDC, 'ana');
    expect(await sessionOf(browser)).toMatchObject({ id: added.id, roles: ['approver'] });
    expect(await access.bearer(made.text)).toMatchObject({ kind: 'nobody', because: expect.stringContaining('was revoked') });
    const { items } = await trail.list({ action: 'key-revoked' });
    expect(items.map(({ subject }) => subject.id)).toEqual([made.key.id]);
  });

  test('a provider takes no role from the last admin, and gives none that it can not vouch for', async () => {
    const people: Record<string, Record<string, unknown>> = { ana: { ...ANA, groups: ['admin', 'system', 'partner', 'god'] } };
    const server = await serverWithProvider(database, { people, rolesClaim: 'groups' });
    const browser = server.browser();
    await browser.go(OIDC, 'ana');
    expect(await sessionOf(browser)).toMatchObject({ roles: ['admin'] });
    people.ana = { ...ANA, groups: ['viewer'] };
    await browser.go(OIDC, 'ana');
    expect((await sessionOf(browser))?.roles).toEqual(['viewer', 'admin']);
  });

  test('one who may no longer sign in does not', async () => {
    const server = await serverWithProvider(database, { people: { ana: ANA }, rolesClaim: 'groups' });
    const browser = server.browser();
    await browser.go(OIDC, 'ana');
    const { id = '' } = (await sessionOf(browser)) ?? {};
    await server.store.transaction((tx) => changePerson(server.access, tx, SERVER, id, { active: false }));
    expect(await sessionOf(browser)).toBeUndefined();
    const page = await browser.go(OIDC, 'ana');
    expect([page.status, JSON.parse(page.body).code]).toEqual([403, 'not-allowed']);
    expect(await sessionOf(browser)).toBeUndefined();
  });

  test('a provider that is away is said to be, and is found when it is back', async () => {
    const server = await serverWithProvider(database);
    const { port } = server.provider;
    await server.provider.close();
    const browser = server.browser();
    const page = await browser.ask(OIDC);
    expect([page.status, page.headers.get('retry-after'), JSON.parse(page.body)]).toEqual([
      503,
      '10',
      expect.objectContaining({ code: 'sign-in-unavailable', detail: expect.stringContaining('Try again') }),
    ]);
    const back = await startProvider({ callback: `${PUBLIC}/v1/sign-in/callback`, port });
    await browser.go(OIDC, 'ana');
    expect(await sessionOf(browser)).toMatchObject({ name: 'ana' });
    // away while one is there
    const other = server.browser();
    const callback = await other.goToCallback(OIDC, 'ana');
    await back.close();
    expect((await other.ask(callback)).status).toBe(503);
    expect(await sessionOf(other)).toBeUndefined();
  });

  test('what the provider says against it is told, and where to look', async () => {
    const wrong = await serverWithProvider(database, { clientSecret: 'another' });
    const page = await wrong.browser().go(OIDC, 'ana');
    expect([page.status, JSON.parse(page.body).detail]).toEqual([400, expect.stringContaining('DEALWRIGHT_OIDC_CLIENT_ID')]);

    const server = await serverWithProvider(database, {}, wrong);
    const browser = server.browser();
    const login = await browser.ask((await browser.ask(OIDC)).headers.get('location') ?? '');
    const form = await browser.ask(new URL(login.headers.get('location') ?? '', login.url));
    const abort = /href="([^"]+\/abort)"/.exec(form.body)?.[1] ?? '';
    const aborted = await browser.go(new URL(abort, form.url), 'ana');
    expect([aborted.status, JSON.parse(aborted.body)]).toEqual([
      400,
      expect.objectContaining({ code: 'sign-in-failed', detail: expect.stringContaining('access_denied (End-User aborted interaction)') }),
    ]);
    const ways = await browser.ask('/v1/sign-in');
    expect(JSON.parse(ways.body)).toEqual({ ways: [{ way: 'provider', issuer: server.provider.issuer.href, address: OIDC }] });
  });
});

describe.each(databases)('signing in by a link, $name', (database) => {
  test('makes the local owner, once', async () => {
    const server = await serverOf(database, { way: 'owner' });
    const token = await server.store.transaction(async (tx) => server.signIn.makeLink(tx, (await localOwner(server.access, tx)).id));
    const browser = server.browser();
    const page = await browser.ask(`/sign-in/once?token=${token}`);
    expect([page.status, page.headers.get('location'), page.headers.get('cache-control')]).toEqual([302, '/', 'no-store']);
    expect(await sessionOf(browser)).toMatchObject({ id: LOCAL_OWNER, roles: expect.arrayContaining(['admin', 'approver']) });
    const again = await server.browser().ask(`/sign-in/once?token=${token}`);
    expect([again.status, JSON.parse(again.body).code]).toEqual([400, 'sign-in-failed']);
    expect((await browser.go('/', '')).headers.get('content-type')).toContain('text/html');
    expect((await server.trail.list()).items.map(({ action }) => action)).toEqual(['signed-in', 'person-added']);
  });

  test('is over after a quarter of an hour, and when another is made', async () => {
    const server = await serverOf(database, { way: 'owner' });
    const make = () => server.store.transaction(async (tx) => server.signIn.makeLink(tx, (await localOwner(server.access, tx)).id));
    const [first, second] = [await make(), await make()];
    expect((await server.browser().ask(`/sign-in/once?token=${first}`)).status).toBe(400);
    server.later(15 * 60_000);
    expect((await server.browser().ask(`/sign-in/once?token=${second}`)).status).toBe(400);
    const third = await make();
    for (const wrong of ['', 'x', third.slice(1), `${third}A`, `${third.slice(0, -1)}${third.endsWith('A') ? 'E' : 'A'}`, '%00'])
      expect([wrong, (await server.browser().ask(`/sign-in/once?token=${wrong}`)).status]).toEqual([wrong, 400]);
    expect((await server.browser().ask('/sign-in/once')).status).toBe(400);
    server.later(15 * 60_000 - 1_000);
    expect((await server.browser().ask(`/sign-in/once?token=${third}`)).status).toBe(302);
  });

  test('is not used up by whoever only looks whether it is there', async () => {
    const server = await serverOf(database, { way: 'owner' });
    const token = await server.store.transaction(async (tx) => server.signIn.makeLink(tx, (await localOwner(server.access, tx)).id));
    const browser = server.browser();
    expect((await browser.ask(`/sign-in/once?token=${token}`, { method: 'HEAD' })).status).toBe(405);
    expect((await browser.ask(`/sign-in/once?token=${token}`)).status).toBe(302);
  });

  test('many at once with one link are one', async () => {
    const server = await serverOf(database, { way: 'owner' });
    const token = await server.store.transaction(async (tx) => server.signIn.makeLink(tx, (await localOwner(server.access, tx)).id));
    const pages = await Promise.all(Array.from({ length: 8 }, () => server.browser().ask(`/sign-in/once?token=${token}`)));
    expect(pages.map(({ status }) => status).toSorted()).toEqual([302, ...Array(7).fill(400)]);
  });

  test('is the only way where there is no provider', async () => {
    const server = await serverOf(database, { way: 'owner' });
    const browser = server.browser();
    expect(JSON.parse((await browser.ask('/v1/sign-in')).body).ways).toEqual([{ way: 'link', hint: expect.any(String) }]);
    expect((await browser.ask(OIDC)).status).toBe(400);
    expect((await browser.ask('/v1/sign-in/callback?state=x&code=y')).status).toBe(400);
  });
});

describe.each(databases)('the cookie, $name', (database) => {
  test('is closed to scripts and other sites; over https it is for https and this host alone', async () => {
    const secure = await serverWithProvider(database, { publicUrl: new URL(PUBLIC_TLS) });
    const plain = await serverWithProvider(database, {}, secure);
    const cookieOf = async ({ browser: open }: typeof secure) => {
      const browser = open();
      await browser.go(OIDC, 'ana');
      const [cookie] = browser.cookies();
      expect(browser.cookies()).toHaveLength(1);
      return { name: cookie?.name, attributes: cookie?.text.split('; ').slice(1).toSorted() };
    };
    const common = ['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Lax'];
    expect(await cookieOf(secure)).toEqual({ name: '__Host-dealwright-session', attributes: [...common, 'Secure'] });
    expect(await cookieOf(plain)).toEqual({ name: 'dealwright-session', attributes: common });
  });
});
