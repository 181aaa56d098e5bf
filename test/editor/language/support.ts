import { readdirSync, readFileSync } from 'node:fs';
import type { TextEdit } from '../../../editor/language/model.ts';
import { createLanguage, type Language } from '../../../editor/language/service.ts';
import type { ProgramDocument } from '../../../schemas/types.ts';
import type { SourceFile } from '../../../server/engine/program/source.ts';

/** The files of an example program as a draft has them. */
export function filesOf(program: string, scenarios = true): SourceFile[] {
  const paths = readdirSync(`rules/${program}`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
  return paths
    .filter((path) => !path.startsWith('versions/') && (scenarios || !path.startsWith('scenarios/')))
    .sort()
    .map((path) => ({ path, text: readFileSync(`rules/${program}/${path}`, 'utf8') }));
}

export function languageOf(files: readonly SourceFile[]): Language {
  const language = createLanguage();
  language.replace(files);
  return language;
}

/** A text with a cursor in it, written as ⏐. */
export function cursor(text: string): { readonly text: string; readonly offset: number } {
  const offset = text.indexOf('⏐');
  if (offset < 0) throw new Error('there is no cursor');
  return { text: text.replace('⏐', ''), offset };
}

/** Files after edits; those of one file are applied from its end. */
export function edited(files: readonly SourceFile[], edits: readonly TextEdit[]): SourceFile[] {
  return files.map(({ path, text }) => {
    const own = edits.filter(({ file }) => file === path).sort((a, b) => b.start - a.start);
    return { path, text: own.reduce((changed, { start, end, text: by }) => changed.slice(0, start) + by + changed.slice(end), text) };
  });
}

export const programFile = (document: ProgramDocument | object): SourceFile => ({
  path: 'program.json',
  text: `${JSON.stringify(document, null, 2)}\n`,
});

/** The texts that places stand for. */
export const textsAt = (files: readonly SourceFile[], places: readonly { file: string; start: number; end: number }[]): string[] =>
  places.map(({ file, start, end }) => `${file}: ${files.find(({ path }) => path === file)?.text.slice(start, end)}`);
