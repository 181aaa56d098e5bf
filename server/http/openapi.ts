import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import type { RouteAccess } from './authenticate.ts';
import { quoteExample } from './example.ts';
import { accessComponents, securitySchemes } from './openapi-access.ts';
import { analyticsComponents } from './openapi-analytics.ts';
import { analyticsReturnComponents } from './openapi-analytics-return.ts';
import { auditComponents } from './openapi-audit.ts';
import { documentComponents, object, reference, type Schema } from './openapi-components.ts';
import { dealComponents } from './openapi-deals.ts';
import { ledgerComponents } from './openapi-ledger.ts';
import { lifeComponents } from './openapi-life.ts';
import { registryComponents } from './openapi-registry.ts';
import { signInComponents } from './openapi-sign-in.ts';
import { webhookComponents } from './openapi-webhooks.ts';
import { whatIfComponents } from './openapi-what-if.ts';
import { PROBLEM_TYPE, PROBLEMS } from './problem.ts';
import { BATCH_SHAPE, QUOTE_SHAPE } from './quote-shape.ts';

const VERSION = { type: 'string', pattern: '^[0-9a-f]{64}$', description: "SHA-256 of the version's content." };
const EFFECTIVE_FROM = { type: 'string', format: 'date', description: 'First day on which it decides; missing: from the beginning.' };
const ID = { type: 'string', examples: ['northwind'] };

const answers: Record<string, Schema> = {
  Ready: object({ status: { const: 'ready' }, database: { const: 'ready' } }),
  Health: object(
    {
      status: { const: 'ok' },
      programs: { type: 'integer', description: 'How many programs are served.' },
      evaluatorsDiffered: {
        type: 'integer',
        description: 'How often the two evaluators have decided differently since this process began. It should stay 0.',
      },
    },
    ['status', 'programs'],
  ),
  ProgramList: object({ programs: { type: 'array', items: reference('ProgramSummary') } }),
  ProgramSummary: object({
    id: ID,
    name: { type: 'string' },
    currency: { type: 'string' },
    partnerTypes: {
      type: 'array',
      items: object(
        { id: { type: 'string' }, tiers: { type: 'array', items: { type: 'string' }, description: 'From the lowest to the highest.' } },
        ['id'],
      ),
    },
    versions: { type: 'array', items: object({ hash: VERSION, effectiveFrom: EFFECTIVE_FROM }, ['hash']) },
  }),
  ProgramVersions: object({
    id: ID,
    versions: {
      type: 'array',
      items: object({ hash: VERSION, effectiveFrom: EFFECTIVE_FROM, document: reference('Program') }, ['hash', 'document']),
    },
  }),
  Quote: object(
    {
      decision: reference('Decision'),
      due: {
        type: 'array',
        items: reference('Decision'),
        description: 'What calendar and state brought about since the last earlier activity: closes, reviews, expiries. Only with explain.',
      },
      sentences: { type: 'string', description: 'The decision in sentences. Only with explain: "sentences".' },
      program: object({ id: ID, version: VERSION }),
    },
    ['decision', 'program'],
  ),
  QuoteBatch: object({
    answers: {
      type: 'array',
      description: 'An answer or a problem for each quote, in the order asked.',
      items: { oneOf: [reference('Quote'), object({ problem: reference('Problem') })] },
    },
  }),
  Problem: {
    ...object(
      {
        type: { type: 'string', format: 'uri' },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string' },
        code: { type: 'string', enum: Object.keys(PROBLEMS) },
        findings: {
          type: 'array',
          items: object(
            {
              pointer: { type: 'string', description: 'JSON pointer into the body of the request.' },
              message: { type: 'string', description: 'What was found, and what was expected.' },
              hint: { type: 'string', description: 'What to do.' },
            },
            ['pointer', 'message'],
          ),
        },
        current: {
          type: 'integer',
          description: 'Of changed-meanwhile, and of precondition-required where it is known: revision as it stands.',
        },
        posts: { type: 'string', description: 'Of past-unconfirmed: what would be posted; to be sent as confirmPast.' },
        reconcile: {
          ...object({
            shards: { type: 'integer' },
            of: { type: 'integer', description: 'Of so many: where fewer were looked at, time was up.' },
            sums: {
              type: 'array',
              items: object({
                payer: { enum: ['vendor', 'partner'] },
                currency: { type: 'string' },
                lines: { type: 'integer' },
                amount: { type: 'string' },
              }),
            },
          }),
          description: 'Of past-unconfirmed, of a program that decides at deal time: what reconcile would post of what is recorded.',
        },
        until: { type: 'string', format: 'date', description: 'Of held-by-another: the last day on which it is held.' },
        decision: { type: 'string', description: 'Of held-by-another: id of the decision, which is recorded with its place in the queue.' },
      },
      ['type', 'title', 'status', 'detail', 'code', 'findings'],
    ),
    description: 'What is wrong, after RFC 9457. The codes are a closed list.',
  },
};

const questions: Record<string, Schema> = {
  QuoteRequest: { ...documented(QUOTE_SHAPE), examples: [quoteExample] },
  QuoteBatchRequest: {
    ...BATCH_SHAPE,
    properties: { ...BATCH_SHAPE.properties, quotes: { ...BATCH_SHAPE.properties.quotes, items: reference('QuoteRequest') } },
    examples: [{ quotes: [quoteExample] }],
  },
};

/** The shape of a quote, with the documents that it only names. */
function documented(shape: typeof QUOTE_SHAPE): Schema {
  const { partner, otherPartners, earlier, activity, explain } = shape.properties;
  return {
    ...shape,
    properties: {
      partner: { anyOf: [reference('Partner'), { type: 'string', minLength: 1, maxLength: 200 }], description: partner.description },
      otherPartners: { ...otherPartners, items: reference('Partner') },
      earlier: { ...earlier, items: reference('Activity') },
      activity: { ...reference('Activity'), description: activity.description },
      explain,
    },
  };
}

/** Answers of every operation, whatever else it answers. */
const PROBLEM_ANSWER = { description: 'A problem', content: { [PROBLEM_TYPE]: { schema: reference('Problem') } } };

/**
 * Routes carry their summary, parameters and the names of what goes in and out; the components come
 * from the schemas as they are, so they are put in last, untouched.
 */
export const openapiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Dealwright',
      version: '1',
      description: [
        'A partner program, written down as rules, asked at deal time.',
        '',
        'A quote folds the history you give, decides the activity, and keeps nothing. Money, rates and prices are decimal text; dates are days of the program’s time zone. Unknown fields are refused, nothing is converted.',
        '',
        'Every request says who asks, by a key or a session; an operation says which roles it takes. Changes answer with the header `audit-head`: number, hash and signature of their entry in the audit trail.',
        '',
        'Whatever is wrong is answered as a problem (RFC 9457), by one of these codes:',
        '',
        '| code | status | meaning |',
        '|---|---|---|',
        ...Object.entries(PROBLEMS).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`),
      ].join('\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [
      { name: 'decisions', description: 'Ask a program' },
      { name: 'registry', description: 'Partners, customers, what they asked for, and what holds of them today' },
      { name: 'what-if', description: 'Histories, and what would have happened' },
      { name: 'analytics', description: 'What the program is worth: measures, their figures and records' },
      { name: 'programs', description: 'The programs themselves, and what is in force when' },
      { name: 'drafts', description: 'Programs that somebody writes' },
      { name: 'submissions', description: 'Drafts put to approval, with their evidence' },
      { name: 'webhooks', description: 'What happens, told to others' },
      { name: 'ledger', description: 'What is due, disputed and paid, and what people put in its place' },
      { name: 'access', description: 'People, keys, and who may do what' },
      { name: 'audit', description: 'Who changed what' },
      { name: 'service', description: 'The server' },
    ],
    components: { securitySchemes },
  },
  transform: ({ schema, url, route }) => ({ schema: withAccess(namedBody(schema), route.config?.access), url }),
  transformObject: (documentObject) => {
    if (!('openapiObject' in documentObject)) throw new Error('OpenAPI is expected');
    const { openapiObject } = documentObject;
    for (const path of Object.values(openapiObject.paths ?? {})) {
      for (const operation of Object.values(path ?? {})) {
        if (typeof operation === 'object' && 'responses' in operation)
          Object.assign(operation.responses ?? {}, { default: PROBLEM_ANSWER });
      }
    }
    return Object.assign(openapiObject, {
      components: {
        securitySchemes,
        schemas: {
          ...questions,
          ...answers,
          ...whatIfComponents,
          ...accessComponents,
          ...analyticsComponents,
          ...analyticsReturnComponents,
          ...auditComponents,
          ...dealComponents,
          ...lifeComponents,
          ...registryComponents,
          ...ledgerComponents,
          ...signInComponents,
          ...webhookComponents,
          ...documentComponents,
        },
      },
    });
  },
};

/** A body is checked by its shape, and shown by the component of its title. */
function namedBody<S extends { body?: unknown }>(schema: S): S {
  const body = schema?.body;
  if (typeof body !== 'object' || body === null || !('title' in body)) return schema;
  return { ...schema, body: reference(String(body.title)) };
}

/** Which roles an operation takes, and that it takes a key or a session. */
function withAccess(schema: FastifySchema, access: RouteAccess | undefined): FastifySchema {
  if (access === 'anyone' || schema?.hide === true) return { ...schema, security: [] };
  const takes = typeof access === 'object' ? `Takes the role ${access.join(' or ')}.` : 'For all who are signed in.';
  const description = schema.description === undefined ? takes : `${schema.description} ${takes}`;
  return { ...schema, description, security: [{ key: [] }, { session: [] }] };
}
