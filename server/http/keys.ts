import type { FastifyInstance } from 'fastify';
import type { Access } from '../access/access.ts';
import { type KeyGiven, makeKey, maySee, noKey, revokeKey } from '../access/keys.ts';
import { hasRole } from '../access/principal.ts';
import { findKey, listKeys, type StoredKey } from '../store/access/keys.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { NEW_KEY_SHAPE } from './openapi-access.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const KEY_ID = idParameter('Id of the key: the part after dw_, up to the next _.');
const DAY_MS = 86_400_000;

interface NewKey extends Omit<KeyGiven, 'expiresAt'> {
  readonly days?: number;
}

export function keyRoutes(app: FastifyInstance, access: Access): void {
  const { store } = access;
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-key', work);
  const keyAnswer = { 200: { description: 'The key, without its secret', $ref: '#/components/schemas/Key' } };

  resource(app, '/v1/keys', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listKeys',
        tags: ['access'],
        summary: 'Keys in your name, in the order in which they were made; operators and admins see all',
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/KeyPage' } },
      },
      handler: async ({ principal, query }) => {
        const whose = hasRole(principal, ['operator', 'admin']) ? 'all' : { person: principal.id };
        return pageOf('keys', await find(() => listKeys(store, whose, pageOptions(query as PageQuery))), keyShown);
      },
    },
    POST: {
      access: ['viewer'],
      schema: {
        operationId: 'makeKey',
        tags: ['access'],
        summary: 'Make a key; it is shown this once',
        description:
          "In your own name, with roles that you have. Admins may make one in the name of somebody who doesn't sign in, with roles of theirs. Operators and admins make keys for systems, bound to programs, and for partners. With an Idempotency-Key that was used before the answer has all but the key itself.",
        headers: IDEMPOTENCY_KEY,
        body: NEW_KEY_SHAPE,
        response: { 201: { description: 'The key', $ref: '#/components/schemas/MadeKey' } },
      },
      handler: (request, reply) => {
        const { days, ...given } = request.body as NewKey;
        const expiresAt = days === undefined ? {} : { expiresAt: new Date(access.now().getTime() + days * DAY_MS) };
        return kept('unknown-person', () =>
          changing(store, request, reply, {
            work: (tx) => makeKey(access, tx, request.principal, { ...given, ...expiresAt }),
            answer: ({ key, text }) => ({
              status: 201,
              location: `/v1/keys/${key.id}`,
              body: { key: text, ...keyShown(key) },
              again: keyShown(key),
            }),
          }),
        );
      },
    },
  });

  resource(app, '/v1/keys/:id', {
    GET: {
      access: ['viewer'],
      schema: { operationId: 'getKey', tags: ['access'], summary: 'A key, without its secret', params: KEY_ID, response: keyAnswer },
      handler: async (request) => {
        const key = await find(() => findKey(store.db, idOf(request)));
        if (key === undefined || !maySee(request.principal, key)) return find(() => Promise.reject(noKey(idOf(request))));
        return keyShown(key);
      },
    },
    DELETE: {
      access: ['viewer'],
      schema: {
        operationId: 'revokeKey',
        tags: ['access'],
        summary: 'Revoke a key: your own; operators and admins any',
        description: 'At once on this server, within five seconds on others that share its database.',
        params: KEY_ID,
        response: keyAnswer,
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => revokeKey(access, tx, request.principal, idOf(request)),
            answer: (key) => ({ body: keyShown(key) }),
          }),
        ),
    },
  });
}

const keyShown = ({ id, name, person, roles, programs, partner, madeBy, createdAt, expiresAt, lastUsedAt, revokedAt }: StoredKey) => ({
  id,
  name,
  ...(person !== null && { person }),
  roles,
  ...(programs !== null && { programs }),
  ...(partner !== null && { partner }),
  madeBy,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  ...(lastUsedAt !== null && { lastUsedAt: lastUsedAt.toISOString() }),
  ...(revokedAt !== null && { revokedAt: revokedAt.toISOString() }),
});
