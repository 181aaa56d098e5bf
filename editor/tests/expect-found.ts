import type { DraftTests, ScenarioRun } from '../api/draft-tests.ts';
import { edited } from '../write/draft/draft-store.ts';
import { inline } from '../write/json.ts';

type Diagnostic = DraftTests['diagnostics'][number];
type SourceFile = { readonly path: string; readonly text: string };

/** Where the program decided otherwise, and on both evaluators the same: what it decided can be expected from now on. */
const isAnother = ({ found, range }: Diagnostic): boolean => found !== undefined && range !== undefined;

/** Whether all that is wrong with a scenario is that it expects something else. */
export const mayExpectFound = ({ passed, diagnostics }: ScenarioRun): boolean => !passed && diagnostics.every(isAnother);

/** The scenario's file with what was decided in the place of what was expected; the rest of the text stays as it is. */
export function expectFound(files: readonly SourceFile[], { file, diagnostics }: ScenarioRun): SourceFile[] {
  const edits = diagnostics.flatMap(({ found, range }) =>
    found === undefined || range === undefined
      ? []
      : [{ offset: range.start.offset, length: range.end.offset - range.start.offset, content: inline(found) }],
  );
  return files.map((each) => (each.path === file ? { path: file, text: edited(each.text, edits) } : each));
}
