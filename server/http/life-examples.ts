/** Examples of the interface: a designer raises the commission of northwind's gold resellers, and a second person approves it. */
import { createHash } from 'node:crypto';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const idOf = (place: number): string => `0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7${place.toString(16).padStart(2, '0')}`;

const PROGRAM = 'northwind';
const [V1, V2] = [hashOf('version 1'), hashOf('version 2')];
const [DRAFT, SUBMISSION, ENTRY, SIMULATION, HISTORY] = [1, 2, 3, 4, 5].map(idOf) as [string, string, string, string, string];
const dana = { id: idOf(16), name: 'Dana Okafor' };
const ada = { id: idOf(17), name: 'Ada Ferrara' };
const EVIDENCE = hashOf('evidence');

const document = {
  id: PROGRAM,
  name: 'Northwind Partner Program',
  currency: 'USD',
  rounding: 'half-even',
  calendar: { fiscalYearStart: '02-01', timeZone: 'America/New_York' },
  partnerTypes: {
    reseller: {
      objective: 'New customers in regions without a field team.',
      judgedBy: 'partner-sourced-new-customer-rate',
      produces: ['deal-closed'],
    },
  },
  rules: [
    {
      name: 'commission',
      decides: 'incentive',
      for: ['reseller'],
      on: ['deal-closed'],
      moves: 'partner-sourced-new-customer-rate',
      conditions: { all: [{ fact: 'deal.amount', operator: 'exists', value: true }] },
      event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount * 0.12' } },
    },
  ],
};

const files = [
  { path: 'program.json', text: `${JSON.stringify({ ...document, rules: [] }, null, 2)}\n` },
  { path: 'rules/10-commission.json', text: `${JSON.stringify(document.rules, null, 2)}\n` },
];

export const newDraft = { program: PROGRAM, name: 'Commission at 12 %', from: { version: V1 } };
export const newDraftOfFiles = { program: PROGRAM, name: 'From my editor', from: { files } };
export const draftSave = { files };

export const draftSummary = {
  id: DRAFT,
  program: PROGRAM,
  name: newDraft.name,
  owner: dana,
  authors: [dana],
  revision: 7,
  base: V1,
  state: 'open',
  createdAt: '2026-03-18T09:00:00.000Z',
  changedAt: '2026-03-18T09:12:41.310Z',
};
export const draft = { ...draftSummary, files };
export const draftPage = { drafts: [draftSummary] };

export const draftCheck = {
  draft: DRAFT,
  revision: 7,
  ok: true,
  version: V2,
  diagnostics: [
    {
      code: 'renewals-unpaid',
      severity: 'warning',
      message: 'reseller is paid for new deals and not for renewals.',
      hint: 'Pay renewals too, or customers churn.',
      pointer: '/partnerTypes/reseller',
      range: {
        file: 'program.json',
        start: { line: 11, column: 5, offset: 214 },
        end: { line: 17, column: 6, offset: 391 },
      },
    },
  ],
};

export const draftTests = {
  draft: DRAFT,
  revision: 7,
  ok: true,
  passed: 1,
  failed: 0,
  scenarios: [{ file: 'scenarios/commission.json', name: 'a deal pays 12 %', passed: true, diagnostics: [] }],
  untried: [],
  diagnostics: [],
};

const line = 'rule commission: amount from deal.amount * 0.1 to deal.amount * 0.12';

export const difference = {
  program: PROGRAM,
  from: { version: V1, sound: true },
  to: { version: V2, draft: { id: DRAFT, revision: 7 }, sound: true },
  edits: [
    {
      address: 'rules/commission',
      change: 'changed',
      title: 'rule commission',
      details: [{ what: 'amount', from: 'deal.amount * 0.1', to: 'deal.amount * 0.12' }],
    },
  ],
  wording: [],
  lines: [line],
  files: [
    {
      path: 'rules/10-commission.json',
      change: 'changed',
      line: 26,
      removed: ['        "amount": "deal.amount * 0.1"'],
      added: ['        "amount": "deal.amount * 0.12"'],
      more: 0,
    },
  ],
};

export const newSubmission = {
  revision: 7,
  simulation: SIMULATION,
  effectiveFrom: '2026-05-01',
  note: 'Rivals pay 12 % since January; we lose renewals to them.',
};

const approval = {
  by: ada,
  at: '2026-03-19T08:30:00.000Z',
  comment: 'Within the budget of the quarter.',
  evidenceHash: EVIDENCE,
  signature: `${'Zk3v'.repeat(21)}Aw`,
};

export const submission = {
  id: SUBMISSION,
  program: PROGRAM,
  draft: DRAFT,
  version: V2,
  effectiveFrom: newSubmission.effectiveFrom,
  state: 'approved',
  note: newSubmission.note,
  evidence: {
    draft: { id: DRAFT, revision: 7, version: V2, scenarios: hashOf('scenarios') },
    baseline: { hash: hashOf('baseline'), versions: [{ version: V1, effectiveFrom: null }] },
    effectiveFrom: newSubmission.effectiveFrom,
    past: false,
    history: { id: HISTORY, hash: hashOf('history') },
    simulation: { id: SIMULATION, request: hashOf('request'), result: hashOf('result'), inForceFrom: null },
    checks: { warnings: [] },
    scenarios: { passed: 1, names: ['a deal pays 12 %'] },
    liability: { currency: 'USD', before: '1804500.00', after: '1867657.50', difference: '63157.50', rise: '0.035000', since: null },
    difference: [line],
    approvers: { needed: 1, because: 'One approver is enough: the program sets no limit.' },
  },
  evidenceHash: EVIDENCE,
  authors: [dana],
  submittedBy: dana,
  submittedAt: '2026-03-18T09:20:05.120Z',
  approvals: [approval],
};
export const submissionPage = { submissions: [submission] };

export const newApproval = { evidence: EVIDENCE, comment: approval.comment };
export const reason = { reason: 'The figures of the first quarter are missing from the history.' };
export const publication = { confirmPast: '63157.50' };

const receipt = { entry: 4711, hash: hashOf('head'), signature: `${'mP0x'.repeat(21)}Bg` };
export const submissionStep = { submission, receipt };

export const timelineEntry = {
  id: ENTRY,
  program: PROGRAM,
  version: V2,
  effectiveFrom: newSubmission.effectiveFrom,
  state: 'scheduled',
  submission: SUBMISSION,
  by: ada,
  at: '2026-03-19T08:31:12.004Z',
};
export const publicationMade = { submission: { ...submission, state: 'published' }, entry: timelineEntry, receipt };
export const timelineChange = { entry: timelineEntry, receipt };
export const programTimeline = {
  program: PROGRAM,
  today: '2026-03-19',
  entries: [
    {
      id: idOf(6),
      program: PROGRAM,
      version: V1,
      effectiveFrom: null,
      state: 'in-force',
      by: { id: 'server', name: 'Dealwright' },
      at: '2026-01-05T07:00:00.000Z',
    },
    timelineEntry,
  ],
};
export const version = { program: PROGRAM, version: V2, document, files, keptAt: timelineEntry.at, entries: [timelineEntry] };
export const rollBack = { version: V1, reason: 'Commission was paid twice on expansions.' };

export const newComment = { text: 'Does the volume rebate stay as it is?' };
export const comment = { id: idOf(7), by: ada, at: '2026-03-18T16:02:00.000Z', ...newComment };
export const commentPage = { comments: [comment] };
