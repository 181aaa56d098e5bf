import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hasRole, type Principal } from '../access/principal.ts';
import type { Timeline } from '../engine/program/model.ts';
import { type AttainmentTold, tellAttainment } from '../registry/attainment.ts';
import { type CustomerFacts, type GateQuestion, tellGates } from '../registry/gates.ts';
import { type Registry, todayOf } from '../registry/live.ts';
import { type ProtectionAnswer, protectionsOf } from '../registry/protected.ts';
import { versionOn } from '../registry/version-on.ts';
import { findCustomer } from '../store/registry/firms.ts';
import { listCaseRows } from '../store/registry/list-cases.ts';
import { Problem } from './problem.ts';
import { registered } from './registered.ts';
import { GATE_QUESTION_SHAPE } from './registry-shapes.ts';
import { caseSummary } from './registry-shown.ts';
import { resource } from './resource.ts';
import { idOf, idParameter } from './stored.ts';

const PROGRAM_ID = idParameter('Id of the program.');
const text = (description: string) => ({ type: 'string', minLength: 1, maxLength: 200, description });

/** What holds today, asked by portals and CRMs. */
export function standingRoutes(app: FastifyInstance, registry: Registry): void {
  const timelineOf = (request: FastifyRequest): Timeline => {
    const timeline = registry.book.timeline(idOf(request));
    if (timeline === undefined) throw new Problem('unknown-program', `There is no program ${idOf(request).slice(0, 80)}.`);
    return timeline;
  };

  resource(app, '/v1/programs/:id/gates', {
    POST: {
      access: ['viewer', 'system', 'partner'],
      programs: 'in-address',
      schema: {
        operationId: 'askGates',
        tags: ['registry'],
        summary: 'May this partner, or this person there, sell, co-sell, implement this today; what is missing, and until when a yes holds',
        description:
          'Asks the enrollment as it stands; nothing is kept. What the registry knows of the customer goes along: its country, and its affiliation as customer.group. A partner asks for itself.',
        params: PROGRAM_ID,
        body: GATE_QUESTION_SHAPE,
        response: { 200: { description: 'Each gate that the rules name', $ref: '#/components/schemas/Gates' } },
      },
      handler: async (request) => {
        timelineOf(request);
        const question = request.body as GateQuestion;
        const { partner, partnerType } = question;
        holdToItself(request.principal, partner);
        const customer = await customerFacts(registry, question.customer);
        const told = await registered('unknown-program', () =>
          registry.live.standing(idOf(request), partner, partnerType, (standing) => tellGates(standing, question, customer)),
        );
        if (told === undefined) throw notEnrolled(partner, partnerType);
        return { program: idOf(request), partner, partnerType, ...told };
      },
    },
  });

  resource(app, '/v1/programs/:id/attainment', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'in-address',
      schema: {
        operationId: 'getAttainment',
        tags: ['registry'],
        summary: 'What an enrollment has attained: measures, tier, what is missing to the next, and what ends soon',
        description: 'As of today, with all that was recorded. A partner sees its own.',
        params: PROGRAM_ID,
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['partner', 'partnerType'],
          properties: { partner: text('Id of the partner.'), partnerType: text('The partner type that it is enrolled in.') },
        },
        response: { 200: { description: 'What it has attained', $ref: '#/components/schemas/AttainmentToday' } },
      },
      handler: async (request) => {
        timelineOf(request);
        const { partner, partnerType } = request.query as { readonly partner: string; readonly partnerType: string };
        holdToItself(request.principal, partner);
        const program = idOf(request);
        const told = await registered('unknown-program', () =>
          registry.live.standing(program, partner, partnerType, (standing) => {
            const attained = tellAttainment(standing, partner, partnerType);
            return attained && { ...attained, today: standing.today };
          }),
        );
        if (told === undefined) throw notEnrolled(partner, partnerType);
        const { today, ...attained } = told;
        return {
          program,
          partner,
          partnerType,
          ...attainmentShown(attained),
          deadlines: await deadlinesOf(registry, { program, partner }, partnerType, today),
        };
      },
    },
  });

  resource(app, '/v1/programs/:id/protections', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'in-address',
      schema: {
        operationId: 'askProtections',
        tags: ['registry'],
        summary: 'Is this customer protected for this product line: until when, and whom does that hold off',
        description:
          'Every protection of the program in force. Who holds it is told to people of the vendor, and to the partner itself where it is its own; systems and rivals are told until when.',
        params: PROGRAM_ID,
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['customer'],
          properties: {
            customer: text('Id of the customer.'),
            productLine: text('Product line.'),
            product: text('Product.'),
            opportunity: text('Id of the opportunity.'),
            group: text('Group of affiliated customers. Missing: the affiliation of the customer in the registry.'),
          },
        },
        response: { 200: { description: 'Each protection', $ref: '#/components/schemas/Protections' } },
      },
      handler: async (request) => {
        const program = idOf(request);
        const timeline = timelineOf(request);
        const asked = request.query as ProtectionQuery;
        const { affiliation } = await customerFacts(registry, asked.customer);
        const answers = await registered('unknown-program', async () => {
          const today = todayOf(registry, program);
          const facts = scopeFacts({ ...(affiliation !== undefined && { group: affiliation }), ...asked });
          return { on: today, protections: await protectionsOf(registry.store.db, versionOn(timeline, today), facts, today) };
        });
        return { program, ...answers, protections: answers.protections.map((answer) => protectionShown(answer, request.principal)) };
      },
    },
  });
}

interface ProtectionQuery {
  readonly customer: string;
  readonly productLine?: string;
  readonly product?: string;
  readonly opportunity?: string;
  readonly group?: string;
}

const SCOPES: Readonly<Record<keyof ProtectionQuery, string>> = {
  customer: 'customer.id',
  productLine: 'deal.productLine',
  product: 'deal.product',
  opportunity: 'opportunity.id',
  group: 'customer.group',
};

const scopeFacts = (asked: ProtectionQuery): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(asked).map(([word, value]) => [SCOPES[word as keyof ProtectionQuery], value]));

/** A partner asks for itself. */
function holdToItself(principal: Principal, partner: string): void {
  if (principal.roles.has('partner') && principal.partner !== partner) throw new Problem('not-allowed', 'A partner asks for itself alone.');
}

const notEnrolled = (partner: string, partnerType: string): Problem =>
  new Problem(
    'unknown-partner',
    `${partner.slice(0, 100)} is not enrolled as ${partnerType.slice(0, 80)}. Enroll it with PUT /v1/partners/{id}.`,
  );

async function customerFacts({ store }: Registry, id: string | undefined): Promise<CustomerFacts> {
  const row = id === undefined ? undefined : await findCustomer(store.db, id);
  return { ...(row?.affiliation != null && { affiliation: row.affiliation }), ...(row?.country != null && { country: row.country }) };
}

function attainmentShown({ attainment: { program, ...attainment }, ...told }: AttainmentTold) {
  return { ...attainment, version: program.version, ...told };
}

/** Deadlines of one enrollment that are told. */
const DEADLINES = 200;
const AHEAD = '9999-12-31';

/** By when what it was granted has to be used. */
async function deadlinesOf(
  { store }: Registry,
  of: { readonly program: string; readonly partner: string },
  partnerType: string,
  today: string,
): Promise<readonly object[]> {
  const { items } = await listCaseRows(store.db, { ...of, partnerType, dueBy: AHEAD, from: today }, { limit: DEADLINES });
  return items
    .filter(({ deadline }) => deadline !== null)
    .sort((a, b) => (a.deadline ?? '').localeCompare(b.deadline ?? ''))
    .map((row) => caseSummary(row, true));
}

function protectionShown({ holders, ...answer }: ProtectionAnswer, principal: Principal): object {
  const seesAll = hasRole(principal, ['viewer']);
  const shown = holders
    .filter(({ partner }) => seesAll || partner === principal.partner)
    .map(({ partner, partnerType, registration, from, until }) => ({ partner, partnerType, registration, from, until }));
  return { ...answer, ...(shown.length > 0 && { holders: shown }) };
}
