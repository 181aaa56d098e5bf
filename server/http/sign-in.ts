import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import { returnPath } from '../access/return-path.ts';
import { type SignedIn, type SignIn, SignInError } from '../access/sign-in.ts';
import { auditHead } from './audit-head.ts';
import type { BrowserSessions } from './browser-sessions.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';

/** What strangers may begin a minute, from one address. */
const ATTEMPTS_PER_MINUTE = 300;
const RETRY_SECONDS = 10;

const RETURN_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    return: {
      type: 'string',
      maxLength: 2_000,
      description: 'Where to go afterwards: a path of this server. Missing: /.',
      examples: ['/docs'],
    },
  },
} as const;

/** Providers add what they like. */
const CALLBACK_QUERY = {
  type: 'object',
  maxProperties: 20,
  additionalProperties: { type: 'string', maxLength: 8_000 },
  properties: {
    state: { type: 'string', maxLength: 200, description: 'What the sign-in was begun with.' },
    code: { type: 'string', maxLength: 8_000 },
    error: { type: 'string', maxLength: 8_000, description: 'Why the provider did not sign the person in.' },
  },
} as const;

const TOKEN_QUERY = {
  type: 'object',
  additionalProperties: false,
  required: ['token'],
  properties: { token: { type: 'string', maxLength: 100, description: 'As the server printed it.' } },
} as const;

const REDIRECT = { description: 'Go there', headers: { location: { type: 'string' } }, type: 'null' } as const;

export function signInRoutes(app: FastifyInstance, access: Access, signIn: SignIn, { cookies }: BrowserSessions): void {
  /** A new session; the one that the browser came with is nobody's any more. */
  const settle = async (request: FastifyRequest, reply: FastifyReply, { session, returnTo, head }: SignedIn): Promise<FastifyReply> => {
    await endFormer(access, cookies.session.read(request));
    cookies.session.set(reply, session);
    cookies.signIn.clear(reply);
    return auditHead(reply, head).redirect(returnTo);
  };

  resource(app, '/v1/sign-in', {
    GET: {
      access: 'anyone',
      schema: {
        operationId: 'listSignIns',
        tags: ['access'],
        summary: 'The ways in which people sign in here',
        response: { 200: { description: 'The ways', $ref: '#/components/schemas/SignInWays' } },
      },
      handler: (_request, reply) => reply.header('cache-control', 'no-store').send({ ways: [wayOf(signIn)] }),
    },
  });

  resource(app, '/v1/sign-in/oidc', {
    GET: {
      access: 'anyone',
      requestsPerMinute: ATTEMPTS_PER_MINUTE,
      exposeHeadRoute: false,
      schema: {
        operationId: 'beginSignIn',
        tags: ['access'],
        summary: 'Sign in at the provider; a browser is sent there',
        querystring: RETURN_QUERY,
        response: { 302: REDIRECT },
      },
      handler: (request, reply) =>
        told(reply, async () => {
          const { return: asked = '/' } = request.query as { readonly return?: string };
          const returnTo = returnPath(asked);
          if (returnTo === undefined)
            throw new Problem('invalid-request', 'return leads elsewhere; give a path of this server, such as /docs.');
          const browser = cookies.signIn.read(request) ?? randomBytes(32).toString('base64url');
          const address = await signIn.begin(returnTo, browser);
          cookies.signIn.set(reply, browser);
          return reply.redirect(address.href);
        }),
    },
  });

  resource(app, '/v1/sign-in/callback', {
    GET: {
      access: 'anyone',
      requestsPerMinute: ATTEMPTS_PER_MINUTE,
      exposeHeadRoute: false,
      schema: {
        operationId: 'endSignIn',
        tags: ['access'],
        summary: 'Where the provider sends the browser back to',
        description: 'Register this address with the provider. It begins a session and sends the browser to where it wanted to go.',
        querystring: CALLBACK_QUERY,
        response: { 302: REDIRECT },
      },
      handler: (request, reply) =>
        told(reply, async () => {
          const answer = new URLSearchParams(request.query as Record<string, string>);
          return settle(request, reply, await signIn.end(answer, cookies.signIn.read(request)));
        }),
    },
  });

  resource(app, '/sign-in/once', {
    GET: {
      access: 'anyone',
      requestsPerMinute: ATTEMPTS_PER_MINUTE,
      exposeHeadRoute: false,
      schema: {
        operationId: 'signInOnce',
        tags: ['access'],
        summary: 'Sign in by the link that the server printed on its console',
        description: 'It is good once, for 15 minutes, on the machine on which the server runs.',
        querystring: TOKEN_QUERY,
        response: { 302: REDIRECT },
      },
      handler: (request, reply) =>
        told(reply, async () => settle(request, reply, await signIn.useLink((request.query as { readonly token: string }).token))),
    },
  });
}

function wayOf({ settings }: SignIn): object {
  if (settings.way === 'provider') return { way: 'provider', issuer: settings.issuer.href, address: '/v1/sign-in/oidc' };
  return { way: 'link', hint: 'Open the link that the server printed on its console when it started; it is good once, for 15 minutes.' };
}

async function endFormer(access: Access, id: string | undefined): Promise<void> {
  const former = id === undefined ? undefined : await access.sessions.principal(id);
  if (id !== undefined && former !== undefined) await access.sessions.end(id, former);
}

/** What can't be done, as a problem; whatever comes of it is for this browser alone. */
async function told<T>(reply: FastifyReply, work: () => Promise<T>): Promise<T> {
  reply.header('cache-control', 'no-store');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    switch (error.code) {
      case 'failed':
        throw new Problem('sign-in-failed', error.message);
      case 'inactive':
        throw new Problem('not-allowed', error.message);
      case 'unavailable':
        throw new Problem('sign-in-unavailable', error.message, [], { 'Retry-After': String(RETRY_SECONDS) });
    }
  }
}
