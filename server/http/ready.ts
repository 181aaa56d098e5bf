import type { FastifyInstance } from 'fastify';
import type { Store } from '../store/open-store.ts';
import { checkReady } from '../store/ready.ts';
import { resource } from './resource.ts';

/** Who asks whether to send requests here waits no longer than that. */
const READY_MS = 2_000;

export function readyRoutes(app: FastifyInstance, store: Store): void {
  resource(app, '/ready', {
    GET: {
      access: 'anyone',
      schema: {
        operationId: 'ready',
        tags: ['service'],
        summary: 'Whether the server can do all that it is there for',
        description:
          'Asks the database, for at most 2 seconds. While that is away the answer is 503 with the problem `unavailable`, which says so; quotes are answered meanwhile, all else fails with the same problem and may be asked again.',
        response: { 200: { description: 'It can', $ref: '#/components/schemas/Ready' } },
      },
      handler: async (_request, reply) => {
        await checkReady(store, READY_MS);
        return reply.header('cache-control', 'no-store').send({ status: 'ready', database: 'ready' });
      },
    },
  });
}
