import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInSettings } from '../access/sign-in-settings.ts';

/*
 * The two cookies of a browser: its session, and what only it holds while its person is at the provider. Both are
 * signed, so that no guess costs a query, and closed to scripts. Over https the prefix __Host- keeps other hosts of the
 * domain, and plain http, from setting them.
 */

export interface Cookie {
  /** What the browser holds, if we signed it. */
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, value: string): void;
  clear(reply: FastifyReply): void;
}

export interface Cookies {
  readonly session: Cookie;
  readonly signIn: Cookie;
}

export function cookiesOf(settings: SignInSettings): Cookies {
  const secure = settings.publicUrl?.protocol === 'https:';
  const prefix = secure ? '__Host-' : '';
  // lax: a link from elsewhere, and the provider's way back, lead to a page that knows its person
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    session: cookie(`${prefix}dealwright-session`, { ...options, maxAge: 7 * 86_400 }),
    signIn: cookie(`${prefix}dealwright-sign-in`, { ...options, maxAge: 600 }),
  };
}

function cookie(name: string, options: CookieSerializeOptions): Cookie {
  return {
    read: (request) => {
      const { cookie: header } = request.headers;
      if (header === undefined) return undefined;
      const signed = request.server.parseCookie(header)[name];
      if (signed === undefined) return undefined;
      const { valid, value } = request.unsignCookie(signed);
      return valid ? value : undefined;
    },
    set: (reply, value) => void reply.setCookie(name, value, { ...options, signed: true }),
    clear: (reply) => void reply.clearCookie(name, options),
  };
}
