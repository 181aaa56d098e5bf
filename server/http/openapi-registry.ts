/** Partners, customers, cases and what holds of them today, as they go in and out. */
import { CASE_ACTIONS } from '../registry/case-actions.ts';
import { CASE_KINDS, CASE_STATUSES } from '../store/registry/tables.ts';
import { object, reference, type Schema } from './openapi-components.ts';
import * as example from './registry-examples.ts';
import {
  ASSIGNMENT_SHAPE,
  CASE_DECISION_SHAPE,
  CUSTOMER_MATCH_SHAPE,
  CUSTOMER_SHAPE,
  GATE_QUESTION_SHAPE,
  PARTNER_SHAPE,
} from './registry-shapes.ts';

const TIME = { type: 'string', format: 'date-time' };
const DAY = { type: 'string', format: 'date' };
const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
const REVISION = { type: 'integer', minimum: 1, description: 'Counts up with each change; the ETag is it.' };
const NEXT = { ...TEXT, description: 'Where the next page begins: its `after`. Missing: this is the last one.' };
const FACTS = { type: 'object', description: 'By name, as in activities.' };
const VALUE = { description: 'As decisions show values: decimal text, counts and days as numbers, dates as YYYY-MM-DD, lists.' };
const ID = { type: 'string', format: 'uuid' };

const list = (items: Schema, description?: string): Schema => ({ type: 'array', items, ...(description !== undefined && { description }) });
const page = (name: string, item: string): Schema => object({ [name]: list(reference(item)), next: NEXT }, [name]);
const shown = (schema: Schema, ...examples: readonly object[]): Schema => ({ ...schema, examples });
const note = (schema: Schema, description: string): Schema => ({ ...schema, description });

const questions: Record<string, Schema> = {
  PartnerGiven: shown(PARTNER_SHAPE, example.partnerGiven),
  CustomerGiven: shown(CUSTOMER_SHAPE, example.customerGiven),
  CustomerToMatch: shown(CUSTOMER_MATCH_SHAPE, example.customerToMatch),
  CaseDecision: shown(CASE_DECISION_SHAPE, example.caseDecision, example.caseRefusal),
  CaseAssignment: shown(ASSIGNMENT_SHAPE, example.caseAssignment),
  GateQuestion: shown(GATE_QUESTION_SHAPE, example.gateQuestion),
};

const firm = { id: TEXT, revision: REVISION, name: TEXT, domain: TEXT, registryNumber: note(TEXT, 'Letters and digits of it.') };
const times = { createdAt: TIME, changedAt: TIME };
const FIRM_ALWAYS = ['id', 'revision', 'name', 'createdAt', 'changedAt'];

const firms: Record<string, Schema> = {
  PartnerSummary: object(
    {
      ...firm,
      parent: TEXT,
      enrollments: list(
        object({ program: TEXT, partnerType: TEXT, enrolledOn: DAY, tier: TEXT }, ['program', 'partnerType', 'enrolledOn']),
      ),
      ...times,
    },
    [...FIRM_ALWAYS, 'enrollments'],
  ),
  PartnerPage: shown(page('partners', 'PartnerSummary'), example.partnerPage),
  RegisteredPartner: shown(
    object(
      {
        ...firm,
        parent: TEXT,
        enrollments: list(reference('Enrollment')),
        similar: list(reference('Similar'), 'Partners that may be the same.'),
        ...times,
      },
      [...FIRM_ALWAYS, 'enrollments', 'similar'],
    ),
    example.partner,
  ),
  Enrollment: object(
    {
      program: TEXT,
      partnerType: TEXT,
      enrolledOn: DAY,
      tier: TEXT,
      tierSince: DAY,
      qualified: note(TEXT, 'The tier whose requirements held when they were looked at last.'),
      graceUntil: note(DAY, 'The last day of a grace that runs.'),
      application: object({ case: ID, status: TEXT, reasons: list(TEXT, 'What is missing, of one that was returned.') }),
      facts: note(FACTS, 'Its profile: partner. facts as they stand.'),
      benefits: list(object({ benefit: TEXT, grant: TEXT, amount: TEXT, since: DAY }, ['benefit', 'since']), 'What it is entitled to.'),
      provisional: note({ type: 'boolean' }, 'Something that this hangs on is set aside, or came late.'),
    },
    ['program', 'partnerType', 'enrolledOn', 'facts', 'benefits', 'provisional'],
  ),
  Similar: object(
    {
      id: TEXT,
      name: TEXT,
      domain: TEXT,
      registryNumber: TEXT,
      why: list(
        { type: 'string', enum: ['registry-number', 'domain', 'name', 'similar-name'] },
        'What they have in common, the strongest first.',
      ),
    },
    ['id', 'name', 'why'],
  ),
  CustomerSummary: object({ ...firm, country: TEXT, affiliation: TEXT, ...times }, FIRM_ALWAYS),
  CustomerPage: shown(page('customers', 'CustomerSummary'), example.customerPage),
  Customer: shown(
    object(
      { ...firm, country: TEXT, affiliation: TEXT, similar: list(reference('Similar'), 'Customers that may be the same.'), ...times },
      [...FIRM_ALWAYS, 'similar'],
    ),
    example.customer,
  ),
  CustomerMatches: shown(object({ matches: list(reference('Similar')) }), example.customerMatches),
};

const STATUS = {
  type: 'string',
  enum: CASE_STATUSES,
  description:
    'review: a person approves it, stage by stage; waiting: no rule decided it; claimed: the claim was granted; accepted: the vendor’s desk took it on.',
};

const summary = {
  id: ID,
  program: TEXT,
  kind: { type: 'string', enum: CASE_KINDS },
  partner: TEXT,
  partnerType: TEXT,
  reference: note(TEXT, 'registration.id, mdf.id, coSell.id; of an enrollment: application.'),
  status: STATUS,
  step: note(TEXT, 'What it came of: the kind of the last activity, or what a person did.'),
  reasons: list(TEXT, 'Why, and what is missing.'),
  stage: note(TEXT, 'Of review: where it stands.'),
  customer: TEXT,
  amount: note(TEXT, 'Granted, or claimed.'),
  protection: object({ name: TEXT, from: DAY, until: DAY }, ['name']),
  runnerUp: note({ type: 'integer', minimum: 1 }, 'Place in order of submission among those that wait for what another one holds.'),
  heldUntil: note(DAY, 'Until when that is held.'),
  routedTo: TEXT,
  urgency: TEXT,
  deadline: note(DAY, 'By when the partner has to act: to claim, to close.'),
  dueOn: note(DAY, 'A person is to decide until then: business days of the program’s calendar.'),
  assignedTo: reference('PersonName'),
  currency: TEXT,
  openedOn: DAY,
  decidedOn: DAY,
  changedAt: TIME,
};
const CASE_ALWAYS = [
  ...['id', 'program', 'kind', 'partner', 'partnerType', 'reference', 'status', 'step', 'reasons'],
  ...['currency', 'openedOn', 'decidedOn', 'changedAt'],
];

const cases: Record<string, Schema> = {
  CaseSummary: object(summary, CASE_ALWAYS),
  CasePage: shown(page('cases', 'CaseSummary'), example.casePage),
  Case: shown(
    object(
      {
        ...summary,
        asked: note(FACTS, 'The facts it was submitted with.'),
        actions: list({ type: 'string', enum: CASE_ACTIONS }, 'What can be decided of it as it stands, by who asks or by others.'),
        decision: note(ID, 'The last decision of the rules.'),
        reasoning: note(TEXT, 'Where that stands with its reasoning.'),
        events: list(reference('CaseEvent'), 'All that happened to it, in order; of very many the latest 1,000.'),
      },
      [...CASE_ALWAYS, 'asked', 'actions', 'decision', 'reasoning', 'events'],
    ),
    example.theCase,
  ),
  CaseEvent: object(
    {
      place: { type: 'integer', minimum: 1 },
      step: TEXT,
      status: STATUS,
      reasons: list(TEXT),
      decision: note(ID, 'Missing: no rule had to do with it.'),
      note: TEXT,
      on: DAY,
      by: reference('PersonName'),
      at: TIME,
    },
    ['place', 'step', 'status', 'reasons', 'on', 'by', 'at'],
  ),
};

const FAILURE = { type: 'object', description: 'As in decisions.' };
const standings: Record<string, Schema> = {
  Change: object(
    {
      fact: TEXT,
      type: TEXT,
      description: TEXT,
      has: note(VALUE, 'Missing: nothing yet.'),
      operator: TEXT,
      needs: VALUE,
      needsFact: note(TEXT, 'The fact that says so, as parameter.goldRevenue.'),
      gap: note(VALUE, 'From what there is to what is needed.'),
      unit: TEXT,
      to: VALUE,
      whose: { type: 'string', enum: ['partner', 'time', 'question', 'nobody'], description: 'Who can bring it about.' },
      on: note(DAY, 'Of what time brings.'),
      ratio: object({ fact: TEXT, description: TEXT, has: VALUE, more: VALUE, unit: TEXT }, ['fact', 'description', 'has', 'more']),
    },
    ['fact', 'type', 'description', 'operator', 'needs', 'whose'],
  ),
  ChangeSet: object({ rule: TEXT, changes: list(reference('Change'), 'None of them can be left out.') }, ['changes']),
  UnknownFact: object({ fact: TEXT, description: TEXT }),
  GateState: object(
    {
      gate: TEXT,
      item: COUNT,
      open: { type: 'boolean' },
      opening: list(object({ rule: TEXT, holds: { type: 'boolean' } }), 'Rules that would open it, or do.'),
      closedBy: list(object({ rule: TEXT, reason: TEXT })),
      sets: list(reference('ChangeSet'), 'What would open it, each by itself.'),
      unknown: list(reference('UnknownFact')),
    },
    ['gate', 'open', 'opening', 'closedBy', 'sets', 'unknown'],
  ),
  GateTold: object(
    {
      gate: TEXT,
      item: COUNT,
      open: { type: 'boolean' },
      opening: list(object({ rule: TEXT, holds: { type: 'boolean' } })),
      closedBy: list(object({ rule: TEXT, reason: TEXT })),
      sets: list(reference('ChangeSet')),
      unknown: list(reference('UnknownFact')),
      horizon: object(
        {
          until: note(DAY, 'The last day on which it is open, if nothing is recorded meanwhile. Missing: it stays open through asFarAs.'),
          asFarAs: DAY,
          after: note(reference('GateState'), 'How it is on the day after.'),
        },
        ['asFarAs'],
      ),
      sentences: list(TEXT, 'All of it in sentences.'),
    },
    ['gate', 'open', 'opening', 'closedBy', 'sets', 'unknown', 'sentences'],
  ),
  Gates: shown(
    object({ program: TEXT, partner: TEXT, partnerType: TEXT, on: DAY, version: TEXT, gates: list(reference('GateTold')) }),
    example.gates,
  ),
  AttainmentToday: shown(
    object(
      {
        program: TEXT,
        partner: TEXT,
        partnerType: TEXT,
        on: DAY,
        status: { type: 'string', enum: ['decided', 'set-aside', 'not-in-force'] },
        version: TEXT,
        failures: list(FAILURE),
        tier: TEXT,
        graceUntil: DAY,
        levels: list(
          object({
            level: TEXT,
            reached: { type: 'boolean' },
            rules: list(TEXT),
            sets: list(reference('ChangeSet'), 'What would lead to it, each by itself; the easiest first.'),
            unknown: list(reference('UnknownFact')),
          }),
          'Those above its tier, the lowest first.',
        ),
        sentences: list(TEXT),
        measures: list(
          object({ measure: TEXT, description: TEXT, type: TEXT, value: VALUE }, ['measure', 'type', 'value']),
          'Those that the enrollment has as a whole.',
        ),
        ending: list(
          object({ incentive: TEXT, rule: TEXT, description: TEXT, from: DAY, until: DAY }, ['incentive', 'rule', 'until']),
          'Incentives of its type that end within 400 days.',
        ),
        deadlines: list(reference('CaseSummary'), 'Registrations to be closed and funds to be claimed, the soonest first.'),
      },
      [
        'program',
        'partner',
        'partnerType',
        'on',
        'status',
        'version',
        'failures',
        'levels',
        'sentences',
        'measures',
        'ending',
        'deadlines',
      ],
    ),
    example.attainment,
  ),
  Protections: shown(
    object({
      program: TEXT,
      on: DAY,
      protections: list(
        object(
          {
            protection: TEXT,
            description: TEXT,
            scope: note(FACTS, 'What it protects.'),
            missing: list(TEXT, 'Facts of its scope that were not asked with; nothing can be said without.'),
            protected: { type: 'boolean' },
            until: DAY,
            holders: list(
              object({ partner: TEXT, partnerType: TEXT, registration: TEXT, from: DAY, until: DAY }),
              'Who holds it, where who asks may know.',
            ),
            holdsOff: list(object({ partnerType: TEXT, reason: TEXT }), 'Whose registrations are refused while another one holds it.'),
          },
          ['protection', 'scope', 'missing', 'holdsOff'],
        ),
      ),
    }),
    example.protections,
  ),
};

export const registryComponents: Record<string, Schema> = { ...questions, ...firms, ...cases, ...standings };
