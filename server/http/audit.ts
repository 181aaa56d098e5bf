import type { FastifyInstance } from 'fastify';
import type { Trail } from '../audit/trail.ts';
import type { EntryFilter, StoredEntry } from '../store/audit/entries.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const TIME = { type: 'string', format: 'date-time', maxLength: 40 } as const;
const FILTER_QUERY = {
  ...PAGE_QUERY,
  properties: {
    ...PAGE_QUERY.properties,
    subject: {
      type: 'string',
      pattern: '^[^/]+(?:/.+)?$',
      maxLength: 600,
      description: 'What was changed: kind/id, such as program/northwind, or all of a kind.',
    },
    action: { type: 'string', minLength: 1, maxLength: 100, description: 'What was done, such as submission-approved.' },
    person: { type: 'string', minLength: 1, maxLength: 500, description: 'Id of who did it: of a person, or of a key that stands alone.' },
    from: { ...TIME, description: 'From this moment on.' },
    to: { ...TIME, description: 'Before this moment.' },
  },
} as const;

interface FilterQuery extends PageQuery {
  readonly subject?: string;
  readonly action?: string;
  readonly person?: string;
  readonly from?: string;
  readonly to?: string;
}

export function auditRoutes(app: FastifyInstance, trail: Trail): void {
  resource(app, '/v1/audit', {
    GET: {
      access: ['admin'],
      schema: {
        operationId: 'listAudit',
        tags: ['audit'],
        summary: 'Who changed what, the latest first',
        querystring: FILTER_QUERY,
        response: { 200: { description: 'A page of entries', $ref: '#/components/schemas/AuditPage' } },
      },
      handler: async ({ query }) => {
        const asked = query as FilterQuery;
        // there is nothing else here that may not be found
        return pageOf('entries', await kept('invalid-request', () => trail.list(filterOf(asked), pageOptions(asked))), entryShown);
      },
    },
  });

  resource(app, '/v1/audit/head', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'auditHead',
        tags: ['audit'],
        summary: 'Where the audit trail stands, signed',
        description:
          'Whoever keeps it can show later that the trail still holds what it held: `dealwright audit verify --receipt`. Every answer to a change has it as header `audit-head`: entry, hash and signature, with colons between.',
        response: { 200: { description: 'The head', $ref: '#/components/schemas/AuditHead' } },
      },
      handler: async () => ({ ...(await trail.head()), publicKey: trail.publicKey }),
    },
  });
}

function filterOf({ subject, action, person, from, to }: FilterQuery): EntryFilter {
  const [, kind, id] = /^([^/]+)(?:\/(.+))?$/s.exec(subject ?? '') ?? [];
  return {
    ...(kind !== undefined && { subject: { kind, ...(id !== undefined && { id }) } }),
    ...(action !== undefined && { action }),
    ...(person !== undefined && { by: person }),
    ...(from !== undefined && { from: momentOf(from, 'from') }),
    ...(to !== undefined && { to: momentOf(to, 'to') }),
  };
}

/** RFC 3339 has leap seconds, which clocks of computers don't. */
function momentOf(text: string, name: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new Problem('invalid-request', `${name} is no moment: ${text}.`);
  return moment;
}

const entryShown = ({ entry, at, by, action, subject, before, after, hash, signature }: StoredEntry) => ({
  entry,
  at: at.toISOString(),
  by,
  action,
  subject,
  ...(before !== undefined && { before: JSON.parse(before) as unknown }),
  ...(after !== undefined && { after: JSON.parse(after) as unknown }),
  hash,
  signature,
});
