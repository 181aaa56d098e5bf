/** People and keys as they go in and out. */
import { KEY_DAYS } from '../access/keys.ts';
import { ROLES } from '../access/principal.ts';
import { KEY_LIMITS } from '../store/access/keys.ts';
import { PEOPLE_LIMITS } from '../store/access/people.ts';
import { object, reference, type Schema } from './openapi-components.ts';

const TIME = { type: 'string', format: 'date-time' } as const;
const NAME = { type: 'string', minLength: 1, maxLength: PEOPLE_LIMITS.nameLength } as const;
const ID = { type: 'string', minLength: 1, maxLength: 100 } as const;
const EMAIL = { type: 'string', minLength: 3, maxLength: PEOPLE_LIMITS.emailLength } as const;
const PARTNER = {
  type: 'string',
  minLength: 1,
  maxLength: PEOPLE_LIMITS.partnerLength,
  description: 'With the role partner: the id of the partner.',
} as const;
const roles = (which: readonly string[], description: string) =>
  ({ type: 'array', maxItems: ROLES.length, uniqueItems: true, items: { type: 'string', enum: which }, description }) as const;
const PEOPLE_ROLES = roles(
  ROLES.filter((role) => role !== 'system'),
  'designer includes analyst, and all but partner include viewer. The role partner comes alone.',
);

/** What is asked for; requests are held to it. */
export const NEW_PERSON_SHAPE = {
  title: 'NewPerson',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'roles'],
  properties: {
    name: NAME,
    email: { ...EMAIL, description: 'By it they are found when they first sign in.' },
    roles: PEOPLE_ROLES,
    partner: PARTNER,
  },
} as const;

export const PERSON_CHANGE_SHAPE = {
  title: 'PersonChange',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    name: NAME,
    email: { ...EMAIL, type: ['string', 'null'], description: 'null: none.' },
    roles: { ...PEOPLE_ROLES, description: 'All that they have from now on. Keys in their name lose what is left out.' },
    partner: PARTNER,
    active: { type: 'boolean', description: 'false: they may no longer sign in; their sessions end, their keys are revoked.' },
  },
} as const;

export const NEW_KEY_SHAPE = {
  title: 'NewKey',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'roles'],
  properties: {
    name: { ...NAME, description: 'What it is for.' },
    roles: {
      ...roles(ROLES, 'Roles of the person in whose name it acts; or system alone, or partner alone.'),
      minItems: 1,
    },
    person: { ...ID, description: 'In whose name it acts. Missing: in your own. Admins alone name others.' },
    programs: {
      type: 'array',
      minItems: 1,
      maxItems: KEY_LIMITS.programs,
      uniqueItems: true,
      items: { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 80 },
      description: 'With the role system: the programs that it may ask.',
    },
    partner: PARTNER,
    days: {
      type: 'integer',
      minimum: 1,
      maximum: KEY_DAYS.most,
      description: `How long it is valid. Missing: ${KEY_DAYS.missing}. A key that is made with a key of the same person ends with that one at the latest.`,
    },
  },
} as const;

const person = {
  id: ID,
  name: NAME,
  email: EMAIL,
  roles: PEOPLE_ROLES,
  partner: PARTNER,
  active: { type: 'boolean' },
  signsIn: { type: 'boolean', description: 'Whether they have signed in with your provider yet.' },
  createdAt: TIME,
  changedAt: TIME,
};

const key = {
  id: { type: 'string', pattern: '^[0-9a-f]{20}$', description: 'The part of the key that may be seen.' },
  name: NAME,
  person: { ...ID, description: 'In whose name it acts. Missing: it stands alone.' },
  roles: roles(ROLES, 'At most those of the person.'),
  programs: { type: 'array', items: { type: 'string' }, description: 'Those that it is bound to.' },
  partner: PARTNER,
  madeBy: object({ id: { type: 'string' }, name: { type: 'string', description: 'As they were called then.' } }),
  createdAt: TIME,
  expiresAt: TIME,
  lastUsedAt: { ...TIME, description: 'To the minute. Missing: never.' },
  revokedAt: TIME,
};

const KEY_REQUIRED = ['id', 'name', 'roles', 'madeBy', 'createdAt', 'expiresAt'] as const;
const NEXT = { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' };
const page = (name: string, item: string): Schema => object({ [name]: { type: 'array', items: reference(item) }, next: NEXT }, [name]);

const ADA = {
  id: '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4',
  name: 'Ada Ferrara',
  email: 'ada@northwind.example',
  roles: ['approver'],
  active: true,
  signsIn: false,
  createdAt: '2026-03-18T09:00:00.000Z',
  changedAt: '2026-03-18T09:00:00.000Z',
};
const DESK = {
  id: '0198f3c2b1a04c7e9d52',
  name: 'order desk',
  roles: ['system'],
  programs: ['northwind'],
  madeBy: { id: 'local', name: 'Local owner' },
  createdAt: '2026-03-18T09:00:00.000Z',
  expiresAt: '2027-03-18T09:00:00.000Z',
};

export const accessComponents: Record<string, Schema> = {
  NewPerson: { ...NEW_PERSON_SHAPE, examples: [{ name: ADA.name, email: ADA.email, roles: ADA.roles }] },
  PersonChange: { ...PERSON_CHANGE_SHAPE, examples: [{ roles: ['designer', 'operator'] }, { active: false }] },
  NewKey: {
    ...NEW_KEY_SHAPE,
    examples: [
      { name: 'order desk', roles: ['system'], programs: ['northwind'], days: 365 },
      { name: 'my scripts', roles: ['analyst'] },
      { name: 'portal of acme', roles: ['partner'], partner: 'acme' },
    ],
  },
  Person: { ...object(person, ['id', 'name', 'roles', 'active', 'signsIn', 'createdAt', 'changedAt']), examples: [ADA] },
  PersonPage: { ...page('people', 'Person'), examples: [{ people: [ADA] }] },
  Key: { ...object(key, KEY_REQUIRED), examples: [DESK] },
  KeyPage: { ...page('keys', 'Key'), examples: [{ keys: [DESK] }] },
  MadeKey: {
    ...object(
      {
        key: {
          type: 'string',
          pattern: '^dw_[0-9a-f]{20}_[A-Za-z0-9_-]{43}$',
          description: 'The key itself. It is shown this once; missing: it was shown before, under the same Idempotency-Key.',
        },
        ...key,
      },
      KEY_REQUIRED,
    ),
    examples: [{ key: `dw_${DESK.id}_${'x'.repeat(43)}`, ...DESK }],
  },
  EnrollmentPage: {
    ...page('enrollments', 'Partner'),
    examples: [{ enrollments: [{ id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] }] }],
  },
};

/** How requests say who asks. */
export const securitySchemes = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description: 'A key: `Authorization: Bearer dw_…`. The embedded start prints one; others are made by POST /v1/keys.',
  },
  session: { type: 'apiKey', in: 'cookie', name: 'dealwright-session', description: 'Of people who signed in with a browser.' },
} as const;
