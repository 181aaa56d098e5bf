import type { FastifyInstance } from 'fastify';
import { CASE_ACTIONS, OWN_ACTIONS } from '../registry/case-actions.ts';
import { assignCase, type CaseDecision, decideCase, getCase } from '../registry/decide-case.ts';
import { seenBy } from '../registry/firm.ts';
import type { Registry } from '../registry/live.ts';
import { type CaseFilter, listCaseRows } from '../store/registry/list-cases.ts';
import { CASE_KINDS, CASE_STATUSES } from '../store/registry/tables.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { DAY } from './life-shapes.ts';
import { registered } from './registered.ts';
import { ASSIGNMENT_SHAPE, CASE_DECISION_SHAPE } from './registry-shapes.ts';
import { caseShown, caseSummary } from './registry-shown.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const CASE_ID = idParameter('Id of the case.');
const text = (description: string) => ({ type: 'string', minLength: 1, maxLength: 200, description });

type CaseQuery = PageQuery & Omit<CaseFilter, 'waiting' | 'own' | 'programs'> & { readonly waiting?: 'true' | 'false' };

export function caseRoutes(app: FastifyInstance, registry: Registry): void {
  const { db } = registry.store;
  const caseAnswer = { description: 'The case', $ref: '#/components/schemas/Case' };

  resource(app, '/v1/cases', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'filtered',
      schema: {
        operationId: 'listCases',
        tags: ['registry'],
        summary: 'Registrations, applications, MDF and co-sell requests: how they stand',
        description:
          'In the order in which they were opened; with waiting=true those that a person is to decide, the soonest due first. A partner sees its own.',
        querystring: {
          ...PAGE_QUERY,
          properties: {
            ...PAGE_QUERY.properties,
            program: text('Of this program.'),
            kind: { type: 'string', enum: CASE_KINDS },
            status: { type: 'string', enum: CASE_STATUSES },
            partner: text('Of this partner.'),
            customer: text('About this customer.'),
            reference: text('Of this id: registration.id, mdf.id, coSell.id.'),
            waiting: { type: 'string', enum: ['true', 'false'], description: 'Whether a person is to decide.' },
            assignedTo: text('To be decided by this person.'),
            dueBy: { ...DAY, format: 'date', description: 'A person is to decide, or the partner to act, by this day.' },
          },
        },
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/CasePage' } },
      },
      handler: async (request) => {
        const { limit, after, waiting, ...filter } = request.query as CaseQuery;
        const page = pageOptions({ ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) });
        const seen = seenBy(request.principal);
        const meant = { ...filter, ...(waiting !== undefined && { waiting: waiting === 'true' }), ...seen };
        const found = await registered('unknown-case', () => listCaseRows(db, meant, page));
        return pageOf('cases', found, (row) => caseSummary(row, seen.own !== undefined));
      },
    },
  });

  resource(app, '/v1/cases/:id', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'filtered',
      schema: {
        operationId: 'getCase',
        tags: ['registry'],
        summary: 'A case with all that happened to it, and what can be decided of it',
        params: CASE_ID,
        response: { 200: caseAnswer },
      },
      handler: async (request) => {
        const seen = seenBy(request.principal);
        return caseShown(await registered('unknown-case', () => getCase(db, idOf(request), seen)), seen.own !== undefined);
      },
    },
  });

  resource(app, '/v1/cases/:id/decisions', {
    POST: {
      access: ['operator', 'approver', 'system', 'partner'],
      programs: 'filtered',
      schema: {
        operationId: 'decideCase',
        tags: ['registry'],
        summary: 'Decide a case: as a person does what no rule does',
        description: `What the rules have to do with becomes an activity of today, from the source desk, and is decided by them: a registration that is approved at its last stage is protected. One of ${CASE_ACTIONS.join(', ')}, as far as it stands there (\`actions\` of the case says so); a partner may ${[...OWN_ACTIONS].join(', ')} what is its own.`,
        params: CASE_ID,
        headers: IDEMPOTENCY_KEY,
        body: CASE_DECISION_SHAPE,
        response: { 200: caseAnswer },
      },
      handler: (request, reply) => {
        const seen = seenBy(request.principal);
        return registered('unknown-case', () =>
          changing(registry.store, request, reply, {
            work: (tx) => decideCase(registry, tx, request.principal, idOf(request), request.body as CaseDecision, seen),
            answer: (told) => ({ body: caseShown(told, seen.own !== undefined) }),
          }),
        );
      },
    },
  });

  resource(app, '/v1/cases/:id/assignment', {
    PUT: {
      access: ['operator', 'approver', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'assignCase',
        tags: ['registry'],
        summary: 'Give what waits to a person, or to nobody in particular',
        params: CASE_ID,
        body: ASSIGNMENT_SHAPE,
        response: { 200: caseAnswer },
      },
      handler: (request, reply) => {
        const { person } = request.body as { readonly person: string | null };
        return registered('unknown-case', () =>
          changing(registry.store, request, reply, {
            work: (tx) => assignCase(registry, tx, request.principal, idOf(request), person, seenBy(request.principal)),
            answer: (told) => ({ body: caseShown(told, false) }),
          }),
        );
      },
    },
  });
}
