import type { FastifyReply, FastifyRequest } from 'fastify';
import { RegistryError } from '../registry/registry-error.ts';
import { dealt } from './deal-problems.ts';
import { revisionMeant, revisionTag } from './etags.ts';
import { Problem, type ProblemCode } from './problem.ts';

/** Does something with the registry. `unknown`: what it is when what the address names isn't there. */
export async function registered<T>(unknown: ProblemCode, work: () => Promise<T>): Promise<T> {
  try {
    return await dealt(unknown, work);
  } catch (error) {
    throw error instanceof RegistryError ? problemOf(error, unknown) : error;
  }
}

function problemOf({ code, message, findings, current }: RegistryError, unknown: ProblemCode): Problem {
  const members = current === undefined ? {} : { current };
  switch (code) {
    case 'not-found':
      return new Problem(unknown, message, findings);
    case 'unseen':
      return new Problem('precondition-required', message, findings, {}, members);
    case 'changed':
      return new Problem('changed-meanwhile', message, findings, current === undefined ? {} : { etag: revisionTag(current) }, members);
    case 'refused':
      return new Problem('invalid-request', message, findings);
    case 'not-a-partner':
      return new Problem('invalid-partner', message, findings);
    case 'state':
      return new Problem('wrong-state', message, findings);
  }
}

export const IF_MATCH_OR_NEW = {
  type: 'object',
  properties: {
    'if-match': { type: 'string', maxLength: 100, description: 'To change it: its ETag as it was read, "7". To add it: none.' },
  },
} as const;

/** The revision that a change was made of; undefined: something is to be added. */
export const revisionOrNew = (request: FastifyRequest): number | undefined =>
  request.headers['if-match'] === undefined ? undefined : revisionMeant(request);

/** With what PUT asks for. Always whole: what stands beside it, as tiers and likenesses, changes without a revision. */
export const sendRevision = (reply: FastifyReply, revision: number, body: object): FastifyReply =>
  reply.header('etag', revisionTag(revision)).header('cache-control', 'no-store').send(body);
