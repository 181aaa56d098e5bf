/** Components of a program's life: what is asked, and what is answered. */

import * as example from './life-examples.ts';
import {
  APPROVAL_SHAPE,
  DRAFT_SAVE_SHAPE,
  NEW_COMMENT_SHAPE,
  NEW_DRAFT_SHAPE,
  NEW_SUBMISSION_SHAPE,
  PUBLICATION_SHAPE,
  REASON_SHAPE,
  ROLL_BACK_SHAPE,
} from './life-shapes.ts';
import { object, reference, type Schema } from './openapi-components.ts';

const TIME = { type: 'string', format: 'date-time' };
const DAY = { type: 'string', format: 'date' };
const ID = { type: 'string', format: 'uuid' };
const HASH = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
const AMOUNT = { type: 'string', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$' };
const NEXT = { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' };

const list = (items: Schema, description?: string): Schema => ({ type: 'array', items, ...(description !== undefined && { description }) });
const nullable = (schema: Schema, description: string): Schema => ({ anyOf: [schema, { type: 'null' }], description });
const page = (name: string, item: string): Schema => object({ [name]: list(reference(item)), next: NEXT }, [name]);
const shown = (schema: Schema, ...examples: readonly object[]): Schema => ({ ...schema, examples });

const VERSION = { ...HASH, description: 'Hash of what the version says; its day is not part of it.' };
const REVISION = { type: 'integer', minimum: 1, description: 'Counts up with each save.' };

const draft = {
  id: ID,
  program: TEXT,
  name: TEXT,
  owner: reference('PersonName'),
  authors: list(reference('PersonName'), 'All who changed it, and whoever wrote what it was copied from.'),
  revision: REVISION,
  base: nullable(HASH, 'Version that it was begun from; null: from nothing.'),
  state: { type: 'string', enum: ['open', 'discarded'] },
  createdAt: TIME,
  changedAt: TIME,
};

const questions: Record<string, Schema> = {
  NewDraft: shown(NEW_DRAFT_SHAPE, example.newDraft, example.newDraftOfFiles),
  DraftSave: shown(DRAFT_SAVE_SHAPE, example.draftSave),
  NewSubmission: shown(NEW_SUBMISSION_SHAPE, example.newSubmission),
  NewApproval: shown(APPROVAL_SHAPE, example.newApproval),
  Reason: shown(REASON_SHAPE, example.reason),
  Publication: shown(PUBLICATION_SHAPE, {}, example.publication),
  NewComment: shown(NEW_COMMENT_SHAPE, example.newComment),
  RollBack: shown(ROLL_BACK_SHAPE, example.rollBack),
};

const drafts: Record<string, Schema> = {
  PersonName: object({ id: TEXT, name: TEXT }),
  SourceFile: object({ path: TEXT, text: TEXT }),
  DraftSummary: shown(object(draft), example.draftSummary),
  DraftPage: shown(page('drafts', 'DraftSummary'), example.draftPage),
  Draft: shown(object({ ...draft, files: list(reference('SourceFile')) }), example.draft),
  Diagnostic: object(
    {
      code: TEXT,
      severity: { type: 'string', enum: ['error', 'warning'] },
      message: { ...TEXT, description: 'What was found and what was expected.' },
      hint: { ...TEXT, description: 'What to do.' },
      pointer: { ...TEXT, description: 'JSON pointer into the document.' },
      atKey: { type: 'boolean', description: 'The key at the pointer is meant, not its value.' },
      within: object({ start: COUNT, end: COUNT }),
      found: { description: 'Of an expectation: what was decided instead, as it would be expected. Null: nothing of the kind.' },
      range: object({ file: TEXT, start: reference('SourcePlace'), end: reference('SourcePlace') }),
    },
    ['code', 'severity', 'message', 'pointer'],
  ),
  SourcePlace: object({ line: COUNT, column: COUNT, offset: COUNT }),
  DraftCheck: shown(
    object(
      {
        draft: ID,
        revision: REVISION,
        ok: { type: 'boolean', description: 'No errors: it loads.' },
        version: { ...VERSION, description: 'The version that it would become; missing while there are errors.' },
        diagnostics: list(reference('Diagnostic'), 'Errors and warnings, in document order.'),
      },
      ['draft', 'revision', 'ok', 'diagnostics'],
    ),
    example.draftCheck,
  ),
  DraftTests: shown(
    object({
      draft: ID,
      revision: REVISION,
      ok: { type: 'boolean', description: 'It loads, and every scenario passed.' },
      passed: COUNT,
      failed: COUNT,
      scenarios: list(
        object({ file: TEXT, name: TEXT, passed: { type: 'boolean' }, diagnostics: list(reference('Diagnostic')) }),
        'Each run on both evaluators.',
      ),
      untried: list(TEXT, 'Rules that no scenario makes hold.'),
      diagnostics: list(reference('Diagnostic'), 'Errors of a draft that does not load; then no scenario was run.'),
    }),
    example.draftTests,
  ),
  ProgramDifference: shown(
    object(
      {
        program: TEXT,
        from: reference('ComparedSide'),
        to: reference('ComparedSide'),
        edits: list(reference('ProgramEdit'), 'By meaning. Missing where a side has errors: then files alone are compared.'),
        wording: list(reference('EditDetail'), 'Names and descriptions: what people read, and no decision does.'),
        lines: list(TEXT, 'The same for people.'),
        files: list(
          object(
            {
              path: TEXT,
              change: { type: 'string', enum: ['added', 'removed', 'changed'] },
              line: { ...COUNT, description: 'The first one that differs.' },
              removed: list(TEXT),
              added: list(TEXT),
              more: { ...COUNT, description: 'Lines of them that are not told.' },
            },
            ['path', 'change', 'removed', 'added', 'more'],
          ),
          'As text, scenarios too.',
        ),
      },
      ['program', 'from', 'to', 'lines', 'files'],
    ),
    example.difference,
  ),
  ComparedSide: object(
    {
      version: VERSION,
      draft: object({ id: ID, revision: REVISION }),
      sound: { type: 'boolean', description: 'Whether it is a program without errors.' },
    },
    ['sound'],
  ),
  ProgramEdit: object(
    {
      address: { ...TEXT, description: 'Section and name: rules/volume-rebate.' },
      change: { type: 'string', enum: ['added', 'removed', 'changed', 'renamed', 'reordered'] },
      title: TEXT,
      details: list(reference('EditDetail')),
      was: { ...TEXT, description: 'Of renamed: the address before.' },
    },
    ['address', 'change', 'title', 'details'],
  ),
  EditDetail: object(
    {
      what: TEXT,
      from: { ...TEXT, description: 'Missing: it was not there.' },
      to: { ...TEXT, description: 'Missing: it is there no more.' },
    },
    ['what'],
  ),
};

const submissions: Record<string, Schema> = {
  Evidence: object({
    draft: object({ id: ID, revision: REVISION, version: VERSION, scenarios: { ...HASH, description: 'Of the scenarios.' } }),
    baseline: nullable(
      object({
        hash: HASH,
        versions: list(object({ version: VERSION, effectiveFrom: nullable(DAY, 'null: from the beginning.') })),
      }),
      'What was in force when it was submitted; null: the program is new.',
    ),
    effectiveFrom: DAY,
    past: { type: 'boolean', description: 'The day was past when it was submitted: the difference is what reconcile would post.' },
    history: object({ id: ID, hash: HASH }),
    simulation: object({ id: ID, request: HASH, result: HASH, inForceFrom: nullable(DAY, 'null: the candidate always was in force.') }),
    checks: object({ warnings: list(object({ code: TEXT, message: TEXT, pointer: TEXT })) }),
    scenarios: object({ passed: COUNT, names: list(TEXT) }),
    liability: object({
      currency: TEXT,
      before: { ...AMOUNT, description: 'What is paid over the history, by what is in force.' },
      after: { ...AMOUNT, description: 'By the draft.' },
      difference: AMOUNT,
      rise: nullable(AMOUNT, 'difference ÷ what was paid before since then; null: nothing was.'),
      since: nullable(DAY, 'Of a past day: from when on the rise is reckoned; null: over the history.'),
    }),
    difference: list(TEXT, 'What is others than in the version in force.'),
    approvers: object({ needed: { type: 'integer', minimum: 1 }, because: TEXT }),
  }),
  Approval: object({
    by: reference('PersonName'),
    at: TIME,
    comment: TEXT,
    evidenceHash: { ...HASH, description: 'What was approved.' },
    signature: { ...TEXT, description: 'Ed25519, by the key of the audit trail, over submission, evidence, approver and time; base64url.' },
  }),
  Submission: shown(
    object(
      {
        id: ID,
        program: TEXT,
        draft: ID,
        version: VERSION,
        effectiveFrom: DAY,
        state: { type: 'string', enum: ['pending', 'approved', 'published', 'returned', 'withdrawn', 'lapsed'] },
        because: { ...TEXT, description: 'Why it lapsed, was returned or withdrawn.' },
        note: TEXT,
        evidence: reference('Evidence'),
        evidenceHash: { ...HASH, description: 'SHA-256 of the canonical JSON (RFC 8785) of the evidence: what an approval signs.' },
        authors: list(reference('PersonName'), 'None of them approves it.'),
        submittedBy: reference('PersonName'),
        submittedAt: TIME,
        approvals: list(reference('Approval')),
      },
      [
        'id',
        'program',
        'draft',
        'version',
        'effectiveFrom',
        'state',
        'note',
        'evidence',
        'evidenceHash',
        'authors',
        'submittedBy',
        'submittedAt',
        'approvals',
      ],
    ),
    example.submission,
  ),
  SubmissionPage: shown(page('submissions', 'Submission'), example.submissionPage),
  Receipt: {
    ...object({ entry: COUNT, hash: HASH, signature: TEXT }),
    description:
      'Where the audit trail stood after the change. `dealwright audit verify --receipt FILE` shows later that it still holds it.',
  },
  SubmissionStep: shown(
    object({ submission: reference('Submission'), receipt: reference('Receipt') }, ['submission']),
    example.submissionStep,
  ),
  PublicationMade: shown(
    object({ submission: reference('Submission'), entry: reference('TimelineEntry'), receipt: reference('Receipt') }),
    example.publicationMade,
  ),
  Comment: shown(object({ id: ID, by: reference('PersonName'), at: TIME, text: TEXT }), example.comment),
  CommentPage: shown(page('comments', 'Comment'), example.commentPage),
};

const timeline: Record<string, Schema> = {
  TimelineEntry: shown(
    object(
      {
        id: ID,
        program: TEXT,
        version: VERSION,
        effectiveFrom: nullable(DAY, 'First day on which it decides; null: from the beginning.'),
        state: {
          type: 'string',
          enum: ['past', 'in-force', 'scheduled', 'withdrawn', 'replaced'],
          description: 'replaced: another took its place from the same day.',
        },
        submission: { ...ID, description: 'Missing: taken in from a folder, or rolled back to.' },
        reason: { ...TEXT, description: 'Of a roll back.' },
        by: reference('PersonName'),
        at: TIME,
        ended: object({ by: reference('PersonName'), at: TIME, reason: TEXT }, ['by', 'at']),
      },
      ['id', 'program', 'version', 'effectiveFrom', 'state', 'by', 'at'],
    ),
    example.timelineEntry,
  ),
  ProgramTimeline: shown(
    object({
      program: TEXT,
      today: { ...DAY, description: 'In the time zone of the program.' },
      entries: list(reference('TimelineEntry'), 'By the day from which they hold.'),
    }),
    example.programTimeline,
  ),
  TimelineChange: shown(object({ entry: reference('TimelineEntry'), receipt: reference('Receipt') }), example.timelineChange),
  Version: shown(
    object({
      program: TEXT,
      version: VERSION,
      document: reference('Program'),
      files: list(reference('SourceFile'), 'As they were last published, with its scenarios.'),
      keptAt: TIME,
      entries: list(reference('TimelineEntry'), 'When it was, is or will be in force.'),
    }),
    example.version,
  ),
};

export const lifeComponents: Record<string, Schema> = { ...questions, ...drafts, ...submissions, ...timeline };
