import { createHmac } from 'node:crypto';
import cookiePlugin from '@fastify/cookie';
import csrfPlugin from '@fastify/csrf-protection';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import type { SignIn } from '../access/sign-in.ts';
import type { SignInSettings } from '../access/sign-in-settings.ts';
import type { Sessions } from './authenticate.ts';
import { type Cookies, cookiesOf } from './cookies.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the browser that asks; null: it came with a key, or nobody is signed in. */
    session: BrowserSession | null;
  }
}

export interface BrowserSession {
  readonly id: string;
  /** Tokens against requests that another site makes the browser send are made of it. */
  readonly csrfSecret: string;
}

export interface BrowserSessions extends Sessions {
  readonly cookies: Cookies;
}

export const CSRF_HEADER = 'x-csrf-token';

/** Requests that change nothing. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Reads sessions from cookies, and keeps other sites from using them. */
export function browserSessions(app: FastifyInstance, access: Access, { settings, secret }: SignIn): BrowserSessions {
  const cookies = cookiesOf(settings);
  // cookies are read where they are asked for: a request with a key has none
  app.register(cookiePlugin, { secret, hook: false });
  app.register(csrfPlugin, {
    sessionPlugin: '@fastify/session',
    sessionKey: 'csrfSecret',
    getToken: ({ headers }) => {
      const token = headers[CSRF_HEADER];
      return typeof token === 'string' ? token : '';
    },
  });
  app.decorateRequest('session', null);
  return {
    cookies,
    read: async (request) => {
      const id = cookies.session.read(request);
      const principal = id === undefined ? undefined : await access.sessions.principal(id);
      if (id !== undefined && principal !== undefined)
        request.session = { id, csrfSecret: createHmac('sha256', secret).update(`csrf ${id}`).digest('base64url') };
      return principal;
    },
    checkSameSite: async (request, reply) => {
      if (SAFE.has(request.method)) return;
      if (!isSameOrigin(request, settings))
        throw new Problem('cross-site', 'A page of another site made the browser ask. Sessions are for pages of this server; send a key.');
      await checkToken(app, request, reply);
    },
  };
}

/** What browsers say of the page that asks; where they say nothing, the token has to do. */
function isSameOrigin({ headers, host }: FastifyRequest, { way, publicUrl }: SignInSettings): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  if (origin === undefined) return true;
  // the host itself has been looked at on a machine of one's own (http/hosts.ts)
  return origin === publicUrl?.origin || (way === 'owner' && origin === `http://${host}`);
}

/** The plugin answers by itself; what is wrong here is thrown as elsewhere. */
function checkToken(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (): FastifyReply => {
      const detail = `Send the header ${CSRF_HEADER} with the csrfToken of GET /v1/session; it belongs to this session.`;
      reject(new Problem('cross-site', detail));
      return reply;
    };
    app.csrfProtection(request, Object.create(reply, { send: { value: refuse } }), resolve);
  });
}
