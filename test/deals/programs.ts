import type { ProgramDocument } from '../../schemas/types.ts';
import { canonicalJson, versionHash } from '../../server/engine/program/hash.ts';
import { datedDocument } from '../../server/lifecycle/dated-documents.ts';
import { timelineChanged } from '../../server/lifecycle/timeline.ts';
import { keepFiles, keepText } from '../../server/store/life/contents.ts';
import { lockOrMakeProgram } from '../../server/store/life/programs.ts';
import { insertEntry, keepVersion } from '../../server/store/life/timeline.ts';
import type { TestLife } from '../lifecycle/support.ts';

/** Puts a version into a program's timeline, as its publication does; null: from the beginning. */
export async function putVersion(life: TestLife, document: ProgramDocument, effectiveFrom: string | null): Promise<void> {
  await life.store.transaction(async (tx) => {
    const at = life.now();
    await lockOrMakeProgram(tx, document.id, at);
    const hash = versionHash(document);
    await keepText(tx, canonicalJson(datedDocument(document, null)));
    const files = await keepFiles(tx, [{ path: 'program.json', text: JSON.stringify(document) }]);
    await keepVersion(tx, {
      program: document.id,
      hash,
      files,
      name: document.name,
      time_zone: document.calendar.timeZone,
      created_at: at,
    });
    const who = { person: 'test', person_name: 'Test', at };
    await insertEntry(tx, { program: document.id, version: hash, effective_from: effectiveFrom, submission: null, reason: null, ...who });
    await timelineChanged(life, tx, document.id, 'A version came.');
  });
}
