import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { type Access, openAccess } from '../../server/access/access.ts';
import { openSignIn, type SignIn } from '../../server/access/sign-in.ts';
import type { ProviderSettings, SignInSettings } from '../../server/access/sign-in-settings.ts';
import type { Trail } from '../../server/audit/trail.ts';
import { buildApp } from '../../server/http/app.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import type { Store } from '../../server/store/open-store.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { CLIENT, type ProviderOptions, startProvider, type TestProvider } from '../support/provider.ts';
import { trailOf } from '../support/trail.ts';

export const PUBLIC = 'http://localhost:3000';
export const PUBLIC_TLS = 'https://dealwright.example.com';

export interface TestServer {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly trail: Trail;
  readonly access: Access;
  readonly signIn: SignIn;
  readonly origin: string;
  /** Its clock goes on by so much. */
  later(ms: number): void;
  /** A browser that was never here. */
  browser(): Browser;
}

/** The app of production, on an empty database. */
export const serverOf = async (database: TestDatabase, settings: SignInSettings): Promise<TestServer> =>
  serverOn(await emptyStore(database), settings);

/** Another one on a store. */
async function serverOn(store: Store, settings: SignInSettings, trailGiven?: Trail): Promise<TestServer> {
  const trail = trailGiven ?? (await trailOf(store));
  let ahead = 0;
  const access = openAccess({ store, trail, now: () => new Date(Date.now() + ahead) });
  const signIn = openSignIn(access, settings, randomBytes(32));
  const app = buildApp({ book: fixedBook([]), access, signIn, limits: { loopDelayMs: false } });
  onTestFinished(async () => {
    await app.close();
    await access.close();
  });
  await app.ready();
  const origin = (settings.publicUrl ?? new URL(PUBLIC)).origin;
  return {
    app,
    store,
    trail,
    access,
    signIn,
    origin,
    later: (ms) => {
      ahead += ms;
    },
    browser: () => openBrowser(app, origin),
  };
}

export interface WithProvider extends TestServer {
  readonly provider: TestProvider;
}

type Given = Partial<Pick<ProviderSettings, 'publicUrl' | 'rolesClaim' | 'admins' | 'clientSecret'>> & Omit<ProviderOptions, 'callback'>;

/** A server whose people sign in at a provider of its own; `beside`: on the store of that one. */
export async function serverWithProvider(database: TestDatabase, given: Given = {}, beside?: TestServer): Promise<WithProvider> {
  const { publicUrl = new URL(PUBLIC), rolesClaim, admins = new Set(), clientSecret = CLIENT.secret, ...options } = given;
  const provider = await startProvider({ ...options, callback: new URL('/v1/sign-in/callback', publicUrl).href });
  const settings: ProviderSettings = {
    way: 'provider',
    publicUrl,
    issuer: provider.issuer,
    clientId: CLIENT.id,
    clientSecret,
    admins,
    ...(rolesClaim !== undefined && { rolesClaim }),
  };
  const server = beside ? await serverOn(beside.store, settings, beside.trail) : await serverOf(database, settings);
  return { ...server, provider };
}

export const OIDC = '/v1/sign-in/oidc';

export interface Session {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly csrfToken?: string;
  readonly hint?: string;
}

/** Who the browser is; undefined: nobody. */
export async function sessionOf(browser: Browser): Promise<Session | undefined> {
  const { status, body } = await browser.ask('/v1/session');
  return status === 200 ? (JSON.parse(body) as Session) : undefined;
}
