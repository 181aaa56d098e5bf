import type { FastifyInstance } from 'fastify';
import type { Life } from '../lifecycle/life.ts';
import type { SubmissionState } from '../lifecycle/model.ts';
import { getSubmission, listSubmissions } from '../lifecycle/submissions.ts';
import { readySubmission, submit } from '../lifecycle/submit.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { DRAFT_ID } from './drafts.ts';
import { sendTagged } from './etags.ts';
import { NEW_SUBMISSION_SHAPE } from './life-shapes.ts';
import { lived } from './lived.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

export const SUBMISSION_ID = idParameter('Id of the submission.');

const STATES = ['pending', 'approved', 'published', 'returned', 'withdrawn', 'lapsed'] as const satisfies readonly SubmissionState[];

interface SubmissionQuery extends PageQuery {
  readonly program?: string;
  readonly draft?: string;
  readonly state?: SubmissionState;
}

interface NewSubmission {
  readonly revision: number;
  readonly simulation: string;
  readonly effectiveFrom: string;
  readonly note: string;
}

export function submissionRoutes(app: FastifyInstance, life: Life): void {
  resource(app, '/v1/drafts/:id/submissions', {
    POST: {
      access: ['designer'],
      schema: {
        operationId: 'submitDraft',
        tags: ['submissions'],
        summary: 'Put a draft to approval, with its evidence',
        description:
          'It has to load without errors, its scenarios have to pass on both evaluators, and a simulation that is done has to show what it costs against what is in force. What is missing is told in findings, each with the call that mends it: 422 not-ready.',
        params: DRAFT_ID,
        headers: IDEMPOTENCY_KEY,
        body: NEW_SUBMISSION_SHAPE,
        response: {
          201: { description: 'The submission, with the evidence that approvers are shown', $ref: '#/components/schemas/Submission' },
        },
      },
      handler: (request, reply) => {
        const { principal, body } = request;
        return changing(life.store, request, reply, {
          prepare: () => lived('unknown-draft', () => readySubmission(life, idOf(request), body as NewSubmission)),
          work: (tx, ready) => lived('unknown-draft', () => submit(life, tx, principal, ready)),
          answer: (submission) => ({ status: 201, location: `/v1/submissions/${submission.id}`, body: submission }),
        });
      },
    },
  });

  resource(app, '/v1/submissions', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listSubmissions',
        tags: ['submissions'],
        summary: 'Submissions, the latest first',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            program: { type: 'string', minLength: 1, maxLength: 80, description: 'Of this program alone.' },
            draft: { type: 'string', minLength: 1, maxLength: 100, description: 'Of this draft alone.' },
            state: { type: 'string', enum: STATES, description: 'In this state alone.' },
          },
        },
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/SubmissionPage' } },
      },
      handler: async ({ query }) => {
        const { program, draft, state, ...page } = query as SubmissionQuery;
        const filter = {
          ...(program !== undefined && { program }),
          ...(draft !== undefined && { draft }),
          ...(state !== undefined && { state }),
        };
        const found = await lived('unknown-submission', () => listSubmissions(life, { ...filter, ...pageOptions(page) }));
        return pageOf('submissions', found, (submission) => submission);
      },
    },
  });

  resource(app, '/v1/submissions/:id', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'getSubmission',
        tags: ['submissions'],
        summary: 'A submission: its evidence, how it stands, who approved it',
        params: SUBMISSION_ID,
        response: { 200: { description: 'The submission', $ref: '#/components/schemas/Submission' } },
      },
      handler: async (request, reply) =>
        sendTagged(request, reply, await lived('unknown-submission', () => getSubmission(life, idOf(request)))),
    },
  });
}
