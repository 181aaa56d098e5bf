import type { FastifyInstance } from 'fastify';
import { checkDraft } from '../lifecycle/check.ts';
import { draftDifference } from '../lifecycle/compare.ts';
import type { Life } from '../lifecycle/life.ts';
import { testDraft } from '../lifecycle/tests.ts';
import { DRAFT_ID, READERS } from './drafts.ts';
import { lived } from './lived.ts';
import { resource } from './resource.ts';
import { SIDE, sideOf } from './sides.ts';
import { idOf } from './stored.ts';

/** What is said of a draft as it stands. */
export function draftViewRoutes(app: FastifyInstance, life: Life): void {
  resource(app, '/v1/drafts/:id/check', {
    GET: {
      access: READERS,
      schema: {
        operationId: 'checkDraft',
        tags: ['drafts'],
        summary: 'All that is wrong with a draft, and what it should be warned of',
        params: DRAFT_ID,
        response: { 200: { description: 'What was found', $ref: '#/components/schemas/DraftCheck' } },
      },
      handler: (request) => lived('unknown-draft', () => checkDraft(life, idOf(request))),
    },
  });

  resource(app, '/v1/drafts/:id/tests', {
    GET: {
      access: READERS,
      schema: {
        operationId: 'testDraft',
        tags: ['drafts'],
        summary: 'The scenarios of a draft, each run on both evaluators',
        description:
          'They may take 30 seconds together; each that was not done by then fails with a finding that says so. The same files are run once: asked again, the answer is the same. Where eight drafts wait already: 429 limit-reached.',
        params: DRAFT_ID,
        response: { 200: { description: 'Which passed, and where the others differ', $ref: '#/components/schemas/DraftTests' } },
      },
      handler: (request) => lived('unknown-draft', () => testDraft(life, idOf(request))),
    },
  });

  resource(app, '/v1/drafts/:id/difference', {
    GET: {
      access: READERS,
      schema: {
        operationId: 'draftDifference',
        tags: ['drafts'],
        summary: 'What tells a draft apart from what is in force, by meaning',
        params: DRAFT_ID,
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            against: { ...SIDE, description: `${SIDE.description} Missing: what is in force today, else what the draft was begun from.` },
          },
        },
        response: { 200: { description: 'The difference', $ref: '#/components/schemas/ProgramDifference' } },
      },
      handler: (request) => {
        const { against } = request.query as { readonly against?: string };
        return lived('unknown-version', () => draftDifference(life, idOf(request), against === undefined ? undefined : sideOf(against)));
      },
    },
  });
}
