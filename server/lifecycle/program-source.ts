import type { ProgramDocument } from '../../schemas/types.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { DraftDocument, ProgramSource } from '../simulation/request.ts';
import { loadDraft } from './draft-files.ts';
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

/**
 * Programs and drafts as they are now; for one request, which is read more than once and must find the same. Without
 * `life` there are no drafts.
 */
export function programSource(book: ProgramBook, life?: Life): ProgramSource {
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
        const draft = drafts.get(id) ?? draftDocument(life, id);
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
    if (loaded.ok) return { ok: true, document: loaded.program.document };
    const [first] = loaded.diagnostics.filter(({ severity }) => severity === 'error');
    return { ok: false, message: `The draft has errors; the first: ${first?.message ?? ''} (${first?.pointer ?? ''})` };
  } catch (error) {
    if (error instanceof LifecycleError && error.code === 'not-found') return undefined;
    throw error;
  }
}
