import type { FastifyInstance } from 'fastify';
import { approve, returnSubmission, withdrawSubmission } from '../lifecycle/approve.ts';
import type { Life } from '../lifecycle/life.ts';
import { publish } from '../lifecycle/publish.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { APPROVAL_SHAPE, PUBLICATION_SHAPE, REASON_SHAPE } from './life-shapes.ts';
import { lived } from './lived.ts';
import { resource } from './resource.ts';
import { idOf } from './stored.ts';
import { SUBMISSION_ID } from './submissions.ts';

/** From what is submitted to what is in force. */
export function submissionStepRoutes(app: FastifyInstance, life: Life): void {
  const { store } = life;
  const stepAnswer = { description: 'The submission as it stands now', $ref: '#/components/schemas/SubmissionStep' };

  resource(app, '/v1/submissions/:id/approvals', {
    POST: {
      access: ['approver'],
      schema: {
        operationId: 'approveSubmission',
        tags: ['submissions'],
        summary: 'Approve what was shown',
        description:
          'The hash of the evidence says what that was: another one is refused (409 not-shown). Nobody approves what they wrote a part of (403 own-draft). The receipt says where the audit trail stood: keep it.',
        params: SUBMISSION_ID,
        headers: IDEMPOTENCY_KEY,
        body: APPROVAL_SHAPE,
        response: { 201: stepAnswer },
      },
      handler: (request, reply) => {
        const { evidence, comment = '' } = request.body as { readonly evidence: string; readonly comment?: string };
        return changing(store, request, reply, {
          work: (tx) => lived('unknown-submission', () => approve(life, tx, request.principal, idOf(request), { evidence, comment })),
          answer: (submission, receipt) => ({ status: 201, body: { submission, receipt } }),
        });
      },
    },
  });

  const withReason = (
    path: string,
    operationId: string,
    summary: string,
    access: 'approver' | 'designer',
    step: typeof returnSubmission,
  ): void =>
    resource(app, `/v1/submissions/:id/${path}`, {
      POST: {
        access: [access],
        schema: {
          operationId,
          tags: ['submissions'],
          summary,
          params: SUBMISSION_ID,
          headers: IDEMPOTENCY_KEY,
          body: REASON_SHAPE,
          response: { 201: stepAnswer },
        },
        handler: (request, reply) =>
          changing(store, request, reply, {
            work: (tx) =>
              lived('unknown-submission', () =>
                step(life, tx, request.principal, idOf(request), request.body as { readonly reason: string }),
              ),
            answer: (submission, receipt) => ({ status: 201, body: { submission, receipt } }),
          }),
      },
    });
  withReason('returns', 'returnSubmission', 'Return a submission to its authors, with the reason', 'approver', returnSubmission);
  withReason('withdrawal', 'withdrawSubmission', 'Take a submission back, with the reason', 'designer', withdrawSubmission);

  resource(app, '/v1/submissions/:id/publication', {
    POST: {
      access: ['approver', 'designer'],
      schema: {
        operationId: 'publishSubmission',
        tags: ['submissions'],
        summary: 'Publish what was approved: a version, from its day on',
        description:
          'Of a day that is past the answer is 409 past-unconfirmed until confirmPast says what is posted for it. All else that is submitted for the program lapses: its baseline is another now.',
        params: SUBMISSION_ID,
        headers: IDEMPOTENCY_KEY,
        body: PUBLICATION_SHAPE,
        response: { 201: { description: 'The submission, and its entry in the timeline', $ref: '#/components/schemas/PublicationMade' } },
      },
      handler: (request, reply) =>
        changing(store, request, reply, {
          work: (tx) =>
            lived('unknown-submission', () =>
              publish(life, tx, request.principal, idOf(request), request.body as { readonly confirmPast?: string }),
            ),
          answer: ({ submission, entry }, receipt) => ({
            status: 201,
            location: `/v1/programs/${entry.program}/timeline`,
            body: { submission, entry, receipt },
          }),
          after: () => life.book.refresh(),
        }),
    },
  });
}
