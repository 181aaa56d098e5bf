import { onTestFinished } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import type { Principal, Role } from '../../server/access/principal.ts';
import type { Trail } from '../../server/audit/trail.ts';
import type { SourceFile } from '../../server/engine/program/source.ts';
import { approve } from '../../server/lifecycle/approve.ts';
import { type DraftThreadsOptions, openDraftThreads } from '../../server/lifecycle/draft-threads.ts';
import { beginDraft } from '../../server/lifecycle/drafts.ts';
import type { Life } from '../../server/lifecycle/life.ts';
import type { Draft, Submission } from '../../server/lifecycle/model.ts';
import { openBook } from '../../server/lifecycle/open-book.ts';
import { readySubmission, submit } from '../../server/lifecycle/submit.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import type { Transaction } from '../../server/store/database.ts';
import type { Store } from '../../server/store/open-store.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { commissionRule, smallProgram } from '../support/small-program.ts';
import { trailOf } from '../support/trail.ts';
import { simulated } from './simulations.ts';

const person = (id: string, ...roles: readonly Role[]): Principal => ({
  kind: 'person',
  id,
  name: id[0]?.toUpperCase() + id.slice(1),
  roles: new Set(roles),
});

export const ann = person('ann', 'designer');
export const ben = person('ben', 'designer', 'approver');
export const cleo = person('cleo', 'approver');
export const dora = person('dora', 'approver');

/** A life whose clock a test sets. */
export interface TestLife extends Life {
  readonly trail: Trail;
  at(day: string): void;
}

/** The day on which tests begin. */
export const TODAY = '2026-05-10';

export async function newLife(database: TestDatabase, options?: DraftThreadsOptions): Promise<TestLife> {
  return lifeOf(await emptyStore(database), undefined, options);
}

export async function lifeOf(store: Store, keys?: string, options?: DraftThreadsOptions): Promise<TestLife> {
  const book = await openBook(store, { pollMs: 0 });
  const threads = openDraftThreads(options);
  onTestFinished(async () => {
    await threads.close();
    await book.close();
  });
  let now = new Date(`${TODAY}T12:00:00Z`);
  return {
    store,
    trail: await trailOf(store, keys),
    book,
    threads,
    now: () => now,
    at: (day) => {
      now = new Date(`${day}T12:00:00Z`);
    },
  };
}

/** A change by itself, as HTTP makes it: one transaction, and the book afterwards. */
export async function change<T>(life: Life, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const result = await life.store.transaction(work);
  await life.book.refresh();
  return result;
}

/** A deal of 100.00, and what is paid for it. */
export const scenario = (commission: string): object => ({
  name: `pays ${commission}`,
  partners: [{ id: 'p-1', enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01' }] }],
  activities: [
    {
      source: 'crm',
      id: 'd-1',
      kind: 'deal-closed',
      occurredOn: '2026-03-01',
      partner: 'p-1',
      partnerType: 'reseller',
      facts: { 'deal.amount': '100.00', 'customer.id': 'c-1' },
    },
  ],
  expect: [{ activity: 'd-1', lines: { commission } }],
});

const written = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

export interface FilesOptions {
  /** Per cent of the deal. */
  readonly percent?: number;
  readonly changes?: Partial<ProgramDocument>;
}

/** The small program with its scenario, as files. */
export function filesOf({ percent = 10, changes = {} }: FilesOptions = {}): readonly SourceFile[] {
  const { rules, ...document } = smallProgram(changes);
  const [gold] = rules;
  const rate = (percent / 100).toFixed(2);
  const commission = commissionRule({
    event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: `deal.amount * ${rate}` } },
  } as never);
  return [
    { path: 'program.json', text: written({ ...document, rules: [] }) },
    { path: 'rules/10.json', text: written([gold, commission]) },
    { path: 'scenarios/deal.json', text: written(scenario(percent.toFixed(2))) },
  ];
}

export const withFile = (files: readonly SourceFile[], path: string, text: string): readonly SourceFile[] => [
  ...files.filter((file) => file.path !== path),
  { path, text },
];

/** The small program in force from the beginning, as taken in from a folder: version 10 per cent. */
export async function takeSmall(life: Life, changes: Partial<ProgramDocument> = {}): Promise<string> {
  const files = Object.fromEntries(filesOf({ changes }).map(({ path, text }) => [path, text]));
  const { programs, broken } = await loadProgramsFolder(await folderOf(files));
  if (broken.length > 0) throw new Error(broken[0]?.diagnostics[0]?.message);
  await takeIn(life, programs);
  return life.book.timeline('small')?.versions[0]?.hash ?? '';
}

/** A new draft of the small program. */
export async function draftOf(life: Life, by: Principal, options: FilesOptions = {}): Promise<Draft> {
  const files = filesOf(options);
  return (await change(life, (tx) => beginDraft(life, tx, by, { program: 'small', name: 'a draft', files }))).value;
}

export interface Submitting {
  readonly history: string;
  readonly effectiveFrom: string;
}

/** Simulates a draft as its submission asks for, against what is in force. */
export async function simulatedDraft(life: Life, draft: Draft, { history, effectiveFrom }: Submitting): Promise<string> {
  const today = life.now().toISOString().slice(0, 10);
  const known = life.book.timeline('small') !== undefined;
  const past = effectiveFrom < today;
  const baseline = known ? { program: 'small', ...(!past && { on: effectiveFrom }) } : { draft: draft.id };
  const from = known && past ? { inForceFrom: effectiveFrom } : {};
  return simulated(life, { baseline, candidates: [{ draft: draft.id }], history, ...from });
}

/** Submits a draft with a simulation of its own. */
export async function submitted(life: Life, by: Principal, draft: Draft, submitting: Submitting): Promise<Submission> {
  const simulation = await simulatedDraft(life, draft, submitting);
  const { effectiveFrom } = submitting;
  const ready = await readySubmission(life, draft.id, { revision: draft.revision, simulation, effectiveFrom, note: 'for the test' });
  return (await change(life, (tx) => submit(life, tx, by, ready))).value;
}

export const approved = async (life: Life, by: Principal, { id, evidenceHash }: Submission): Promise<Submission> =>
  (await change(life, (tx) => approve(life, tx, by, id, { evidence: evidenceHash, comment: 'fine' }))).value;
