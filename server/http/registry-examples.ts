/** Examples of the interface: Bluewater, a reseller of northwind, registers a large deal, and a person approves it. */
const PROGRAM = 'northwind';
const [CASE, DECISION, ANOTHER, PERSON] = ['31', '32', '33', '10'].map((end) => `0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7${end}`) as [
  string,
  string,
  string,
  string,
];
const VERSION = '9f2c4b0a7d1e58363c90b7a4e1f2d3c4b5a69788776655443322110ffeeddccb';
const times = { createdAt: '2026-02-02T14:00:00.000Z', changedAt: '2026-03-02T15:20:00.000Z' };
const ada = { id: PERSON, name: 'Ada Ferrara' };

export const partnerGiven = {
  name: 'Bluewater Systems, Inc.',
  domain: 'bluewater.example',
  registryNumber: 'US 84-1234567',
  enrollments: [{ program: PROGRAM, partnerType: 'reseller', enrolledOn: '2026-02-02', facts: { 'partner.country': 'US' } }],
};

const bluewater = { id: 'bluewater', revision: 1, name: partnerGiven.name, domain: partnerGiven.domain, registryNumber: 'US841234567' };

export const partner = {
  ...bluewater,
  enrollments: [
    {
      program: PROGRAM,
      partnerType: 'reseller',
      enrolledOn: '2026-02-02',
      tier: 'silver',
      tierSince: '2026-03-02',
      qualified: 'silver',
      application: { case: ANOTHER, status: 'approved', reasons: [] },
      facts: { 'partner.country': 'US' },
      benefits: [{ benefit: 'support-line', grant: 'the priority line, an answer within four hours', since: '2026-05-01' }],
      provisional: false,
    },
  ],
  similar: [{ id: 'bluewater-uk', name: 'Bluewater Systems Ltd', domain: 'bluewater.example', why: ['domain', 'name'] }],
  ...times,
};

export const partnerPage = {
  partners: [
    { ...bluewater, enrollments: [{ program: PROGRAM, partnerType: 'reseller', enrolledOn: '2026-02-02', tier: 'silver' }], ...times },
  ],
  next: 'bluewater',
};

export const customerGiven = { name: 'Zenith Bank AG', domain: 'https://www.zenith.example', country: 'DE', affiliation: 'zenith-group' };
export const customerToMatch = { name: 'ZENITH BANK', domain: 'zenith.example' };
const zenith = { id: 'zenith', revision: 1, name: 'Zenith Bank AG', domain: 'zenith.example', country: 'DE', affiliation: 'zenith-group' };
export const customer = {
  ...zenith,
  similar: [{ id: 'zenith-europe', name: 'Zenith Bank Europe', why: ['similar-name'] }],
  ...times,
};
export const customerPage = { customers: [{ ...zenith, ...times }] };
export const customerMatches = { matches: [{ id: 'zenith', name: 'Zenith Bank AG', domain: 'zenith.example', why: ['domain', 'name'] }] };

export const caseDecision = { decision: 'approve', note: 'The plan is sound.' };
export const caseRefusal = { decision: 'return', note: 'No budget holder is named.' };
export const caseAssignment = { person: PERSON };

const plain = {
  id: CASE,
  program: PROGRAM,
  kind: 'registration',
  partner: 'bluewater',
  partnerType: 'reseller',
  reference: 'REG-7',
  status: 'review',
  step: 'registration-approved',
  reasons: ['regional director'],
  customer: 'zenith',
  currency: 'USD',
  openedOn: '2026-03-02',
  decidedOn: '2026-03-03',
  changedAt: '2026-03-03T09:12:00.000Z',
};
const summary = { ...plain, stage: 'regional director', protection: { name: 'deal' }, dueOn: '2026-03-06', assignedTo: ada };
export const casePage = { cases: [summary], next: `2026-03-06_${CASE}` };

const event = { status: 'review', decision: DECISION };
export const theCase = {
  ...summary,
  asked: { 'registration.id': 'REG-7', 'customer.id': 'zenith', 'deal.productLine': 'harbor', 'registration.amount': '250000.00' },
  actions: ['approve', 'return', 'refuse', 'withdraw', 'lose'],
  decision: DECISION,
  reasoning: `/v1/decisions/${DECISION}`,
  events: [
    {
      ...event,
      place: 1,
      step: 'registration-submitted',
      reasons: ['channel manager'],
      on: '2026-03-02',
      by: { id: '5b1f0c2e9a7d', name: 'CRM' },
      at: '2026-03-02T15:20:00.000Z',
    },
    {
      ...event,
      place: 2,
      step: 'registration-approved',
      reasons: ['regional director'],
      on: '2026-03-03',
      by: ada,
      at: '2026-03-03T09:12:00.000Z',
    },
  ],
};

export const gateQuestion = { partner: 'bluewater', partnerType: 'reseller', person: 'ana', customer: 'zenith', productLine: 'harbor' };
const sellers = {
  fact: 'measure.sellersOfLine',
  type: 'count',
  description: 'Persons with a valid seller certificate for the product line at hand.',
  has: 0,
  operator: 'greaterThanInclusive',
  needs: 1,
  needsFact: 'parameter.sellersPerLine',
  gap: 1,
  to: 1,
  whose: 'partner',
};
export const gates = {
  program: PROGRAM,
  partner: 'bluewater',
  partnerType: 'reseller',
  on: '2026-03-03',
  version: VERSION,
  gates: [
    {
      gate: 'sell',
      open: false,
      opening: [{ rule: 'sell-line', holds: false }],
      closedBy: [],
      sets: [{ changes: [sellers] }],
      unknown: [],
      sentences: [
        'The gate sell is closed: nothing opens it. It would be open with:',
        '  Persons with a valid seller certificate for the product line at hand: at least 1 (1 more); now 0',
      ],
    },
    {
      gate: 'sellInPerson',
      open: true,
      opening: [{ rule: 'sell-in-person', holds: true }],
      closedBy: [],
      sets: [],
      unknown: [],
      horizon: { until: '2028-02-09', asFarAs: '2028-03-03' },
      sentences: ['The gate sellInPerson is open.', 'The gate sellInPerson stays open through 2028-02-09, as far as is known now.'],
    },
  ],
};

const revenue = {
  fact: 'measure.revenueYtd',
  type: 'money',
  description: 'Revenue of the fiscal year.',
  has: '485800.00',
  operator: 'greaterThanInclusive',
  needs: '500000.00',
  needsFact: 'parameter.goldRevenue',
  gap: '14200.00',
  unit: 'USD',
  to: '500000.00',
  whose: 'partner',
};
export const attainment = {
  program: PROGRAM,
  partner: 'bluewater',
  partnerType: 'reseller',
  on: '2026-03-03',
  status: 'decided',
  version: VERSION,
  failures: [],
  tier: 'silver',
  levels: [{ level: 'gold', reached: false, rules: ['reseller-gold'], sets: [{ rule: 'reseller-gold', changes: [revenue] }], unknown: [] }],
  sentences: [
    'Tier on 2026-03-03: silver.',
    'gold:',
    '  Revenue of the fiscal year: at least USD 500,000.00 (USD 14,200.00 more); now USD 485,800.00',
  ],
  measures: [{ measure: 'revenueYtd', description: 'Revenue of the fiscal year.', type: 'money', value: '485800.00' }],
  ending: [
    {
      incentive: 'spring-spiff',
      rule: 'spring-spiff',
      description: 'For each Beacon deal of the spring.',
      from: '2026-03-01',
      until: '2026-05-31',
    },
  ],
  deadlines: [
    {
      ...plain,
      status: 'approved',
      reasons: [],
      protection: { name: 'deal', from: '2026-03-03', until: '2026-06-01' },
      deadline: '2026-06-01',
    },
  ],
};

export const protections = {
  program: PROGRAM,
  on: '2026-03-03',
  protections: [
    {
      protection: 'deal',
      description: 'A registered deal: nobody else gets this customer for this product line.',
      scope: { 'customer.id': 'zenith', 'deal.productLine': 'harbor' },
      missing: [],
      protected: true,
      until: '2026-06-01',
      holders: [{ partner: 'bluewater', partnerType: 'reseller', registration: 'REG-7', from: '2026-03-03', until: '2026-06-01' }],
      holdsOff: [
        { partnerType: 'reseller', reason: 'duplicate' },
        { partnerType: 'vendor-field', reason: 'deal registered by a reseller' },
      ],
    },
  ],
};
