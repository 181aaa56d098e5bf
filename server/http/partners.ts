import type { FastifyInstance, FastifyRequest } from 'fastify';
import { seenBy } from '../registry/firm.ts';
import type { Registry } from '../registry/live.ts';
import { getPartner, listPartners, type PartnerGiven, putPartner } from '../registry/partners.ts';
import type { PartnerFilter } from '../store/registry/firms.ts';
import { changing } from './changing.ts';
import { revisionTag } from './etags.ts';
import { Problem } from './problem.ts';
import { IF_MATCH_OR_NEW, registered, revisionOrNew, sendRevision } from './registered.ts';
import { PARTNER_SHAPE } from './registry-shapes.ts';
import { partnerShown, partnerSummary } from './registry-shown.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const PARTNER_ID = idParameter("Id of the partner: the vendor's own.");
const text = (description: string) => ({ type: 'string', minLength: 1, maxLength: 200, description });

export function partnerRoutes(app: FastifyInstance, registry: Registry): void {
  const { db } = registry.store;

  resource(app, '/v1/partners', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'filtered',
      schema: {
        operationId: 'listPartners',
        tags: ['registry'],
        summary: 'Partners with their enrollments, by id',
        description: 'A partner sees itself alone, a system the partners of its programs.',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            search: text('In the id, the name or the domain.'),
            program: text('Enrolled in this program.'),
            partnerType: text('As this.'),
            tier: text('Of this tier.'),
            parent: text('Belonging to this partner.'),
          },
        },
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/PartnerPage' } },
      },
      handler: async (request) => {
        const { limit, after, ...filter } = request.query as PageQuery & PartnerFilter;
        const page = pageOptions({ ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) });
        const found = await registered('unknown-partner', () => listPartners(db, { ...filter, ...seenBy(request.principal) }, page));
        return pageOf('partners', found, partnerSummary);
      },
    },
  });

  resource(app, '/v1/partners/:id', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'filtered',
      schema: {
        operationId: 'getPartner',
        tags: ['registry'],
        summary: 'A partner: its enrollments with tier, profile and benefits as they stand',
        description: 'The ETag is its revision: it is what PUT asks for. `similar` is told to people of the vendor.',
        params: PARTNER_ID,
        response: { 200: { description: 'The partner', $ref: '#/components/schemas/RegisteredPartner' } },
      },
      handler: async (request, reply) => {
        const kept = await getPartner(db, idOf(request), seenBy(request.principal));
        if (kept === undefined) throw new Problem('unknown-partner', `There is no partner ${idOf(request).slice(0, 100)}.`);
        return sendRevision(reply, kept.row.revision, partnerShown(kept));
      },
    },
    PUT: {
      access: ['operator', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'putPartner',
        tags: ['registry'],
        summary: 'Add or change a partner, and enroll it',
        description:
          'If-Match is the revision that was read; without it a partner is added. Certificates, agreements with their terms, changes of the profile and whatever else happens are activities: POST /v1/activities. The same again changes nothing.',
        params: PARTNER_ID,
        headers: IF_MATCH_OR_NEW,
        body: PARTNER_SHAPE,
        response: {
          200: { description: 'It was changed, or is so already', $ref: '#/components/schemas/RegisteredPartner' },
          201: { description: 'It was added', $ref: '#/components/schemas/RegisteredPartner' },
        },
      },
      handler: (request, reply) => {
        const given = request.body as PartnerGiven;
        holdToOwn(request, given);
        const [id, meant] = [idOf(request), revisionOrNew(request)];
        return registered('unknown-partner', () =>
          changing(registry.store, request, reply, {
            work: (tx) => putPartner(registry, tx, request.principal, id, given, meant),
            answer: (kept) => ({
              ...(kept.created && { status: 201, location: `/v1/partners/${encodeURIComponent(id)}` }),
              etag: revisionTag(kept.row.revision),
              body: partnerShown(kept),
            }),
          }),
        );
      },
    },
  });
}

/** Who is bound to programs enrolls in those. */
function holdToOwn({ principal: { programs } }: FastifyRequest, { enrollments = [] }: PartnerGiven): void {
  const other = enrollments.find(({ program }) => programs?.has(program) === false);
  if (programs !== undefined && other !== undefined) throw new Problem('not-allowed', `This key is bound to ${[...programs].join(', ')}.`);
}
