import type { FastifyInstance } from 'fastify';
import type { Deals } from '../deals/model.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { resource } from './resource.ts';

export function healthRoutes(app: FastifyInstance, book: ProgramBook, deals?: Pick<Deals, 'differed'>): void {
  resource(app, '/health', {
    GET: {
      access: 'anyone',
      schema: {
        operationId: 'health',
        tags: ['service'],
        summary: 'Whether the server answers',
        description:
          'A server that is too busy answers 503 here too. `evaluatorsDiffered` is to be watched: each time nothing was recorded, and the log says what they differ in.',
        response: { 200: { description: 'It does', $ref: '#/components/schemas/Health' } },
      },
      handler: (_request, reply) =>
        reply.send({ status: 'ok', programs: book.timelines().length, ...(deals && { evaluatorsDiffered: deals.differed() }) }),
    },
  });
}
