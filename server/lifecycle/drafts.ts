import type { Principal } from '../access/principal.ts';
import type { SourceFile } from '../engine/program/source.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import type { Page, PageOptions } from '../store/histories.ts';
import { filesHash, keepFiles, type Reader } from '../store/life/contents.ts';
import {
  addAuthor,
  authorsOf,
  type DraftFilter,
  type DraftRow,
  findDraft,
  insertDraft,
  listDraftRows,
  lockDraft,
  type PersonRow,
  updateDraft,
} from '../store/life/drafts.ts';
import { lockOrMakeProgram, lockProgram } from '../store/life/programs.ts';
import { lapseSubmissions } from '../store/life/submissions.ts';
import { filesOfVersion, findVersion } from '../store/life/timeline.ts';
import { differenceFindings } from './compare.ts';
import { checkFiles } from './draft-files.ts';
import { type Changed, checkText, type Life, TEXT_LIMITS } from './life.ts';
import { type Draft, LifecycleError } from './model.ts';
import { type DraftSummary, draftOf, noDraft, summaryOf } from './read-draft.ts';

export interface DraftOrigin {
  /** Id of the program; of one that isn't there yet it is made. */
  readonly program: string;
  readonly name: string;
  /** A version of the program, or another draft of it; or else the files themselves. */
  readonly from?: { readonly version: string } | { readonly draft: string };
  readonly files?: readonly SourceFile[];
}

const PROGRAM_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

export async function beginDraft(life: Life, tx: Transaction, by: Principal, origin: DraftOrigin): Promise<Changed<Draft>> {
  const { program, name } = origin;
  const at = life.now();
  checkText("A draft's name", name, { most: TEXT_LIMITS.name });
  if (program.length > 80 || !PROGRAM_ID.test(program))
    throw new StoreError('refused', "A program's id has at most 80 small letters, digits and hyphens between them, like north-wind.");
  if ((origin.from === undefined) === (origin.files === undefined))
    throw new StoreError('refused', 'A draft begins from a version, from another draft, or with files: give one of them.');
  await lockOrMakeProgram(tx, program, at);
  const begun = origin.files === undefined ? await copied(tx, origin) : { files: origin.files, base: null, authors: [] };
  if (origin.files !== undefined) checkFiles(origin.files);
  const files = typeof begun.files === 'string' ? begun.files : await keepFiles(tx, begun.files);
  const me = { person: by.id, name: by.name };
  const row = await insertDraft(tx, { program, name, owner: by.id, owner_name: by.name, base: begun.base, files }, [me], at);
  // whoever wrote what is copied wrote this
  for (const author of begun.authors) await addAuthor(tx, row.id, author, at);
  const draft = await draftOf(tx, row);
  const subject = { kind: 'draft', id: row.id };
  const head = await life.trail.record(tx, by, { action: 'draft-begun', subject, after: recorded(row) });
  return { value: draft, head };
}

async function copied(
  tx: Transaction,
  { program, from }: DraftOrigin,
): Promise<{ readonly files: string; readonly base: string | null; readonly authors: readonly PersonRow[] }> {
  if (from !== undefined && 'draft' in from) {
    const row = await findDraft(tx, from.draft);
    if (row === undefined || row.program !== program) throw noDraft(from.draft, program);
    return { files: row.files, base: row.base, authors: (await authorsOf(tx, [row.id])).get(row.id) ?? [] };
  }
  const version = from?.version ?? '';
  const files = (await findVersion(tx, program, version)) && (await filesOfVersion(tx, program, version));
  if (files === undefined) throw new LifecycleError('not-found', `${program} has no version ${version.slice(0, 64)}.`);
  return { files, base: version, authors: [] };
}

export interface DraftSave {
  /** Of the draft as it was read. */
  readonly revision: number;
  readonly files: readonly SourceFile[];
  readonly name?: string;
}

/** Writes over the revision that was read, and over no other; what was submitted of it lapses. */
export async function saveDraft(life: Life, tx: Transaction, by: Principal, id: string, save: DraftSave): Promise<Changed<Draft>> {
  checkFiles(save.files);
  if (save.name !== undefined) checkText("A draft's name", save.name, { most: TEXT_LIMITS.name });
  const row = await lockOpenDraft(tx, id);
  const hash = filesHash(save.files);
  const name = save.name ?? row.name;
  // the same again, as after an answer that was lost
  if (row.files === hash && row.name === name) return { value: await draftOf(tx, row), head: undefined };
  if (row.revision !== save.revision) throw await changedMeanwhile(tx, row);
  const at = life.now();
  const files = await keepFiles(tx, save.files);
  await addAuthor(tx, id, { person: by.id, name: by.name }, at);
  const now = await updateDraft(tx, id, { name, files, revision: row.revision + 1 }, at);
  const lapsed = await lapseSubmissions(tx, { draft: id }, `The draft was changed: revision ${now.revision} by ${by.name}.`);
  const draft = await draftOf(tx, now);
  const head = await life.trail.record(tx, by, {
    action: 'draft-saved',
    subject: { kind: 'draft', id },
    before: recorded(row),
    after: { ...recorded(now), ...(lapsed.length > 0 && { lapsed }) },
  });
  return { value: draft, head };
}

/** Puts it aside for good; it can be read on. */
export async function discardDraft(
  life: Life,
  tx: Transaction,
  by: Principal,
  id: string,
  { revision }: { readonly revision: number },
): Promise<Changed<Draft>> {
  const row = await lockOpenDraft(tx, id);
  if (row.revision !== revision) throw await changedMeanwhile(tx, row);
  const now = await updateDraft(tx, id, { state: 'discarded' }, life.now());
  const lapsed = await lapseSubmissions(tx, { draft: id }, `The draft was discarded by ${by.name}.`);
  const draft = await draftOf(tx, now);
  const head = await life.trail.record(tx, by, {
    action: 'draft-discarded',
    subject: { kind: 'draft', id },
    before: recorded(row),
    after: { ...recorded(now), ...(lapsed.length > 0 && { lapsed }) },
  });
  return { value: draft, head };
}

/** In the order in which they were begun; those that are open unless another state is asked for. */
export async function listDrafts(life: Life, { limit, after, ...filter }: DraftFilter & PageOptions = {}): Promise<Page<DraftSummary>> {
  const page = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) };
  const { items, next } = await listDraftRows(life.store.db, { state: 'open', ...filter }, page);
  const authors = await authorsOf(
    life.store.db,
    items.map(({ id }) => id),
  );
  return { items: items.map((row) => summaryOf(row, authors.get(row.id) ?? [])), ...(next !== undefined && { next }) };
}

/** The open draft for the rest of the transaction, and its program before it. */
export async function lockOpenDraft(tx: Transaction, id: string): Promise<DraftRow> {
  const found = await findDraft(tx, id);
  if (found === undefined) throw noDraft(id);
  await lockProgram(tx, found.program);
  const row = await lockDraft(tx, id);
  if (row.state !== 'open') throw new LifecycleError('state', 'This draft was discarded. Begin another one from it to go on.');
  return row;
}

export async function changedMeanwhile(db: Reader, row: DraftRow): Promise<LifecycleError> {
  const current = await draftOf(db, row);
  const last = `Revision ${row.revision} of ${row.changed_at.toISOString()} stands there`;
  return new LifecycleError('changed', `The draft was changed meanwhile: ${last}. Read it, and change that.`, { current });
}

/**
 * Saves with the transaction that `saving` makes. Where it comes too late, what stands there and isn't in what was given is
 * told with the refusal: it may take seconds to find, so that is after the transaction.
 */
export async function tellingChanges<T>(life: Life, given: readonly SourceFile[], saving: () => Promise<T>): Promise<T> {
  try {
    return await saving();
  } catch (error) {
    if (!(error instanceof LifecycleError) || error.current === undefined) throw error;
    const { code, message, current } = error;
    const findings = await differenceFindings(life, current.program, given, current.files).catch((reason: unknown) => {
      // too much waits already: that it was changed is told all the same
      if (reason instanceof StoreError && reason.code === 'limit') return [];
      throw reason;
    });
    throw new LifecycleError(code, message, { current, findings });
  }
}

const recorded = ({ program, name, revision, base, files, state }: DraftRow) => ({ program, name, revision, base, files, state });
