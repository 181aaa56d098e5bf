import type { FastifyInstance } from 'fastify';
import { type CustomerGiven, getCustomer, matchCustomers, putCustomer } from '../registry/customers.ts';
import type { FirmGiven } from '../registry/firm.ts';
import type { Registry } from '../registry/live.ts';
import { type CustomerFilter, listCustomerRows } from '../store/registry/firms.ts';
import { changing } from './changing.ts';
import { revisionTag } from './etags.ts';
import { Problem } from './problem.ts';
import { IF_MATCH_OR_NEW, registered, revisionOrNew, sendRevision } from './registered.ts';
import { CUSTOMER_MATCH_SHAPE, CUSTOMER_SHAPE } from './registry-shapes.ts';
import { customerShown, customerSummary } from './registry-shown.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const CUSTOMER_ID = idParameter("Id of the customer: the vendor's own, customer.id of activities.");
const text = (description: string) => ({ type: 'string', minLength: 1, maxLength: 200, description });

export function customerRoutes(app: FastifyInstance, registry: Registry): void {
  const { db } = registry.store;

  resource(app, '/v1/customers', {
    GET: {
      access: ['viewer', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'listCustomers',
        tags: ['registry'],
        summary: 'Customers, by id',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            search: text('In the id, the name or the domain.'),
            affiliation: text('Of this group.'),
          },
        },
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/CustomerPage' } },
      },
      handler: async (request) => {
        const { limit, after, ...filter } = request.query as PageQuery & CustomerFilter;
        const page = pageOptions({ ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) });
        return pageOf('customers', await registered('unknown-customer', () => listCustomerRows(db, filter, page)), customerSummary);
      },
    },
  });

  resource(app, '/v1/customers/matches', {
    POST: {
      access: ['viewer', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'matchCustomers',
        tags: ['registry'],
        summary: 'Customers that a firm may be, and why; nothing is kept',
        description:
          'By registry number, domain and name: capitals, accents, punctuation and the forms of firms don’t count. Whether it is one of them is for people to say: nothing is merged.',
        body: CUSTOMER_MATCH_SHAPE,
        response: { 200: { description: 'The surest first', $ref: '#/components/schemas/CustomerMatches' } },
      },
      handler: async (request) => ({
        matches: await registered('unknown-customer', () => matchCustomers(db, request.body as FirmGiven)),
      }),
    },
  });

  resource(app, '/v1/customers/:id', {
    GET: {
      access: ['viewer', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'getCustomer',
        tags: ['registry'],
        summary: 'A customer, and those that may be the same',
        params: CUSTOMER_ID,
        response: { 200: { description: 'The customer', $ref: '#/components/schemas/Customer' } },
      },
      handler: async (request, reply) => {
        const kept = await getCustomer(db, idOf(request));
        if (kept === undefined) throw new Problem('unknown-customer', `There is no customer ${idOf(request).slice(0, 100)}.`);
        return sendRevision(reply, kept.row.revision, customerShown(kept));
      },
    },
    PUT: {
      access: ['operator', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'putCustomer',
        tags: ['registry'],
        summary: 'Add or change a customer',
        description:
          'If-Match is the revision that was read; without it a customer is added. Those that may be the same are told in `similar`.',
        params: CUSTOMER_ID,
        headers: IF_MATCH_OR_NEW,
        body: CUSTOMER_SHAPE,
        response: {
          200: { description: 'It was changed, or is so already', $ref: '#/components/schemas/Customer' },
          201: { description: 'It was added', $ref: '#/components/schemas/Customer' },
        },
      },
      handler: (request, reply) => {
        const [id, meant] = [idOf(request), revisionOrNew(request)];
        return registered('unknown-customer', () =>
          changing(registry.store, request, reply, {
            work: (tx) => putCustomer(registry, tx, request.principal, id, request.body as CustomerGiven, meant),
            answer: (kept) => ({
              ...(kept.created && { status: 201, location: `/v1/customers/${encodeURIComponent(id)}` }),
              etag: revisionTag(kept.row.revision),
              body: customerShown(kept),
            }),
          }),
        );
      },
    },
  });
}
