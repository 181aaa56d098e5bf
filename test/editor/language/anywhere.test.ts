import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Language } from '../../../editor/language/service.ts';
import { filesOf, languageOf } from './support.ts';

/*
 * Wherever the cursor stands, in whatever state the text is: no question fails, and what is answered lies in the text.
 */

const programs = readdirSync('rules', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function askAll(language: Language, path: string, text: string, offset: number): void {
  for (const { span } of language.complete(path, offset)) {
    expect(span.start).toBeLessThanOrEqual(offset);
    expect(span.end).toBeGreaterThanOrEqual(offset);
    // what is replaced is a word or a text: Monaco wants it on one line
    expect(text.slice(span.start, span.end)).not.toContain('\n');
  }
  const told = language.hover(path, offset);
  if (told !== undefined) expect(told.span.start <= offset && offset <= told.span.end).toBe(true);
  const name = language.renamable(path, offset);
  if (name !== undefined) expect(text.slice(name.start, name.end)).toBe(name.name);
  language.signature(path, offset);
  language.definition(path, offset);
}

describe('wherever the cursor stands', () => {
  test.each(programs)('in rules/%s', (program) => {
    const files = filesOf(program);
    const language = languageOf(files);
    const steps = Math.max(1, Math.floor(files.reduce((sum, { text }) => sum + text.length, 0) / 400));
    for (const { path, text } of files) for (let offset = 0; offset <= text.length; offset += steps) askAll(language, path, text, offset);
  });

  test('and the text ends there', () => {
    const files = filesOf('gitlab', false);
    const language = languageOf(files);
    for (const { path, text } of files) {
      for (let end = 0; end < text.length; end += Math.ceil(text.length / 60)) {
        const cut = text.slice(0, end);
        language.update(path, cut);
        askAll(language, path, cut, end);
        for (const diagnostic of language.diagnose().slice(0, 5)) language.fixes(diagnostic);
      }
    }
  });

  test('and a piece is missing', () => {
    const [file] = filesOf('oem-minimum', false);
    if (file === undefined) throw new Error('there is no program');
    const language = languageOf([file]);
    for (let at = 0; at < file.text.length; at += Math.ceil(file.text.length / 60)) {
      const text = file.text.slice(0, at) + file.text.slice(at + 17);
      language.update(file.path, text);
      askAll(language, file.path, text, at);
      for (const diagnostic of language.diagnose().slice(0, 5)) {
        for (const { edits } of language.fixes(diagnostic))
          for (const { start, end } of edits) expect(start <= end && end <= text.length).toBe(true);
      }
    }
  });
});
