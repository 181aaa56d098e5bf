// The adapters alone in a page: what the rooms of the editor do with them, without the rooms.
import { startLanguageWorker } from '../../../../editor/monaco/language-worker.ts';
import { DraftModels } from '../../../../editor/monaco/models.ts';
import { monaco } from '../../../../editor/monaco/monaco.ts';
import { programEditorOptions } from '../../../../editor/monaco/options.ts';
import { registerLanguage } from '../../../../editor/monaco/register.ts';
import { schemeTheme } from '../../../../editor/monaco/themes.ts';

const files = await (await fetch('./files.json')).json();
const models = new DraftModels(monaco, 'draft-1', files);
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
const editor = monaco.editor.create(document.querySelector('#editor'), {
  model: models.model(files[0].path),
  theme: schemeTheme(dark ? 'dark' : 'light'),
  ...programEditorOptions,
});
const opened = [];
const shown = [];
const open = (path, range) => {
  opened.push(path);
  editor.setModel(models.model(path));
  editor.setSelection(range);
  editor.revealRangeInCenter(range);
  editor.focus();
};
const language = startLanguageWorker();
const registered = registerLanguage(monaco, language, models, { open, showRule: (rule) => shown.push(rule) });

/** For the test: the cursor behind the first such text of a file. */
const goBehind = (path, text) => {
  if (editor.getModel() !== models.model(path)) editor.setModel(models.model(path));
  const [match] = models.model(path).findMatches(text, false, false, true, null, false, 1);
  editor.setPosition({ lineNumber: match.range.endLineNumber, column: match.range.endColumn });
  editor.revealPositionInCenter(editor.getPosition());
  editor.focus();
};
/** For the test: from the last key until what is wrong was found anew. */
const findings = [];
let lastKey = 0;
addEventListener(
  'keydown',
  () => {
    lastKey = performance.now();
  },
  true,
);
registered.onDiagnostics(() => findings.push(performance.now() - lastKey));
globalThis.page = { monaco, editor, models, language, registered, opened, shown, goBehind, findings };
