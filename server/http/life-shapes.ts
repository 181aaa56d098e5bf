import { FILE_LIMITS } from '../lifecycle/draft-files.ts';
import { TEXT_LIMITS } from '../lifecycle/life.ts';

/** The shapes of what is asked about a program's life; what they mean is looked at by server/lifecycle. */

const text = (description: string, minLength = 1) => ({ type: 'string', minLength, maxLength: TEXT_LIMITS.text, description }) as const;

export const DAY = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } as const;
export const VERSION = { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Hash of a version.' } as const;
const DRAFT_ID = { type: 'string', minLength: 1, maxLength: 100, description: 'Id of a draft.' } as const;
const DRAFT_NAME = { type: 'string', minLength: 1, maxLength: TEXT_LIMITS.name, description: 'What people call the draft.' } as const;

export const FILES = {
  type: 'array',
  maxItems: FILE_LIMITS.files,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['path', 'text'],
    properties: {
      path: { type: 'string', minLength: 1, maxLength: FILE_LIMITS.pathLength },
      text: { type: 'string', maxLength: FILE_LIMITS.fileLength },
    },
  },
  description:
    'As in a folder: program.json, SECTION.json beside it, rules/NAME.json, scenarios/NAME.json. The text may be unfinished; it is kept as it is.',
} as const;

export const NEW_DRAFT_SHAPE = {
  title: 'NewDraft',
  type: 'object',
  additionalProperties: false,
  required: ['program', 'name', 'from'],
  properties: {
    program: { type: 'string', minLength: 1, maxLength: 80, description: 'Id of the program; it need not be there yet.' },
    name: DRAFT_NAME,
    from: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: { version: VERSION, draft: DRAFT_ID, files: FILES },
      description: 'What it begins as: a version of the program, another draft of it, or files.',
    },
  },
} as const;

export const DRAFT_SAVE_SHAPE = {
  title: 'DraftSave',
  type: 'object',
  additionalProperties: false,
  required: ['files'],
  properties: { name: { ...DRAFT_NAME, description: 'Missing: it keeps its name.' }, files: FILES },
} as const;

export const NEW_SUBMISSION_SHAPE = {
  title: 'NewSubmission',
  type: 'object',
  additionalProperties: false,
  required: ['revision', 'simulation', 'effectiveFrom', 'note'],
  properties: {
    revision: { type: 'integer', minimum: 1, maximum: 999_999_999, description: 'Of the draft, as it was read.' },
    simulation: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      description: 'Id of a simulation that is done: what is in force as baseline, this draft as a candidate.',
    },
    effectiveFrom: { ...DAY, description: 'First day on which it is to decide; it may be past.' },
    note: text('What it is for.', 0),
  },
} as const;

export const APPROVAL_SHAPE = {
  title: 'NewApproval',
  type: 'object',
  additionalProperties: false,
  required: ['evidence'],
  properties: {
    evidence: {
      type: 'string',
      pattern: '^[0-9a-f]{64}$',
      description: 'evidenceHash of the submission as it was shown: what is approved.',
    },
    comment: text('What the approver says of it.', 0),
  },
} as const;

export const REASON_SHAPE = {
  title: 'Reason',
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: { reason: text('Why; it is kept.') },
} as const;

export const PUBLICATION_SHAPE = {
  title: 'Publication',
  type: 'object',
  additionalProperties: false,
  properties: {
    confirmPast: {
      type: 'string',
      pattern: '^-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,9})?$',
      description: 'Of a day that is past: what is posted for it, evidence.liability.difference.',
    },
  },
} as const;

export const NEW_COMMENT_SHAPE = {
  title: 'NewComment',
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: text('What is said.') },
} as const;

export const ROLL_BACK_SHAPE = {
  title: 'RollBack',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'reason'],
  properties: {
    version: { ...VERSION, description: 'One that was in force before.' },
    reason: text('Why; it is kept.'),
    from: { ...DAY, description: 'From this day on, today or later. Missing: today.' },
  },
} as const;
