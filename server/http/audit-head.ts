import type { FastifyReply } from 'fastify';
import type { AuditHead } from '../audit/entry.ts';

/** As the header `audit-head` has it. */
export const auditHeadText = ({ entry, hash, signature }: AuditHead): string => `${entry}:${hash}:${signature}`;

/** Says where the trail stood after a change; undefined: nothing was changed. */
export function auditHead(reply: FastifyReply, head: AuditHead | undefined): FastifyReply {
  return head === undefined ? reply : reply.header('audit-head', auditHeadText(head));
}
