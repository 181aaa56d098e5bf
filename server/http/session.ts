import type { FastifyInstance } from 'fastify';
import type { Access } from '../access/access.ts';
import { listAdmins } from '../store/access/people.ts';
import { auditHead } from './audit-head.ts';
import type { BrowserSessions } from './browser-sessions.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';

/** How many are named. */
const ADMINS = 3;

/** Who asks, and the end of a browser's session. `sessions` missing: nobody signs in with a browser. */
export function sessionRoutes(app: FastifyInstance, access: Access, sessions?: BrowserSessions): void {
  resource(app, '/v1/session', {
    GET: {
      access: 'signed-in',
      schema: {
        operationId: 'getSession',
        tags: ['access'],
        summary: 'Who you are, and what you may do',
        description:
          'People who signed in with a browser get a token, too: each request of theirs that changes anything sends it in the header x-csrf-token. Requests with a key need none.',
        response: { 200: { description: 'You', $ref: '#/components/schemas/Session' } },
      },
      handler: async (request, reply) => {
        const { kind, id, name, roles, key, programs, partner } = request.principal;
        reply.header('cache-control', 'no-store');
        return {
          kind,
          id,
          name,
          roles: [...roles],
          ...(key !== undefined && { key }),
          ...(programs !== undefined && { programs: [...programs] }),
          ...(partner !== undefined && { partner }),
          ...(request.session && { csrfToken: reply.generateCsrf() }),
          ...(roles.size === 0 && { hint: await whomToAsk(access) }),
        };
      },
    },
    DELETE: {
      access: 'signed-in',
      schema: {
        operationId: 'signOut',
        tags: ['access'],
        summary: 'Sign out',
        description: 'Ends the session of this browser, here and now. You stay signed in with your provider.',
        response: { 204: { description: 'You are signed out', type: 'null' } },
      },
      handler: async (request, reply) => {
        const { session, principal } = request;
        if (session === null)
          throw new Problem('not-allowed', 'You came with a key, which has no session. DELETE /v1/keys/{id} revokes it.');
        const head = await access.sessions.end(session.id, principal);
        sessions?.cookies.session.clear(reply);
        return auditHead(reply, head).header('cache-control', 'no-store').code(204).send();
      },
    },
  });
}

async function whomToAsk({ store }: Access): Promise<string> {
  const admins = await listAdmins(store, ADMINS);
  const named = admins.map(({ name, email }) => (email === null ? name : `${name} (${email})`)).join(', ');
  return `You are signed in and have no role yet, so there is nothing that you may do here. Ask an admin for one${named === '' ? '; who runs this server names the first in DEALWRIGHT_ADMINS' : `: ${named}`}.`;
}
