import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Program, Timeline } from '../engine/program/model.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';

/** The programs that the server knows, by id. */
export type Programs<T> = ReadonlyMap<string, T>;

export function findProgram<T>(programs: Programs<T>, id: string): T {
  const found = programs.get(id);
  if (found !== undefined) return found;
  throw new Problem('unknown-program', `There is no program ${JSON.stringify(id.slice(0, 80))}. GET /v1/programs lists them all.`);
}

export const ID_PARAMETER = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', description: 'Id of the program.', examples: ['northwind'] } },
} as const;

/** Programs do not change while the server runs, so both answers are written once. */
export function programRoutes(app: FastifyInstance, timelines: readonly Timeline[]): void {
  const list = JSON.stringify({ programs: timelines.map(summary) });
  const documents: Programs<{ body: string; tag: string }> = new Map(timelines.map((timeline) => [timeline.id, stored(timeline)]));
  resource(app, '/v1/programs', {
    GET: {
      schema: {
        operationId: 'listPrograms',
        tags: ['programs'],
        summary: 'All programs, with their versions and partner types',
        response: { 200: { description: 'The programs', $ref: '#/components/schemas/ProgramList' } },
      },
      handler: (_request, reply) => reply.type('application/json').send(list),
    },
  });
  resource(app, '/v1/programs/:id', {
    GET: {
      schema: {
        operationId: 'getProgram',
        tags: ['programs'],
        summary: 'A program: the document of each of its versions',
        description: 'The ETag is made of the hashes of the versions; with If-None-Match an unchanged program answers 304.',
        params: ID_PARAMETER,
        response: { 200: { description: 'The program', $ref: '#/components/schemas/ProgramVersions' } },
      },
      handler: (request, reply) => {
        const { body, tag } = findProgram(documents, (request.params as { id: string }).id);
        reply.header('etag', tag).header('cache-control', 'no-cache');
        return matches(request.headers['if-none-match'], tag) ? reply.code(304).send() : reply.type('application/json').send(body);
      },
    },
  });
}

function summary(timeline: Timeline): unknown {
  const latest = timeline.versions.at(-1);
  return {
    id: timeline.id,
    name: latest?.document.name,
    currency: latest?.currency.code,
    partnerTypes:
      latest && [...latest.partnerTypes.values()].map(({ name, tiers }) => ({ id: name, ...(tiers && { tiers: tiers.levels }) })),
    versions: timeline.versions.map(versionName),
  };
}

function versionName({ hash, document: { effectiveFrom } }: Program): object {
  return { hash, ...(effectiveFrom !== undefined && { effectiveFrom }) };
}

function stored(timeline: Timeline): { body: string; tag: string } {
  const hashes = timeline.versions.map(({ hash }) => hash);
  return {
    body: JSON.stringify({
      id: timeline.id,
      versions: timeline.versions.map((version) => ({ ...versionName(version), document: version.document })),
    }),
    tag: `"${hashes.length === 1 ? hashes[0] : createHash('sha256').update(hashes.join()).digest('hex')}"`,
  };
}

function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((given) => given.trim() === '*' || given.trim().replace(/^W\//, '') === tag);
}
