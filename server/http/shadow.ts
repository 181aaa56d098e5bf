import type { FastifyInstance } from 'fastify';
import type { ShadowSeen, ShadowWanted } from '../deals/model.ts';
import { showValue } from '../engine/facts/render.ts';
import { isId } from '../store/id.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { dealt } from './deal-problems.ts';
import type { DealTime } from './deal-time.ts';
import { Problem } from './problem.ts';
import { ID_PARAMETER } from './programs.ts';
import { resource } from './resource.ts';
import { idOf, PAGE_QUERY, type PageQuery } from './stored.ts';

export const SHADOW_SHAPE = {
  title: 'ShadowRequest',
  type: 'object',
  additionalProperties: false,
  properties: {
    version: {
      type: 'string',
      pattern: '^[0-9a-f]{64}$',
      description: 'Hash of a version that is kept, such as one that is scheduled; or else:',
    },
    draft: { type: 'string', format: 'uuid', description: 'Id of a draft, as it stands now.' },
  },
  oneOf: [{ required: ['version'] }, { required: ['draft'] }],
} as const;

const PAGE = 50;

export function shadowRoutes(app: FastifyInstance, { deals, store, trail }: DealTime): void {
  const answer = { 200: { description: 'What rides along', $ref: '#/components/schemas/Shadow' } };
  const seen = async (program: string, page: PageQuery): Promise<object> => {
    const { limit, after } = page;
    if (after !== undefined && !isId(after)) throw new Problem('invalid-request', 'There is no such page; begin with the first.');
    const size = limit === undefined ? PAGE : Number(limit);
    const found = await dealt('unknown-program', () => deals.shadow(program, { limit: size + 1, ...(after !== undefined && { after }) }));
    if (found === undefined) throw nothing(program);
    return shown(found, size);
  };

  resource(app, '/v1/programs/:id/shadow', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'getShadow',
        tags: ['decisions'],
        summary: 'The version that rides along without effect, and where it decides otherwise, the latest first',
        params: ID_PARAMETER,
        querystring: PAGE_QUERY,
        response: answer,
      },
      handler: async (request) => seen(idOf(request), request.query as PageQuery),
    },
    PUT: {
      access: ['designer', 'approver'],
      schema: {
        operationId: 'putShadow',
        tags: ['decisions'],
        summary: 'Let a version, or a draft as it stands, ride along from today on, without effect',
        description:
          'In place of the one before. What is recorded from its day on is decided by it too, a moment later; nothing is posted.',
        params: ID_PARAMETER,
        headers: IDEMPOTENCY_KEY,
        body: SHADOW_SHAPE,
        response: answer,
      },
      handler: async (request, reply) => {
        const program = idOf(request);
        const wanted = request.body as ShadowWanted;
        return changing(store, request, reply, {
          work: async (tx) => {
            const value = await dealt('unknown-program', () => deals.rideAlong(tx, request.principal, program, wanted));
            const head = await trail.record(tx, request.principal, {
              action: 'shadow-put',
              subject: { kind: 'program', id: program },
              after: { ...wanted, version: value.version },
            });
            return { value, head };
          },
          answer: ({ version, draft, since }) => ({
            body: {
              program,
              version,
              ...(draft !== null && { draft }),
              since: since.toISOString(),
              decided: 0,
              differing: 0,
              differences: [],
            },
          }),
        });
      },
    },
    DELETE: {
      access: ['designer', 'approver'],
      schema: {
        operationId: 'deleteShadow',
        tags: ['decisions'],
        summary: 'Nothing rides along any more; what was found is forgotten',
        params: ID_PARAMETER,
        headers: IDEMPOTENCY_KEY,
        response: { 200: { description: 'It is gone', $ref: '#/components/schemas/ShadowGone' } },
      },
      handler: async (request, reply) => {
        const program = idOf(request);
        return changing(store, request, reply, {
          work: async (tx) => {
            if (!(await deals.endShadow(tx, program))) throw nothing(program);
            const head = await trail.record(tx, request.principal, { action: 'shadow-ended', subject: { kind: 'program', id: program } });
            return { value: program, head };
          },
          answer: (value) => ({ body: { program: value } }),
        });
      },
    },
  });
}

const nothing = (program: string): Problem => new Problem('unknown-shadow', `Nothing rides along with ${program.slice(0, 80)}.`);

function shown({ shadow, decided, differing, difference, differences, currency, digits }: ShadowSeen, size: number): object {
  const items = differences.slice(0, size);
  const next = differences.length > size ? items.at(-1)?.decision : undefined;
  return {
    program: shadow.program,
    version: shadow.version,
    ...(shadow.draft !== null && { draft: shadow.draft }),
    since: shadow.since.toISOString(),
    decided,
    differing,
    difference: { currency, amount: showValue('money', difference, digits) },
    differences: items.map((each) => ({
      decision: each.decision,
      effective: each.effective,
      shadow: each.shadow,
      difference: showValue('money', each.difference, digits),
    })),
    ...(next !== undefined && { next }),
  };
}
