import { randomBytes } from 'node:crypto';
import type { AuditHead } from '../audit/entry.ts';
import { findPerson } from '../store/access/people.ts';
import { deleteOnceLinks, insertSignIn, takeOidcSignIn, takeOnceLink } from '../store/access/sign-ins.ts';
import type { Transaction } from '../store/database.ts';
import type { Access } from './access.ts';
import { IdentityError, readIdentity } from './identity.ts';
import { secretHash } from './key-text.ts';
import type { Principal } from './principal.ts';
import { openProvider, ProviderError } from './provider.ts';
import { rolesOf } from './roles.ts';
import type { SignInSettings } from './sign-in-settings.ts';
import { personOf } from './signed-in-person.ts';

/*
 * Two ways to a session. At a provider: we keep what we asked, by the hash of a random state and of what this browser
 * holds, so that nobody ends in another browser what was begun in this one; it is used once. By a link that the server
 * prints on its console: its token is kept as a hash and used once, too.
 */

/**
 * A person can't be signed in; the message is a sentence for them.
 *
 * - `failed`: what they came with is not, or no longer, good; they may begin again
 * - `unavailable`: the provider is away
 * - `inactive`: they may no longer sign in
 */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code: 'failed' | 'unavailable' | 'inactive';

  constructor(code: SignInError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface SignedIn {
  /** What the browser is to hold. */
  readonly session: string;
  readonly returnTo: string;
  readonly head: AuditHead;
}

export interface SignIn {
  readonly settings: SignInSettings;
  /** Signs cookies, and what stands in forms. */
  readonly secret: Buffer;
  /** Where the person has to go; `browser` is what only their browser holds. */
  begin(returnTo: string, browser: string): Promise<URL>;
  /** They came back with the provider's answer. */
  end(answer: URLSearchParams, browser: string | undefined): Promise<SignedIn>;
  /** A token for a link; those made before are no longer good. */
  makeLink(tx: Transaction, person: string): Promise<string>;
  useLink(token: string): Promise<SignedIn>;
}

/** How long a sign-in at the provider may take, and how long a link is good. */
export const SIGN_IN_MS = { provider: 10 * 60_000, link: 15 * 60_000 } as const;

/** 32 bytes. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const NO_PROVIDER = 'This server has no provider: sign in by the link that it printed on its console when it started.';
const GONE =
  'This sign-in was ended already, was begun in another browser or took longer than 10 minutes. Begin again at /v1/sign-in/oidc.';
const LINK_GONE = 'This link was used already, or is older than 15 minutes. The server prints a new one when it starts.';
const NOT_ACTIVE = 'You may no longer sign in here. An admin of this server can change that.';

export function openSignIn(access: Access, settings: SignInSettings, secret: Buffer): SignIn {
  const { store, now } = access;
  const provider = settings.way === 'provider' ? { ...settings, ...openProvider(settings, () => now().getTime()) } : undefined;
  const newSession = async (tx: Transaction, id: string, by: Readonly<Record<string, string>>): Promise<Omit<SignedIn, 'returnTo'>> => {
    const person = await findPerson(tx, id);
    if (person?.active !== true) throw new SignInError('inactive', NOT_ACTIVE);
    const principal: Principal = { kind: 'person', id, name: person.name, roles: rolesOf(person.roles) };
    const session = await access.sessions.begin(tx, id);
    const head = await access.trail.record(tx, principal, { action: 'signed-in', subject: { kind: 'person', id }, after: by });
    return { session, head };
  };

  return {
    settings,
    secret,
    begin: async (returnTo, browser) => {
      if (provider === undefined) throw new SignInError('failed', NO_PROVIDER);
      const state = randomBytes(32).toString('base64url');
      const { address, secrets } = await told(() => provider.begin(state));
      const { nonce, codeVerifier } = secrets;
      const at = now();
      const until = new Date(at.getTime() + SIGN_IN_MS.provider);
      await store.transaction((tx) =>
        insertSignIn(tx, boundHash(state, browser), at, until, { kind: 'oidc', nonce, codeVerifier, returnTo }),
      );
      return address;
    },
    end: async (answer, browser) => {
      if (provider === undefined) throw new SignInError('failed', NO_PROVIDER);
      const state = answer.get('state') ?? '';
      // used up before anything is asked of the provider, whatever becomes of it
      const begun = browser === undefined ? undefined : await takeOidcSignIn(store, boundHash(state, browser), now());
      if (begun === undefined) throw new SignInError('failed', GONE);
      const { returnTo, ...kept } = begun;
      const claims = await told(() => provider.end(answer, { state, ...kept }));
      const identity = readIdentity(claims, provider);
      return store.transaction(async (tx) => {
        const { id, active } = await personOf(access, tx, identity);
        if (!active) throw new SignInError('inactive', NOT_ACTIVE);
        const { issuer, subject } = identity;
        return { ...(await newSession(tx, id, { way: 'provider', issuer, subject })), returnTo };
      });
    },
    makeLink: async (tx, person) => {
      const token = randomBytes(32).toString('base64url');
      const at = now();
      await deleteOnceLinks(tx, person);
      await insertSignIn(tx, secretHash(token), at, new Date(at.getTime() + SIGN_IN_MS.link), { kind: 'once', person });
      return token;
    },
    useLink: async (token) => {
      if (!TOKEN.test(token)) throw new SignInError('failed', LINK_GONE);
      return store.transaction(async (tx) => {
        const person = await takeOnceLink(tx, secretHash(token), now());
        if (person === undefined) throw new SignInError('failed', LINK_GONE);
        return { ...(await newSession(tx, person, { way: 'link' })), returnTo: '/' };
      });
    },
  };
}

/** The browser's part is random and long: it can't be chosen so that both together give another's hash. */
const boundHash = (state: string, browser: string): Buffer => secretHash(`${browser} ${state}`);

/** What the provider does wrong, said to the person. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'away')
      throw new SignInError('unavailable', `${error.message} Try again in a while; keys work meanwhile.`, { cause: error });
    if (error instanceof ProviderError || error instanceof IdentityError)
      throw new SignInError('failed', `${error.message} Begin again at /v1/sign-in/oidc.`, { cause: error });
    throw error;
  }
}
