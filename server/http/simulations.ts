import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SimulationResult } from '../../schemas/types.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Simulations } from '../jobs/simulations.ts';
import { CSV_TABLES, type CsvTable, resultCsv } from '../simulation/csv.ts';
import type { ProgramSource } from '../simulation/request.ts';
import type { StoredSimulation } from '../store/simulations.ts';
import { auditHead } from './audit-head.ts';
import { sendEvents } from './events.ts';
import type { Limits } from './limits.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const SIMULATION_ID = idParameter('Id of the simulation.');

/** RFC 7240: who shows how it comes along doesn't wait for the answer. */
const PREFER = {
  type: 'object',
  properties: { prefer: { type: 'string', maxLength: 200, description: '`respond-async`: answer at once, whatever its size.' } },
} as const;

const isAsynchronous = ({ headers: { prefer = '' } }: FastifyRequest): boolean =>
  /(?:^|,)\s*respond-async\s*(?:$|[,;])/i.test(String(prefer));

/** `source`: programs and drafts, anew for each request. */
export function simulationRoutes(app: FastifyInstance, source: () => ProgramSource, simulations: Simulations, limits: Limits): void {
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-simulation', work);

  resource(app, '/v1/simulations', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listSimulations',
        tags: ['what-if'],
        summary: 'Simulations that were asked for, in that order',
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/SimulationPage' } },
      },
      handler: async (request) =>
        pageOf('simulations', await find(() => simulations.list(pageOptions(request.query as PageQuery))), standing),
    },
    POST: {
      access: ['analyst'],
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'simulate',
        tags: ['what-if'],
        summary: 'Ask what would have happened under other programs',
        description:
          'A small simulation (about 100,000 activities) is answered in the request, with 200 and its result. A larger one, or with `Prefer: respond-async` any, is answered with 202 and an address: ask there how it stands, or listen to its events. The same question over the same history is answered once, and its answer kept. Behaviour is not modelled.',
        headers: PREFER,
        body: { title: 'SimulationRequest', type: 'object' },
        response: {
          200: { description: 'What would have happened', $ref: '#/components/schemas/Simulation' },
          202: { description: 'It is under way', $ref: '#/components/schemas/Simulation' },
        },
      },
      handler: async (request, reply) => {
        const submitted = await find(() => simulations.submit(request.principal, request.body, source()));
        if (!submitted.ok) throw refusal(submitted.findings);
        const isAwaited = submitted.rows <= limits.answeredRows && !isAsynchronous(request);
        const now = await simulations.wait(submitted.id, isAwaited ? limits.simulationWaitMs : 0);
        auditHead(reply, submitted.head)
          .header('location', `/v1/simulations/${now.id}`)
          .code(now.state === 'done' ? 200 : 202);
        return answer(reply, simulations, now);
      },
    },
  });

  resource(app, '/v1/simulations/:id', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'getSimulation',
        tags: ['what-if'],
        summary: 'How a simulation stands, and what came out',
        params: SIMULATION_ID,
        response: { 200: { description: 'The simulation', $ref: '#/components/schemas/Simulation' } },
      },
      handler: async (request, reply) => answer(reply, simulations, await find(() => simulations.get(idOf(request)))),
    },
    DELETE: {
      access: ['analyst'],
      schema: {
        operationId: 'cancelSimulation',
        tags: ['what-if'],
        summary: 'Cancel a simulation that is under way',
        description: 'One that is over stays as it is.',
        params: SIMULATION_ID,
        response: { 200: { description: 'The simulation', $ref: '#/components/schemas/Simulation' } },
      },
      handler: async (request, reply) => {
        await find(() => simulations.get(idOf(request)));
        const head = await find(() => simulations.cancel(request.principal, idOf(request)));
        return answer(auditHead(reply, head), simulations, await find(() => simulations.get(idOf(request))));
      },
    },
  });

  resource(app, '/v1/simulations/:id/events', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'followSimulation',
        tags: ['what-if'],
        summary: 'How a simulation comes along, as server-sent events',
        description: 'An event `simulation` now and whenever something has changed, up to its end; then the stream ends.',
        params: SIMULATION_ID,
        response: { 200: { description: 'Events', content: { 'text/event-stream': { schema: { type: 'string' } } } } },
      },
      handler: async (request, reply) =>
        find(() => sendEvents(reply, 'simulation', (signal) => simulations.events(idOf(request), signal), standing)),
    },
  });

  resource(app, '/v1/simulations/:id/activity', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'simulationActivity',
        tags: ['what-if'],
        summary: 'One activity as each side decides it, both reasonings beside each other',
        description: 'Any activity of the history, also one that the fold generates. It is decided again for this answer.',
        params: SIMULATION_ID,
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['activity'],
          properties: {
            activity: { type: 'string', minLength: 1, maxLength: 500, description: 'Its id.' },
            source: { type: 'string', minLength: 1, maxLength: 200, description: 'Where several sources have the id.' },
          },
        },
        response: { 200: { description: 'All sides, and where they part', $ref: '#/components/schemas/ActivityPair' } },
      },
      handler: async (request) => {
        const { activity, source: of } = request.query as { readonly activity: string; readonly source?: string };
        const name = { id: activity, ...(of !== undefined && { source: of }) };
        const answered = await find(() => simulations.explain(idOf(request), name, limits.simulationWaitMs));
        if (!answered.ok) throw refusal(answered.findings);
        return answered.pair;
      },
    },
  });

  resource(app, '/v1/simulations/:id/rows', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'simulationRows',
        tags: ['what-if'],
        summary: 'A table of a result, as CSV',
        params: SIMULATION_ID,
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { table: { type: 'string', enum: CSV_TABLES, description: 'Which one. Missing: totals.' } },
        },
        response: { 200: { description: 'RFC 4180, with a header', content: { 'text/csv': { schema: { type: 'string' } } } } },
      },
      handler: async (request, reply) => {
        const { table = 'totals' } = request.query as { readonly table?: CsvTable };
        const text = await find(() => simulations.result(idOf(request)));
        if (text === undefined) throw new Problem('not-done', 'There is no result to make a table of.');
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${table}.csv"`)
          .serializer(String)
          .send(resultCsv(JSON.parse(text) as SimulationResult, table));
      },
    },
  });
}

/** What a simulation asks for that can't be folded. */
export function refusal(findings: readonly Finding[]): Problem {
  const detail = 'Nothing was folded; each finding says where and why.';
  const shown = findings.map(({ pointer, message, hint }) => ({ pointer, message, ...(hint !== undefined && { hint }) }));
  return new Problem('invalid-simulation', detail, shown);
}

const standing = ({ id, history, historyHash, requestHash, sides, state, done, all, error, createdAt, finishedAt }: StoredSimulation) => ({
  id,
  history,
  hashes: { history: historyHash, request: requestHash },
  ...(sides !== null && { sides }),
  state,
  progress: { done, all },
  ...(error !== null && { error }),
  createdAt: createdAt.toISOString(),
  ...(finishedAt !== null && { finishedAt: finishedAt.toISOString() }),
});

/** The result is kept as text, and goes out as it is: the same bytes, whoever reckoned it. */
async function answer(reply: FastifyReply, simulations: Simulations, now: StoredSimulation): Promise<FastifyReply> {
  const head = JSON.stringify(standing(now));
  const result = now.state === 'done' ? await simulations.result(now.id) : undefined;
  const text = result === undefined ? head : `${head.slice(0, -1)},"result":${result}}`;
  return reply.type('application/json').serializer(String).send(text);
}
