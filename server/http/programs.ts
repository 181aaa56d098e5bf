import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Program, Timeline } from '../engine/program/model.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { sendText } from './etags.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';

/** A program of the book, by its id. */
export function findProgram(book: ProgramBook, id: string): Timeline {
  const found = book.timeline(id);
  if (found !== undefined) return found;
  throw new Problem('unknown-program', `There is no program ${JSON.stringify(id.slice(0, 80))}. GET /v1/programs lists them all.`);
}

export const ID_PARAMETER = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', description: 'Id of the program.', examples: ['northwind'] } },
} as const;

/** What is answered of a program is written once, as long as its timeline stays the same. */
export function programRoutes(app: FastifyInstance, book: ProgramBook): void {
  const written = new WeakMap<Timeline, Written>();
  const writtenOf = (timeline: Timeline): Written => {
    const known = written.get(timeline) ?? write(timeline);
    written.set(timeline, known);
    return known;
  };
  resource(app, '/v1/programs', {
    GET: {
      access: ['viewer', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'listPrograms',
        tags: ['programs'],
        summary: 'All programs, with their versions and partner types',
        description: 'With a key that is bound to programs: those alone.',
        response: { 200: { description: 'The programs', $ref: '#/components/schemas/ProgramList' } },
      },
      handler: ({ principal: { programs } }, reply) => {
        const seen = book.timelines().filter(({ id }) => programs?.has(id) ?? true);
        const summaries = seen.map((timeline) => writtenOf(timeline).summary);
        return reply.type('application/json').send(`{"programs":[${summaries.join(',')}]}`);
      },
    },
  });
  resource(app, '/v1/programs/:id', {
    GET: {
      access: ['viewer', 'system'],
      programs: 'in-address',
      schema: {
        operationId: 'getProgram',
        tags: ['programs'],
        summary: 'A program: the document of each of its versions',
        description: 'The ETag is made of the hashes and days of the versions; with If-None-Match an unchanged program answers 304.',
        params: ID_PARAMETER,
        response: { 200: { description: 'The program', $ref: '#/components/schemas/ProgramVersions' } },
      },
      handler: (request, reply) => {
        const { body, tag } = writtenOf(findProgram(book, (request.params as { id: string }).id));
        return sendText(request, reply, body, tag);
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

/** JSON, and the tag of the body. */
interface Written {
  readonly summary: string;
  readonly body: string;
  readonly tag: string;
}

function write(timeline: Timeline): Written {
  const names = JSON.stringify(timeline.versions.map(versionName));
  return {
    summary: JSON.stringify(summary(timeline)),
    body: JSON.stringify({
      id: timeline.id,
      versions: timeline.versions.map((version) => ({ ...versionName(version), document: version.document })),
    }),
    // a version is named by its content alone: from when it is in force is part of the answer as well
    tag: `"${createHash('sha256').update(names).digest('hex')}"`,
  };
}
