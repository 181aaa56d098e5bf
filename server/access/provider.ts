import * as client from 'openid-client';
import { boundedFetch } from './bounded-fetch.ts';
import type { Claims } from './identity.ts';
import { isLoopback } from './loopback.ts';
import type { ProviderSettings } from './sign-in-settings.ts';

/*
 * An OpenID provider, found by the address of its issuer. It is asked for its discovery document when somebody first
 * wants to sign in, and again now and then: one that is away keeps nobody from starting the server, and comes back by
 * itself.
 */

/** `away`: it doesn't answer, or not as a provider does; `refused`: it says no, or what it says can't be believed. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code: 'away' | 'refused';

  constructor(code: 'away' | 'refused', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is kept of a sign-in until its person comes back. */
export interface Secrets {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface Provider {
  /** Where the person has to go. Throws ProviderError. */
  begin(state: string): Promise<{ readonly address: URL; readonly secrets: Secrets }>;
  /** What the provider says of the person who came back with this answer. Throws ProviderError. */
  end(answer: URLSearchParams, secrets: Secrets): Promise<Claims>;
}

export const CALLBACK_PATH = '/v1/sign-in/callback';

const TIMEOUT_SECONDS = 10;
/** After so long what is known of the provider is looked up again. */
const KNOWN_MS = 3_600_000;
const SCOPE = 'openid email profile';

export function openProvider(settings: ProviderSettings, now: () => number = Date.now): Provider {
  const { publicUrl, rolesClaim } = settings;
  const callback = new URL(CALLBACK_PATH, publicUrl);
  let known: { readonly configuration: client.Configuration; readonly at: number } | undefined;
  let asking: Promise<client.Configuration> | undefined;

  /** Many who ask at once ask once. */
  const configuration = async (): Promise<client.Configuration> => {
    if (known !== undefined && now() - known.at < KNOWN_MS) return known.configuration;
    asking ??= discover(settings).finally(() => {
      asking = undefined;
    });
    try {
      const found = await asking;
      known = { configuration: found, at: now() };
      return found;
    } catch (error) {
      if (known !== undefined) return known.configuration;
      throw error;
    }
  };

  return {
    begin: async (state) => {
      const found = await configuration();
      const secrets = { state, nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() };
      const address = client.buildAuthorizationUrl(found, {
        redirect_uri: callback.href,
        scope: SCOPE,
        state,
        nonce: secrets.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(secrets.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { address, secrets };
    },
    end: async (answer, { state, nonce, codeVerifier }) => {
      const found = await configuration();
      const address = new URL(callback);
      address.search = answer.toString();
      try {
        const tokens = await client.authorizationCodeGrant(found, address, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new ProviderError('refused', 'The provider sent no ID token.');
        if (isWhole(claims, rolesClaim) || found.serverMetadata().userinfo_endpoint === undefined) return claims;
        // many tell more here than in the token, which is signed and has the last word
        return { ...(await client.fetchUserInfo(found, tokens.access_token, claims.sub)), ...claims };
      } catch (error) {
        throw providerError(error);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<client.Configuration> {
  try {
    return await client.discovery(issuer, clientId, undefined, authenticateBy(clientSecret), {
      timeout: TIMEOUT_SECONDS,
      [client.customFetch]: boundedFetch,
      execute: [
        // the token comes over TLS; that it is signed by the provider is looked at all the same
        client.enableNonRepudiationChecks,
        // one on this machine may be plain
        ...(issuer.protocol === 'http:' && isLoopback(issuer.hostname) ? [client.allowInsecureRequests] : []),
      ],
    });
  } catch (error) {
    throw new ProviderError('away', `The provider ${issuer.href} does not say how to sign in there: ${reasonOf(error)}.`, { cause: error });
  }
}

/** As a client is registered that says nothing else, where the provider takes that. */
function authenticateBy(secret: string): client.ClientAuth {
  const basic = client.ClientSecretBasic(secret);
  const post = client.ClientSecretPost(secret);
  return (server, ...request) =>
    (server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') === false ? post : basic)(server, ...request);
}

/** Whether the ID token tells all that is asked for. */
const isWhole = (claims: Claims, rolesClaim: string | undefined): boolean =>
  claims.name !== undefined &&
  claims.email !== undefined &&
  claims.email_verified !== undefined &&
  (rolesClaim === undefined || Object.hasOwn(claims, rolesClaim.split('.')[0] ?? '') || Object.hasOwn(claims, rolesClaim));

/** Of the network, not of what was said. */
const AWAY: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

const LOOK_AT_CLIENT = ' It may not know this server: whoever runs it, look at DEALWRIGHT_OIDC_CLIENT_ID and its secret.';

function providerError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const options = { cause: error };
  if (error instanceof client.AuthorizationResponseError)
    return new ProviderError('refused', `The provider answered ${shown(error.error, error.error_description)}.`, options);
  if (error instanceof client.ResponseBodyError) {
    const said = shown(error.error, error.error_description);
    if (error.status >= 500) return new ProviderError('away', `The provider answered ${said}.`, options);
    return new ProviderError('refused', `The provider answered ${said}.${error.error === 'invalid_client' ? LOOK_AT_CLIENT : ''}`, options);
  }
  if (error instanceof client.WWWAuthenticateChallengeError)
    return new ProviderError('refused', `The provider answered ${error.status}.${LOOK_AT_CLIENT}`, options);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // what fetch throws when nobody answers
  if (AWAY.has(code) || (error instanceof TypeError && error.message === 'fetch failed'))
    return new ProviderError('away', `The provider does not answer: ${reasonOf(error)}.`, options);
  return new ProviderError('refused', `What the provider sent can't be believed: ${reasonOf(error)}.`, options);
}

const MOST_SHOWN = 300;

const shown = (code: string, description: string | undefined): string =>
  (description === undefined || description === '' ? code : `${code} (${description.replace(/\.$/, '')})`).slice(0, MOST_SHOWN);

/** With what lies behind it: `fetch failed` alone helps nobody. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause: unknown = error.cause;
  const deeper = cause instanceof Error && cause.message !== '' && cause.message !== error.message ? ` (${cause.message})` : '';
  return `${error.message}${deeper}`.slice(0, MOST_SHOWN);
}
