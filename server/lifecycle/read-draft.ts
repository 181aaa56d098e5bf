import { type Reader, readFiles } from '../store/life/contents.ts';
import { authorsOf, type DraftRow, findDraft, type PersonRow } from '../store/life/drafts.ts';
import type { Life } from './life.ts';
import { type Draft, LifecycleError } from './model.ts';

/** A draft without its files. */
export type DraftSummary = Omit<Draft, 'files'>;

/** Also one that was discarded. */
export async function getDraft(life: Life, id: string): Promise<Draft> {
  return readDraft(life.store.db, id);
}

export async function readDraft(db: Reader, id: string): Promise<Draft> {
  const row = await findDraft(db, id);
  if (row === undefined) throw noDraft(id);
  return draftOf(db, row);
}

export async function draftOf(db: Reader, row: DraftRow): Promise<Draft> {
  const authors = (await authorsOf(db, [row.id])).get(row.id) ?? [];
  return { ...summaryOf(row, authors), files: await readFiles(db, row.files) };
}

export function summaryOf(row: DraftRow, authors: readonly PersonRow[]): DraftSummary {
  return {
    id: row.id,
    program: row.program,
    name: row.name,
    owner: { id: row.owner, name: row.owner_name },
    authors: authors.map(({ person, name }) => ({ id: person, name })),
    revision: row.revision,
    base: row.base,
    state: row.state,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

export const noDraft = (id: string, program?: string): LifecycleError =>
  new LifecycleError('not-found', `There is no draft ${id.slice(0, 100)}${program === undefined ? '' : ` of ${program}`}.`);
