import type { FastifyInstance } from 'fastify';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { resource } from './resource.ts';

export function healthRoutes(app: FastifyInstance, book: ProgramBook): void {
  resource(app, '/health', {
    GET: {
      access: 'anyone',
      schema: {
        operationId: 'health',
        tags: ['service'],
        summary: 'Whether the server answers',
        description: 'A server that is too busy answers 503 here too.',
        response: { 200: { description: 'It does', $ref: '#/components/schemas/Health' } },
      },
      handler: (_request, reply) => reply.send({ status: 'ok', programs: book.timelines().length }),
    },
  });
}
