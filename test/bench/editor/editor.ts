import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { documentValidator } from '../../../schemas/ajv.ts';
import { joinSources } from '../../../server/engine/program/join.ts';
import { loadProgram } from '../../../server/engine/program/load.ts';
import type { SourceFile } from '../../../server/engine/program/source.ts';
import { type Figures, median, percentile, work } from '../figures.ts';
import { benchPage } from './page.ts';
import { enlarged, lines, readFiles } from './programs.ts';

const KEYSTROKES = 40;
/** Until the code is as fast as it gets; a page is warm after a few words. */
const WARM = 15;
const EDITED = 'rules/70-incentives-reseller.json';

/** Of editor/language/service.ts what is measured. */
interface Language {
  replace(files: readonly SourceFile[]): void;
  update(path: string, text: string): void;
  diagnose(): readonly unknown[];
  complete(path: string, offset: number): readonly unknown[];
}

/** The language service bundled as for the page: dist/editor is the page's, and has none of its modules. */
async function bundled(): Promise<() => Language> {
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-bench-'));
  try {
    const lib = { entry: 'editor/language/service.ts', formats: ['es' as const], fileName: () => 'language.js' };
    await build({ configFile: false, logLevel: 'error', build: { outDir: folder, minify: false, lib } });
    const made: { readonly createLanguage: () => Language } = await import(pathToFileURL(join(folder, 'language.js')).href);
    return made.createLanguage;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What somebody waits for who types into northwind, and into a program of 5,000 lines. */
export async function benchEditor(say: (line: string) => void): Promise<Figures> {
  const createLanguage = await bundled();
  const northwind = readFiles('rules/northwind');
  const large = enlarged(northwind, 5_000);
  say(`northwind: ${lines(northwind)} lines in ${northwind.length} files; beside it ${lines(large)} lines in ${large.length}`);
  const figures: Record<string, number> = {};
  for (const [name, files] of [
    ['', northwind],
    ['Large', large],
  ] as const) {
    const language = createLanguage();
    language.replace(files);
    prove(language, files);
    const diagnostics = await typed(files, (file) => {
      language.update(file.path, file.text);
      if (language.diagnose().length > 0) throw new Error('a program without faults has some');
    });
    const completion = await typed(files, (file, offset) => {
      language.update(file.path, file.text);
      if (language.complete(file.path, offset).length === 0) throw new Error('nothing is offered');
    });
    const plain = await typed(files, (file) => plainly(files.map((one) => (one.path === file.path ? file : one))));
    Object.assign(figures, {
      [`editor.diagnostics${name}Ms`]: median(diagnostics),
      [`editor.diagnostics${name}P95Ms`]: percentile(diagnostics, 0.95),
      [`editor.completion${name}Ms`]: median(completion),
      [`editor.plain${name}Ms`]: median(plain),
    });
  }
  return { ...figures, ...(await benchPage(say)) };
}

/** The other means: each file by JSON.parse, joined, and judged by the schema alone; no places, no names, no units. */
function plainly(files: readonly SourceFile[]): void {
  const document: Record<string, unknown> = {};
  const rules: unknown[] = [];
  for (const { path, text } of files) {
    const value: unknown = JSON.parse(text);
    if (path === 'program.json') Object.assign(document, value);
    else if (path.startsWith('rules/')) rules.push(...(value as unknown[]));
    else document[path.replace('.json', '')] = value;
  }
  document.rules = rules;
  if (!documentValidator('program')(document)) throw new Error('the schema refuses a program without faults');
}

/** That a keystroke's answer is that of the engine on the same files. */
function prove(language: Language, files: readonly SourceFile[]): void {
  const faulty = files.map((file) =>
    file.path === EDITED ? { ...file, text: file.text.replace('measure.revenueYtd)', 'measure.revenueYt)') } : file,
  );
  const loaded = loadProgram(faulty);
  for (const { path, text } of faulty) language.update(path, text);
  const [ours, theirs] = [JSON.stringify(language.diagnose()), JSON.stringify(loaded.ok ? [] : loaded.diagnostics)];
  if (ours !== theirs || loaded.ok) throw new Error('the editor and the engine find different faults');
  for (const { path, text } of files) language.update(path, text);
  if (joinSources(files).root === undefined) throw new Error('the files are no program');
}

/** One character after the other into a description; work of each. */
async function typed(files: readonly SourceFile[], run: (file: SourceFile, offset: number) => void): Promise<readonly number[]> {
  const file = files.find(({ path }) => path === EDITED);
  if (file === undefined) throw new Error(`there is no ${EDITED}`);
  const at = file.text.indexOf('"description": "') + '"description": "'.length;
  const formula = file.text.indexOf('measure.revenueYtd');
  const times: number[] = [];
  for (let stroke = 1; stroke <= WARM + KEYSTROKES; stroke += 1) {
    const text = `${file.text.slice(0, at)}${'x'.repeat(stroke)}${file.text.slice(at)}`;
    const { ms } = await work(() => run({ path: EDITED, text }, formula + stroke + 'measure.rev'.length));
    if (stroke > WARM) times.push(ms);
  }
  return times;
}
