import type { FastifyInstance } from 'fastify';
import type { Access } from '../access/access.ts';
import { addPerson, changePerson, type PersonChange, type PersonGiven } from '../access/people.ts';
import { getPerson, listPeople, type StoredPerson } from '../store/access/people.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { NEW_PERSON_SHAPE, PERSON_CHANGE_SHAPE } from './openapi-access.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';

const PERSON_ID = idParameter('Id of the person.');

export function peopleRoutes(app: FastifyInstance, access: Access): void {
  const { store } = access;
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-person', work);
  const personAnswer = { description: 'The person', $ref: '#/components/schemas/Person' };

  resource(app, '/v1/people', {
    GET: {
      access: ['admin'],
      schema: {
        operationId: 'listPeople',
        tags: ['access'],
        summary: 'People, in the order in which they were added',
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/PersonPage' } },
      },
      handler: async (request) =>
        pageOf('people', await find(() => listPeople(store, pageOptions(request.query as PageQuery))), personShown),
    },
    POST: {
      access: ['admin'],
      schema: {
        operationId: 'addPerson',
        tags: ['access'],
        summary: 'Add a person: somebody who shall sign in, or in whose name keys shall act',
        headers: IDEMPOTENCY_KEY,
        body: NEW_PERSON_SHAPE,
        response: { 201: personAnswer },
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => addPerson(access, tx, request.principal, request.body as PersonGiven),
            answer: (person) => ({ status: 201, location: `/v1/people/${person.id}`, body: personShown(person) }),
          }),
        ),
    },
  });

  resource(app, '/v1/people/:id', {
    GET: {
      access: ['admin'],
      schema: { operationId: 'getPerson', tags: ['access'], summary: 'A person', params: PERSON_ID, response: { 200: personAnswer } },
      handler: async (request) => personShown(await find(() => getPerson(store.db, idOf(request)))),
    },
    PATCH: {
      access: ['admin'],
      schema: {
        operationId: 'changePerson',
        tags: ['access'],
        summary: 'Give a person other roles, another name, or shut them out',
        description: 'What is left out stays as it is. One admin always stays.',
        params: PERSON_ID,
        body: PERSON_CHANGE_SHAPE,
        response: { 200: personAnswer },
      },
      handler: (request, reply) =>
        find(() =>
          changing(store, request, reply, {
            work: (tx) => changePerson(access, tx, request.principal, idOf(request), request.body as PersonChange),
            answer: (person) => ({ body: personShown(person) }),
          }),
        ),
    },
  });
}

const personShown = ({ id, identity, name, email, roles, partner, active, createdAt, changedAt }: StoredPerson) => ({
  id,
  name,
  ...(email !== null && { email }),
  roles,
  ...(partner !== null && { partner }),
  active,
  signsIn: identity !== null,
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
