import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import type { Known } from '../access/bearer.ts';
import { hasRole, type Principal, type Role } from '../access/principal.ts';
import { rolesText } from '../access/roles.ts';
import { Problem } from './problem.ts';

/** Who may use a route: anyone, whoever says who they are, or whoever has one of these roles. */
export type RouteAccess = 'anyone' | 'signed-in' | readonly Role[];

/**
 * What those see of a route who are bound to programs: `in-address`, the program that its parameter `id` names, if it is
 * one of theirs; `filtered`, the route shows them theirs alone. Others are none of theirs.
 */
export type RoutePrograms = 'in-address' | 'filtered';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    programs?: RoutePrograms;
  }
  interface FastifyRequest {
    /** Who asks; null where nobody has to say so. */
    asker: Principal | null;
    /** Who asks, on a route that isn't for anyone. */
    readonly principal: Principal;
  }
}

/** People who signed in with a browser. */
export interface Sessions {
  /** undefined: nobody did. */
  read(request: FastifyRequest): Promise<Principal | undefined>;
  /** Throws a problem where another site made the browser ask. */
  checkSameSite(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/**
 * Holds every route to what it declares, also those of plugins: one that declares nothing is closed. It comes after the
 * hooks of `onRequest`, so that guessing keys is bounded as all requests are, and before a body is read.
 */
export function authenticate(app: FastifyInstance, access: Access, sessions?: Sessions): void {
  app.decorateRequest('asker', null);
  app.decorateRequest('principal', {
    getter() {
      if (this.asker === null) throw new Error(`${this.method} ${this.routeOptions.url} is for anyone, and asks who it is`);
      return this.asker;
    },
  });
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const { access: allowed } = request.routeOptions.config;
    if (allowed === 'anyone' || request.is404) return done(null);
    const asked = bearerOf(request, access) ?? sessionOf(request, reply, sessions);
    if (asked instanceof Promise) {
      asked.then((known) => admit(request, known)).then(() => done(null), done);
      return;
    }
    done(refusalOf(request, asked));
  });
}

/** As a value: what is remembered of a key is answered without a promise. */
function refusalOf(request: FastifyRequest, known: Known): Error | null {
  try {
    admit(request, known);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const BEARER = /^bearer +(\S+) *$/i;

/** undefined: the request has no such header. */
function bearerOf({ headers: { authorization } }: FastifyRequest, access: Access): Known | Promise<Known> | undefined {
  if (authorization === undefined) return undefined;
  const [, text] = BEARER.exec(authorization) ?? [];
  if (text === undefined) return { kind: 'nobody', because: 'The header Authorization is not Bearer and a key.' };
  return access.bearer(text);
}

async function sessionOf(request: FastifyRequest, reply: FastifyReply, sessions: Sessions | undefined): Promise<Known | undefined> {
  const found = await sessions?.read(request);
  if (found !== undefined) await sessions?.checkSameSite(request, reply);
  return found;
}

/** Lets somebody in, or throws a problem. */
function admit(request: FastifyRequest, known: Known | undefined): void {
  if (known === undefined) throw notSignedIn('Send a key: Authorization: Bearer dw_….', 'Bearer realm="dealwright"');
  if (known.kind === 'nobody') throw notSignedIn(known.because, 'Bearer realm="dealwright", error="invalid_token"');
  const { access: allowed, programs } = request.routeOptions.config;
  if (allowed === undefined) throw new Problem('not-allowed', 'Nobody may do this.');
  if (allowed !== 'signed-in' && allowed !== 'anyone') {
    if (!hasRole(known, allowed)) {
      const has = `${known.name} has ${rolesText(known.roles)}`;
      throw new Problem('not-allowed', `This takes the role ${allowed.join(' or ')}; ${has}.`);
    }
    if (known.programs !== undefined) holdToPrograms(request, known.programs, programs);
  }
  request.asker = known;
}

function holdToPrograms({ params }: FastifyRequest, own: ReadonlySet<string>, programs: RoutePrograms | undefined): void {
  if (programs === 'filtered') return;
  const { id } = params as { readonly id?: string };
  if (programs === 'in-address' && id !== undefined && own.has(id)) return;
  throw new Problem('not-allowed', `This key is bound to ${[...own].join(', ')}.`);
}

const notSignedIn = (detail: string, challenge: string): Problem =>
  new Problem('not-signed-in', detail, [], { 'WWW-Authenticate': challenge });
