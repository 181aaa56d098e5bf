import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** Of a thing that counts its changes. */
export const revisionTag = (revision: number): string => `"${revision}"`;

/** Sends it, or 304 to who has it already. `tag` missing: of the body itself. */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, body: object, tag?: string): FastifyReply {
  const text = JSON.stringify(body);
  return sendText(request, reply, text, tag ?? `"${createHash('sha256').update(text).digest('base64url')}"`);
}

/** The same for JSON that is written already. */
export function sendText(request: FastifyRequest, reply: FastifyReply, text: string, tag: string): FastifyReply {
  reply.header('etag', tag).header('cache-control', 'private, no-cache');
  if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send();
  return reply.type('application/json').serializer(String).send(text);
}

function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((given) => given.trim() === '*' || strong(given.trim()) === tag);
}

/** A proxy that packs answers weakens their tags. */
const strong = (tag: string): string => tag.replace(/^W\//, '');

export const IF_MATCH = {
  type: 'object',
  properties: { 'if-match': { type: 'string', maxLength: 100, description: 'ETag of the draft as it was read: its revision, "7".' } },
} as const;

/** The revision that a change was made of. None and any are refused: nobody writes over what they haven't seen. */
export function revisionMeant(request: FastifyRequest): number {
  const given = request.headers['if-match']?.trim();
  if (given === undefined || given === '' || given === '*') {
    const found = given === '*' ? 'If-Match: * says nothing of what was read' : 'There is no If-Match';
    throw new Problem(
      'precondition-required',
      `${found}. Send the ETag of the draft as you read it, so that no newer one is written over.`,
    );
  }
  const [, revision] = /^"([1-9]\d{0,8})"$/.exec(strong(given)) ?? [];
  if (revision === undefined)
    throw new Problem(
      'invalid-request',
      `If-Match is ${given.slice(0, 40)}; the ETag of a draft was expected with its quotation marks, like "7".`,
    );
  return Number(revision);
}
