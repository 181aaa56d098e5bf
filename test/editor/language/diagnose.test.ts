import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadProgram } from '../../../server/engine/program/load.ts';
import { edited, filesOf, languageOf } from './support.ts';

const programs = readdirSync('rules', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('diagnostics', () => {
  test.each(programs)('of rules/%s are those of the engine, none', (program) => {
    // scenarios of odoo reach over its versions, and a draft is one
    expect(
      languageOf(filesOf(program, program !== 'odoo'))
        .diagnose()
        .filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  test('of faulty files are those of the engine, file by file', () => {
    const files = filesOf('northwind', false).map(({ path, text }) => ({
      path,
      text: text
        .replace('"parameter.goldRevenue"', '"parameter.goldRevenu"')
        .replace('item.amount * parameter.margin', 'item.amount + parameter.margin'),
    }));
    const loaded = loadProgram(files);
    expect(loaded.ok).toBe(false);
    expect(languageOf(files).diagnose()).toEqual(loaded.ok ? [] : loaded.diagnostics);
  });

  test('follow each keystroke, and a file that comes and goes', () => {
    const files = filesOf('northwind');
    const language = languageOf(files);
    const conditions = files.find(({ path }) => path === 'conditions.json')?.text ?? '';
    language.update('conditions.json', conditions.slice(0, -3));
    expect(language.diagnose().map(({ code, range }) => `${code} ${range?.file}`)).toEqual(['syntax conditions.json']);
    language.update('conditions.json', conditions);
    expect(language.diagnose()).toEqual([]);
    language.update('measure.json', '{}');
    expect(language.diagnose().map(({ code }) => code)).toEqual(['unknown-file']);
    language.update('measure.json');
    expect(language.diagnose()).toEqual([]);
  });

  test('of scenarios are what can be told without deciding', () => {
    const files = filesOf('northwind');
    const at = files.find(({ path }) => path === 'scenarios/01-first-decision.json');
    const start = at?.text.indexOf('"margin": "4800.00"') ?? 0;
    const changed = edited(files, [{ file: 'scenarios/01-first-decision.json', start: start + 1, end: start + 7, text: 'margn' }]);
    const [found, ...others] = languageOf(changed).diagnose();
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: 'unknown-name',
      hint: 'Did you mean margin?',
      range: { file: 'scenarios/01-first-decision.json', start: { offset: start } },
    });
    const broken = languageOf([...files, { path: 'scenarios/new.json', text: '{ "name": "x", "partners": [] }' }]);
    expect(broken.diagnose().map(({ code }) => code)).toEqual(['missing-field', 'missing-field', 'empty-list']);
  });
});
