import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults, Result } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { build, root, start } from '../cli/support.ts';
import { launchChromium } from './chromium.ts';

/*
 * The editor as people meet it: the real server as it was built, over an empty embedded database with the example programs
 * and the demo history, and a real browser.
 */

export type Scheme = 'light' | 'dark';

export const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

interface BrowserOptions {
  readonly scheme?: Scheme;
  readonly size?: keyof typeof SIZES;
  /** Nobody was shown around in it; missing: somebody was. */
  readonly isFirst?: boolean;
}

export interface Editor {
  readonly origin: string;
  /** Of the local owner, for what is prepared and compared beside the browser. */
  readonly key: string;
  /** The interface, asked with that key; what is answered as JSON. */
  ask<T>(path: string, body?: unknown, method?: string, headers?: Readonly<Record<string, string>>): Promise<T>;
  /** A browser in which the local owner is signed in. */
  signedIn(options?: BrowserOptions): Promise<Page>;
  /** A browser in which somebody else is, with these roles. */
  as(name: string, roles: readonly string[]): Promise<Page>;
  /** A browser in which nobody is. */
  stranger(options?: BrowserOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Of one step: the history is decided again meanwhile, and other tests run beside. */
const PATIENCE_MS = 90_000;
/** Of a walk through pages. */
const WALK_MS = 300_000;

vi.setConfig({ testTimeout: WALK_MS });
const MOST_TRIES = 30;

export async function openEditor(): Promise<Editor> {
  await build();
  const data = await mkdtemp(join(tmpdir(), 'dealwright-editor-'));
  const server = start(['serve', '--port', '0', '--data', data]);
  const [, origin = '', link = ''] = await server.said(
    /^Sign in, once and within 15 minutes: (http:\/\/127\.0\.0\.1:\d+)(\/sign-in\/once\?token=\S+)$/m,
  );
  const [, key = ''] = await server.said(/^export DEALWRIGHT_KEY=(dw_\S+)$/m);
  const browser: Browser = await launchChromium();
  let session: Awaited<ReturnType<BrowserContext['cookies']>> | undefined;

  const stranger: Editor['stranger'] = async ({ scheme = 'light', size = 'desk', isFirst = false } = {}) => {
    const context = await browser.newContext({
      baseURL: origin,
      colorScheme: scheme,
      viewport: SIZES[size],
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    if (!isFirst) await context.addInitScript(() => localStorage.setItem('dealwright-shown-around', 'true'));
    const page = await context.newPage();
    watch(page);
    return page;
  };
  const ask: Editor['ask'] = async (path, body, method = body === undefined ? 'GET' : 'POST', headers = {}) => {
    const send = () =>
      fetch(origin + path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    let response = await send();
    // on a machine with much to do the server says so, and has done nothing
    for (let tries = 0; response.status === 503 && tries < MOST_TRIES; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      response = await send();
    }
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    origin,
    key,
    ask,
    as: async (name, roles) => {
      const { id } = await ask<{ readonly id: string }>('/v1/people', { name, roles });
      const made = await ask<{ readonly key: string }>('/v1/keys', { name, person: id, roles });
      const page = await stranger();
      // who signs in elsewhere has a session; here the key says who it is
      await page.context().setExtraHTTPHeaders({ authorization: `Bearer ${made.key}` });
      return page;
    },
    stranger,
    signedIn: async (options) => {
      const page = await stranger(options);
      if (session === undefined) {
        await page.goto(link);
        session = await page.context().cookies();
      } else await page.context().addCookies(session);
      return page;
    },
    close: async () => {
      await browser.close();
      server.child.kill('SIGTERM');
      await server.ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

const complaints = new WeakMap<Page, string[]>();

/** What the page's console says is wrong, such as what its policy refuses. */
function watch(page: Page): void {
  const said: string[] = [];
  complaints.set(page, said);
  page.on('pageerror', (error) => said.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (?:4\d\d|503)/.test(message.text())) said.push(message.text());
  });
}

/** That nothing went wrong behind the picture. */
export function expectQuiet(page: Page): void {
  expect(complaints.get(page)).toEqual([]);
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// a dialog's header is taken for a second banner, which it is not
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** That everybody can use what is shown, as far as a machine can tell. */
export async function expectAccessible(page: Page, without: readonly string[] = []): Promise<void> {
  await page.evaluate(await axe);
  const { violations } = await page.evaluate<AxeResults, [readonly string[], readonly string[]]>(
    ([rules, excluded]) =>
      (globalThis as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } }).axe.run(
        { include: [['html']], ...(excluded.length > 0 && { exclude: excluded.map((each) => [each]) }) },
        {
          runOnly: rules,
          resultTypes: ['violations'],
          rules: { 'landmark-no-duplicate-banner': { enabled: false }, 'landmark-unique': { enabled: false } },
        },
      ),
    [RULES, without],
  );
  expect(violations.map(shown)).toEqual([]);
}

const shown = ({ id, help, nodes }: Result): string =>
  `${id}: ${help}\n${nodes.map(({ html, any }) => `  ${html.slice(0, 200)} ${any[0]?.message ?? ''}`).join('\n')}`;

const pictures = join(root, 'screenshots');

/** Writes a picture into an ignored folder, for people to look at. */
export async function picture(page: Page, name: string, options: { readonly whole?: boolean } = {}): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: options.whole ?? false, animations: 'disabled' });
}

/** Where the page was built. */
export const built = fileURLToPath(new URL('../../dist/editor/', import.meta.url));
