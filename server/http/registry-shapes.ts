/** The shapes of what is asked about partners, customers and cases; what they mean is looked at by server/registry. */
import { CASE_ACTIONS } from '../registry/case-actions.ts';
import { DAY } from './life-shapes.ts';

export const NAME = { type: 'string', minLength: 1, maxLength: 200 } as const;
export const KEBAB = { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 80 } as const;
const FACTS = { type: 'object', maxProperties: 200, propertyNames: { maxLength: 100 } } as const;
const FIRM = {
  name: { ...NAME, description: 'As the firm writes it.' },
  domain: { ...NAME, description: 'Of its site; an address is cut down to it.' },
  registryNumber: { ...NAME, description: 'In a register of firms, or for taxes; letters and digits count.' },
} as const;

export const PARTNER_SHAPE = {
  title: 'PartnerGiven',
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    ...FIRM,
    parent: { ...NAME, description: 'Id of the partner that it belongs to.' },
    enrollments: {
      type: 'array',
      maxItems: 30,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['program', 'partnerType', 'enrolledOn'],
        properties: {
          program: KEBAB,
          partnerType: KEBAB,
          enrolledOn: { ...DAY, description: 'From this day on periods are closed and tiers reviewed for it.' },
          tier: { ...KEBAB, description: 'The tier on entry; missing: the lowest.' },
          facts: { ...FACTS, description: 'partner. facts of its profile on entry.' },
        },
      },
      description: 'What it is to be enrolled in. Those that are there stay, named or not; what changes later is told by activities.',
    },
  },
} as const;

export const CUSTOMER_SHAPE = {
  title: 'CustomerGiven',
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    ...FIRM,
    country: { type: 'string', pattern: '^[A-Z]{2}$', description: 'ISO 3166 alpha-2.' },
    affiliation: { ...NAME, description: 'What affiliated customers have in common: the group that they belong to.' },
  },
} as const;

export const CUSTOMER_MATCH_SHAPE = {
  title: 'CustomerToMatch',
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: FIRM,
} as const;

export const CASE_DECISION_SHAPE = {
  title: 'CaseDecision',
  type: 'object',
  additionalProperties: false,
  required: ['decision'],
  properties: {
    decision: { type: 'string', enum: CASE_ACTIONS },
    note: { type: 'string', maxLength: 200, description: 'Why; the partner reads it. Asked for with return, refuse and lose.' },
    to: { ...NAME, description: 'With route: the desk that it goes to.' },
  },
} as const;

export const ASSIGNMENT_SHAPE = {
  title: 'CaseAssignment',
  type: 'object',
  additionalProperties: false,
  required: ['person'],
  properties: {
    person: { anyOf: [NAME, { type: 'null' }], description: 'Id of the person who is to decide; null: nobody in particular.' },
  },
} as const;

export const GATE_QUESTION_SHAPE = {
  title: 'GateQuestion',
  type: 'object',
  additionalProperties: false,
  required: ['partner', 'partnerType'],
  properties: {
    partner: NAME,
    partnerType: KEBAB,
    kind: { ...KEBAB, description: 'The kind of activity that the partner is about to report, as deal-closed. Missing: gate-question.' },
    person: { ...NAME, description: 'The person at the partner who asks to.' },
    customer: { ...NAME, description: 'Id of the customer.' },
    product: NAME,
    productLine: NAME,
    competency: NAME,
    solution: { ...NAME, description: 'Id of the joint solution.' },
    integration: { ...NAME, description: 'Id of the integration.' },
    facts: { ...FACTS, description: 'Further facts of the activity, by name.' },
    items: { type: 'array', maxItems: 500, items: { type: 'object', maxProperties: 50 } },
  },
} as const;
