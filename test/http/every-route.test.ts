import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRole, ROLES, type Role } from '../../server/access/principal.ts';
import { openSignIn } from '../../server/access/sign-in.ts';
import { openDeals } from '../../server/deals/deals.ts';
import type { RouteAccess, RoutePrograms } from '../../server/http/authenticate.ts';
import { resource } from '../../server/http/resource.ts';
import { openDraftThreads } from '../../server/lifecycle/draft-threads.ts';
import { openBook } from '../../server/lifecycle/open-book.ts';
import { type Holder, holderOf } from '../support/access.ts';
import { access, problemOf, testApp } from './support.ts';
import { webhooksOf } from './webhooks-support.ts';
import { whatIfOf } from './what-if-support.ts';

/** As little of the editor as is served. */
async function editorFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-editor-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const files = { 'index.html': '<!doctype html>', 'pages.json': '["/","/page/:page"]', 'mark.svg': '<svg/>' };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

interface Route {
  readonly method: HTTPMethods;
  readonly url: string;
  /** What it declares, once all hooks have seen it. */
  readonly access: RouteAccess | undefined;
  readonly programs: RoutePrograms | undefined;
}

/** All that the app answers to, of plugins too. */
function routesOf(app: FastifyInstance): readonly Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      routes.push({
        method,
        url: route.url,
        get access() {
          return route.config?.access;
        },
        get programs() {
          return route.config?.programs;
        },
      });
    }
  });
  return routes;
}

const whatIf = await whatIfOf(access);
const webhooks = await webhooksOf(access);
const signIn = openSignIn(access, { way: 'owner' }, randomBytes(32));
const book = await openBook(access.store, { pollMs: 0 });
const threads = openDraftThreads();
const life = { store: access.store, trail: access.trail, book, threads, now: () => new Date() };
const editor = await editorFolder();
const ledger = { store: access.store, trail: access.trail, book, now: () => new Date() };
const deals = openDeals(life);
const app = testApp({ whatIf, signIn, life, deals, ledger, webhooks, editor, limits: { requestsPerMinute: false } });
const routes = routesOf(app);
const holders = new Map<Role, Holder>();

beforeAll(async () => {
  await app.ready();
  for (const role of ROLES) {
    const given = role === 'system' ? { programs: ['small'] } : role === 'partner' ? { partner: 'acme' } : {};
    holders.set(role, await holderOf(access, { roles: [role], ...given }));
  }
});
afterAll(async () => {
  await app.close();
  await threads.close();
  await book.close();
});

const address = (url: string): string => url.replace(/:id|\*/g, 'small').replace(/:\w+/g, 'nosuch');
const nameOf = ({ method, url }: Route): string => `${method} ${url}`;

/** What may be had without saying who asks; whoever adds to it says so here. */
const OPEN = /^\/(?:$|health$|ready$|openapi\.json$|docs(?:\/|$)|page(?:\/|$)|assets\/|mark\.svg$|v1\/sign-in|sign-in\/)/;

describe('every route', () => {
  test('says who may use it', () => {
    expect(routes.length).toBeGreaterThan(100);
    expect(routes.filter(({ access: declared }) => declared === undefined).map(nameOf)).toEqual([]);
    for (const { access: declared } of routes) {
      if (typeof declared === 'string') continue;
      expect(declared).not.toEqual([]);
      for (const role of declared ?? []) expect(ROLES).toContain(role);
    }
  });

  test('is open to anyone only where that is meant', async () => {
    const open = routes.filter(({ url, access: declared }) => declared === 'anyone' && !OPEN.test(url));
    // what a resource has no answer for
    for (const route of open) {
      const { statusCode } = await app.inject({ method: route.method as 'GET', url: address(route.url), headers: { authorization: '' } });
      expect([nameOf(route), statusCode]).toEqual([nameOf(route), 405]);
    }
  });

  test('with a HEAD beside each GET that is as closed', () => {
    const gets = routes.filter(({ method }) => method === 'GET');
    for (const { url, access: declared } of gets) {
      const head = routes.find((route) => route.method === 'HEAD' && route.url === url);
      expect([url, head?.access ?? declared]).toEqual([url, declared]);
    }
  });

  test('answers nobody who doesn’t say who they are', async () => {
    for (const route of routes.filter(({ access: declared }) => declared !== 'anyone')) {
      const response = await app.inject({ method: route.method as 'GET', url: address(route.url), headers: { authorization: '' } });
      expect([nameOf(route), response.statusCode]).toEqual([nameOf(route), 401]);
      expect(response.headers['www-authenticate']).toMatch(/^Bearer realm="dealwright"/);
      if (route.method !== 'HEAD') problemOf(response, 'not-signed-in');
    }
  });

  test.each(ROLES)('holds %s to what it says', async (role) => {
    const holder = holders.get(role);
    for (const route of routes) {
      const { access: declared = [], programs } = route;
      if (typeof declared === 'string') continue;
      const response = await app.inject({
        method: route.method as 'GET',
        url: address(route.url),
        ...(holder && { headers: holder.headers }),
      });
      const may = hasRole({ roles: new Set([role]) }, declared) && (role !== 'system' || programs !== undefined);
      const refused = response.statusCode === 401 || (response.statusCode === 403 && response.body.includes('not-allowed'));
      expect([nameOf(route), response.statusCode === 403 && route.method === 'HEAD' ? true : refused]).toEqual([nameOf(route), !may]);
    }
  });
});

test('a route that says nothing is closed, to admins too', async () => {
  const open = testApp();
  open.get('/forgotten', () => 'secret');
  open.register(async (plugin) => {
    plugin.get('/plugin/forgotten', () => 'secret');
  });
  for (const url of ['/forgotten', '/plugin/forgotten']) {
    problemOf(await open.inject({ url, headers: { authorization: '' } }), 'not-signed-in');
    problemOf(await open.inject(url), 'not-allowed');
    expect((await open.inject({ method: 'HEAD', url })).statusCode).toBe(403);
  }
  await open.close();
});

test('a route that is for anyone knows nobody', async () => {
  const open = testApp();
  resource(open, '/for-anyone', { GET: { access: 'anyone', handler: ({ asker }) => ({ asker }) } });
  resource(open, '/asks', { GET: { access: 'anyone', handler: ({ principal }) => principal } });
  expect((await open.inject('/for-anyone')).json()).toEqual({ asker: null });
  problemOf(await open.inject('/asks'), 'internal-error');
  await open.close();
});
