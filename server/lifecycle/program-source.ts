import type { ProgramDocument } from '../../schemas/types.ts';
import type { Diagnostic } from '../engine/program/diagnostic.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { DraftDocument, ProgramSource } from '../simulation/request.ts';
import { checkFiles, loadDraft } from './draft-files.ts';
import type { DraftContent } from './draft-work.ts';
import type { Life } from './life.ts';
import { LifecycleError } from './model.ts';
import type { ProgramBook } from './program-book.ts';
import { getDraft } from './read-draft.ts';

/** Of each timeline one list, always the same: what is loaded of it is kept with it (simulation/read-program.ts). */
const documents = new WeakMap<Timeline, readonly ProgramDocument[]>();

function documentsOf(timeline: Timeline): readonly ProgramDocument[] {
  const known = documents.get(timeline) ?? timeline.versions.map(({ document }) => document);
  documents.set(timeline, known);
  return known;
}

/** A draft as it stands on somebody's screen, instead of as it is kept. */
export interface Unsaved extends DraftContent {
  readonly draft: string;
}

/**
 * Programs and drafts as they are now; for one request, which is read more than once and must find the same. Without
 * `life` there are no drafts.
 */
export function programSource(book: ProgramBook, life?: Life, unsaved?: Unsaved): ProgramSource {
  const timelines = new Map(book.timelines().map((timeline) => [timeline.id, timeline]));
  const drafts = new Map<string, Promise<DraftDocument | undefined>>();
  return {
    program: async (id) => {
      const timeline = timelines.get(id);
      return timeline && documentsOf(timeline);
    },
    ids: async () => [...timelines.keys()],
    ...(life && {
      draft: (id: string) => {
        const draft = drafts.get(id) ?? (id === unsaved?.draft ? unsavedDocument(life, unsaved) : draftDocument(life, id));
        drafts.set(id, draft);
        return draft;
      },
    }),
  };
}

async function draftDocument(life: Life, id: string): Promise<DraftDocument | undefined> {
  try {
    const { program, files } = await getDraft(life, id);
    const loaded = loadDraft(files, program);
    return loaded.ok ? { ok: true, document: loaded.program.document } : faulty(loaded.diagnostics);
  } catch (error) {
    if (error instanceof LifecycleError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** Each pause in typing brings another: it is read on a thread. */
async function unsavedDocument({ threads }: Life, { program, files }: Unsaved): Promise<DraftDocument> {
  checkFiles(files);
  const checked = await threads.check({ program, files });
  return checked.ok ? { ok: true, document: JSON.parse(checked.version.text) as ProgramDocument } : faulty(checked.diagnostics);
}

function faulty(diagnostics: readonly Diagnostic[]): DraftDocument {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  return { ok: false, message: `The draft has errors; the first: ${first?.message ?? ''} (${first?.pointer ?? ''})` };
}
