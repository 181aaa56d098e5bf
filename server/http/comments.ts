import type { FastifyInstance } from 'fastify';
import { comment, listComments } from '../lifecycle/comments.ts';
import type { Life } from '../lifecycle/life.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { READERS } from './drafts.ts';
import { NEW_COMMENT_SHAPE } from './life-shapes.ts';
import { lived } from './lived.ts';
import { resource } from './resource.ts';
import { idOf, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';
import { SUBMISSION_ID } from './submissions.ts';

export function commentRoutes(app: FastifyInstance, life: Life): void {
  resource(app, '/v1/submissions/:id/comments', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listComments',
        tags: ['submissions'],
        summary: 'What was said of a submission, in that order',
        params: SUBMISSION_ID,
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of it', $ref: '#/components/schemas/CommentPage' } },
      },
      handler: async (request) => {
        const page = pageOptions(request.query as PageQuery);
        return pageOf('comments', await lived('unknown-submission', () => listComments(life, idOf(request), page)), (each) => each);
      },
    },
    POST: {
      access: READERS,
      schema: {
        operationId: 'comment',
        tags: ['submissions'],
        summary: 'Say something of a submission',
        params: SUBMISSION_ID,
        headers: IDEMPOTENCY_KEY,
        body: NEW_COMMENT_SHAPE,
        response: { 201: { description: 'The comment', $ref: '#/components/schemas/Comment' } },
      },
      handler: (request, reply) => {
        const { text } = request.body as { readonly text: string };
        return changing(life.store, request, reply, {
          work: (tx) => lived('unknown-submission', () => comment(life, tx, request.principal, idOf(request), text)),
          answer: (body) => ({ status: 201, body }),
        });
      },
    },
  });
}
