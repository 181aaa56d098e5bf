import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { onTestFinished } from 'vitest';

/* A real OpenID provider on loopback, with its own forms; gone when the test is over. */

export const CLIENT = { id: 'dealwright', secret: 'a secret that only the two know, 0123456789' } as const;

export interface ProviderOptions {
  /** Where it may send browsers back to. */
  readonly callback: string;
  /** By subject, what it says of people. Whoever else signs in has a subject and nothing more. */
  readonly people?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** How clients show who they are; missing: as they do where nothing is said. */
  readonly authentication?: 'client_secret_basic' | 'client_secret_post';
  /** Whether ID tokens tell all of a person; else the address for it does. */
  readonly tellingTokens?: boolean;
  /** Missing: any that is free. */
  readonly port?: number;
}

export type IdToken = Readonly<Record<string, unknown>>;

export interface TestProvider {
  readonly issuer: URL;
  readonly port: number;
  /** What is done to each ID token from now on, by one who has the provider's key. */
  tamper(change: ((claims: IdToken) => string) | undefined): void;
  /** Claims as a token that the provider signed; `header`: other than it would be. */
  sign(claims: IdToken, header?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

const KEY_ID = 'test';
/** The same for all of a file: making one takes a while. */
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function startProvider(options: ProviderOptions): Promise<TestProvider> {
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = new URL(`http://127.0.0.1:${port}`);
  const { people = {}, authentication: method } = options;
  const provider = new Provider(issuer.origin, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [options.callback],
        ...(method && { token_endpoint_auth_method: method }),
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['test'] },
    claims: { openid: ['sub', 'groups', 'realm_access'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: options.tellingTokens !== true,
    ...(method && { clientAuthMethods: [method] }),
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
  });
  const sign = (claims: IdToken, header: Readonly<Record<string, unknown>> = {}): string => {
    const parts = [{ alg: 'RS256', kid: KEY_ID, typ: 'JWT', ...header }, claims].map((part) => base64url(JSON.stringify(part)));
    const signature = createSign('RSA-SHA256').update(parts.join('.')).sign(privateKey).toString('base64url');
    return [...parts, signature].join('.');
  };
  let change: ((claims: IdToken) => string) | undefined;
  provider.use(async (context, next) => {
    await next();
    const body: unknown = context.body;
    if (change === undefined || context.path !== '/token' || typeof body !== 'object' || body === null || !('id_token' in body)) return;
    body.id_token = change(claimsOf(String(body.id_token)));
  });
  server.on('request', provider.callback());
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  onTestFinished(close);
  return {
    issuer,
    port,
    sign,
    close,
    tamper: (next) => {
      change = next;
    },
  };
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const claimsOf = (token: string): IdToken => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as IdToken;
