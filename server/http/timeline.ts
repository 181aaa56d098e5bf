import type { FastifyInstance } from 'fastify';
import { hasRole } from '../access/principal.ts';
import { compareSides } from '../lifecycle/compare.ts';
import type { Life } from '../lifecycle/life.ts';
import { type RollBack, rollBack, timeline, withdrawEntry } from '../lifecycle/timeline.ts';
import { getVersion } from '../lifecycle/versions.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { READERS } from './drafts.ts';
import { sendTagged } from './etags.ts';
import { REASON_SHAPE, ROLL_BACK_SHAPE, VERSION } from './life-shapes.ts';
import { lived } from './lived.ts';
import { Problem } from './problem.ts';
import { ID_PARAMETER } from './programs.ts';
import { resource } from './resource.ts';
import { SIDE, sideOf } from './sides.ts';
import { idOf } from './stored.ts';

const params = <P extends object>(properties: P) => ({
  ...ID_PARAMETER,
  required: [...ID_PARAMETER.required, ...Object.keys(properties)],
  properties: { ...ID_PARAMETER.properties, ...properties },
});

/** What was, is and will be in force of a program. */
export function timelineRoutes(app: FastifyInstance, life: Life): void {
  const { store } = life;
  const refresh = (): Promise<void> => life.book.refresh();

  resource(app, '/v1/programs/:id/timeline', {
    GET: {
      access: ['viewer'],
      programs: 'in-address',
      schema: {
        operationId: 'getTimeline',
        tags: ['programs'],
        summary: 'What was, is and will be in force, and what never came to be',
        params: ID_PARAMETER,
        response: { 200: { description: 'The timeline', $ref: '#/components/schemas/ProgramTimeline' } },
      },
      handler: async (request, reply) => sendTagged(request, reply, await lived('unknown-program', () => timeline(life, idOf(request)))),
    },
    POST: {
      access: ['approver'],
      schema: {
        operationId: 'rollBack',
        tags: ['programs'],
        summary: 'Make an earlier version effective again, from today or a later day',
        description: 'Of one that was in force before. All that is submitted for the program lapses: its baseline is another now.',
        params: ID_PARAMETER,
        headers: IDEMPOTENCY_KEY,
        body: ROLL_BACK_SHAPE,
        response: { 201: { description: 'The new entry', $ref: '#/components/schemas/TimelineChange' } },
      },
      handler: (request, reply) =>
        changing(store, request, reply, {
          work: (tx) => lived('unknown-version', () => rollBack(life, tx, request.principal, idOf(request), request.body as RollBack)),
          answer: (entry, receipt) => ({ status: 201, location: `/v1/programs/${entry.program}/timeline`, body: { entry, receipt } }),
          after: refresh,
        }),
    },
  });

  resource(app, '/v1/programs/:id/timeline/:entry', {
    DELETE: {
      access: ['approver'],
      schema: {
        operationId: 'withdrawVersion',
        tags: ['programs'],
        summary: 'Withdraw a version whose day has not come',
        description: 'It stays in the timeline, with the reason. One that is in force is rolled back.',
        params: params({ entry: { type: 'string', minLength: 1, maxLength: 100, description: 'Id of the entry.' } }),
        querystring: REASON_SHAPE,
        response: { 200: { description: 'The entry', $ref: '#/components/schemas/TimelineChange' } },
      },
      handler: (request, reply) => {
        const { entry } = request.params as { readonly entry: string };
        const reason = request.query as { readonly reason: string };
        return changing(store, request, reply, {
          work: (tx) => lived('unknown-timeline-entry', () => withdrawEntry(life, tx, request.principal, idOf(request), entry, reason)),
          answer: (value, receipt) => ({ body: { entry: value, receipt } }),
          after: refresh,
        });
      },
    },
  });

  resource(app, '/v1/programs/:id/versions/:hash', {
    GET: {
      access: ['viewer'],
      programs: 'in-address',
      schema: {
        operationId: 'getVersion',
        tags: ['programs'],
        summary: 'A version: its document, its files, when it was, is or will be in force',
        params: params({ hash: VERSION }),
        response: { 200: { description: 'The version', $ref: '#/components/schemas/Version' } },
      },
      handler: async (request, reply) => {
        const { hash } = request.params as { readonly hash: string };
        return sendTagged(request, reply, await lived('unknown-version', () => getVersion(life, idOf(request), hash)));
      },
    },
  });

  resource(app, '/v1/programs/:id/difference', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'compareVersions',
        tags: ['programs'],
        summary: 'What tells two versions of a program apart, by meaning',
        description: 'The order of fields, of rules without effect on each other and how a decimal is written are no difference.',
        params: ID_PARAMETER,
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['from', 'to'],
          properties: { from: SIDE, to: SIDE },
        },
        response: { 200: { description: 'The difference', $ref: '#/components/schemas/ProgramDifference' } },
      },
      handler: (request) => {
        const { from, to } = request.query as { readonly from: string; readonly to: string };
        const sides = [sideOf(from), sideOf(to)] as const;
        if (sides.some((side) => 'draft' in side) && !hasRole(request.principal, READERS))
          throw new Problem('not-allowed', `Drafts are shown to those with the role ${READERS.join(' or ')}.`);
        return lived('unknown-version', () => compareSides(life, idOf(request), ...sides));
      },
    },
  });
}
