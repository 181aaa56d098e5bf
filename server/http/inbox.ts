import type { FastifyInstance } from 'fastify';
import type { InboxRow } from '../store/deals/inbox.ts';
import type { InboxReason } from '../store/deals/tables.ts';
import { isId } from '../store/id.ts';
import type { DealTime } from './deal-time.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { PAGE_QUERY, type PageQuery } from './stored.ts';

const QUERY = {
  ...PAGE_QUERY,
  properties: {
    ...PAGE_QUERY.properties,
    program: { type: 'string', minLength: 1, maxLength: 100, description: 'Id of the program.' },
    reason: { enum: ['late', 'corrected', 'set-aside', 'waits-for-activity'], description: 'Why it waits.' },
    settled: { enum: ['true', 'false'], description: 'true: what waited once.' },
  },
} as const;

interface InboxQuery extends PageQuery {
  readonly program?: string;
  readonly reason?: InboxReason;
  readonly settled?: string;
}

const PAGE = 50;

export function inboxRoutes(app: FastifyInstance, { deals }: DealTime): void {
  resource(app, '/v1/inbox', {
    GET: {
      access: ['viewer', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'listInbox',
        tags: ['decisions'],
        summary: 'Activities that wait, with the reason, the oldest first',
        description:
          'late, corrected: recorded, and what came after it is to be decided anew; set-aside: a formula failed, and it is to be mended by a correction or another version; waits-for-activity: what it cancels has not come.',
        querystring: QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/InboxPage' } },
      },
      handler: async ({ query, principal }) => {
        const { limit, after, program, reason, settled } = query as InboxQuery;
        if (after !== undefined && !isId(after)) throw new Problem('invalid-request', 'There is no such page; begin with the first.');
        const size = limit === undefined ? PAGE : Number(limit);
        const search = {
          ...(program !== undefined && { program }),
          ...(principal.programs && { programs: [...principal.programs] }),
          ...(reason !== undefined && { reason }),
          settled: settled === 'true',
        };
        const found = await deals.inbox(search, { limit: size + 1, ...(after !== undefined && { after }) });
        const items = found.slice(0, size);
        const next = found.length > size ? items.at(-1)?.id : undefined;
        return { waiting: items.map(shown), ...(next !== undefined && { next }) };
      },
    },
  });
}

const shown = ({ id, program, shard, source, activity, revision, reason, detail, waits_for, since, settled_at }: InboxRow): object => ({
  id,
  program,
  shard,
  activity: { source, id: activity, revision },
  reason,
  detail,
  ...(waits_for !== null && { waitsFor: waits_for }),
  since: since.toISOString(),
  ...(settled_at !== null && { settledAt: settled_at.toISOString() }),
});
