import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UnreadableError } from '../../server/programs/files.ts';
import { loadProgramFolder } from '../../server/programs/program-folder.ts';
import { findPrograms, loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { folderOf } from '../support/folder.ts';
import { quickest } from '../support/own-time.ts';
import { goldRule, smallProgram } from '../support/small-program.ts';

const codes = (program: { readonly diagnostics: readonly { readonly code: string }[] }): string[] =>
  program.diagnostics.map(({ code }) => code);

describe('a program’s folder', () => {
  test('may be one file', async () => {
    const path = await folderOf({ 'program.json': smallProgram() });
    const program = await loadProgramFolder(path);
    expect(program.diagnostics).toEqual([]);
    expect(program.timeline?.id).toBe('small');
    expect(program.timeline?.versions).toHaveLength(1);
  });

  test('may be split into sections and files of rules, with scenarios beside', async () => {
    const { rules, measures, ...rest } = smallProgram();
    const path = await folderOf({
      'program.json': { ...rest, rules: [] },
      'measures.json': measures,
      'rules/20-paying.json': rules.slice(1),
      'rules/10-tiers.json': rules.slice(0, 1),
      'scenarios/b.json': '{}',
      'scenarios/a.json': '{',
      'scenarios/notes.md': '',
      'README.md': 'A program.',
      '.hidden/program.json': '{',
    });
    const program = await loadProgramFolder(path);
    expect(program.diagnostics).toEqual([]);
    expect(program.timeline?.versions[0]?.document.rules.map(({ name }) => name)).toEqual(['reseller-gold', 'commission']);
    expect(program.scenarios.map((file) => file.path)).toEqual([`${path}/scenarios/a.json`, `${path}/scenarios/b.json`]);
    const { hash } = (await loadProgramFolder(await folderOf({ 'program.json': smallProgram() }))).timeline?.versions[0] ?? {};
    expect(program.timeline?.versions[0]?.hash).toBe(hash);
  });

  test('may have later versions', async () => {
    const path = await folderOf({
      'program.json': smallProgram(),
      'versions/2027-01-01/program.json': smallProgram({ effectiveFrom: '2027-01-01', name: 'Third' }),
      'versions/2026-07-01/program.json': smallProgram({ effectiveFrom: '2026-07-01', name: 'Second' }),
    });
    const { timeline, diagnostics } = await loadProgramFolder(path);
    expect(diagnostics).toEqual([]);
    expect(timeline?.versions.map(({ document }) => document.name)).toEqual(['A small program', 'Second', 'Third']);
  });

  test('gives a version the date of its folder', async () => {
    const path = await folderOf({
      'program.json': smallProgram(),
      'versions/2026-07-01/program.json': smallProgram({ effectiveFrom: '2026-08-01' }),
      'versions/2026-13-01/program.json': smallProgram({ effectiveFrom: '2026-09-01' }),
      'versions/2026-10-01/program.json': smallProgram(),
    });
    const program = await loadProgramFolder(path);
    expect(program.timeline).toBeUndefined();
    const found = program.diagnostics.filter(({ code }) => code === 'version-folder');
    expect(found.map(({ message }) => message)).toEqual([
      'The version stands in the folder 2026-07-01, and is in force from 2026-08-01 on.',
      'The version stands in the folder 2026-10-01, and is in force from the beginning.',
      'The version stands in the folder 2026-13-01, which is no date.',
    ]);
    expect(found[0]?.range?.file).toBe(`${path}/versions/2026-07-01/program.json`);
    expect(found[0]?.range?.start.line).toBeGreaterThan(1);
  });

  test('with an error is not loaded, and all of it is told', async () => {
    const rules = [goldRule({ for: ['resellers'] }), ...smallProgram().rules];
    const path = await folderOf({ 'program.json': smallProgram({ rules }), 'measurs.json': {} });
    const program = await loadProgramFolder(path);
    expect(program.timeline).toBeUndefined();
    expect(codes(program)).toContain('unknown-file');
    expect(program.diagnostics.length).toBeGreaterThan(1);
    expect(program.diagnostics.every(({ range }) => range?.file.startsWith(path))).toBe(true);
  });

  test('warns of folders that nobody reads', async () => {
    const program = await loadProgramFolder(await folderOf({ 'program.json': smallProgram(), 'rule/10.json': [] }));
    expect(program.timeline).toBeDefined();
    expect(program.diagnostics).toMatchObject([{ code: 'unknown-folder', severity: 'warning', hint: 'Did you mean rules?' }]);
  });

  test('without program.json says so', async () => {
    expect(codes(await loadProgramFolder(await folderOf({ 'measures.json': {} })))).toEqual(['program-missing']);
  });

  test('that isn’t there is an error in a sentence', async () => {
    await expect(loadProgramFolder('/nowhere/at/all')).rejects.toThrow("/nowhere/at/all can't be read: it is not there.");
    await expect(loadProgramFolder('/nowhere/at/all')).rejects.toBeInstanceOf(UnreadableError);
    const path = await folderOf({ file: 'text' });
    await expect(loadProgramFolder(`${path}/file`)).rejects.toThrow('file is no folder.');
  });
});

describe('bounds', () => {
  test('a file of 50 MB is refused by its size, before it is read', async () => {
    const path = await folderOf({ 'program.json': '' });
    await truncate(join(path, 'program.json'), 50_000_000);
    const { result: program, ms } = await quickest(100, () => loadProgramFolder(path));
    expect(ms).toBeLessThan(100);
    expect(program.diagnostics).toMatchObject([
      { code: 'unreadable-file', message: `${path}/program.json is not read: it has 50000000 bytes, at most 8000000 are allowed.` },
    ]);
  });

  test('so is a scenario', async () => {
    const path = await folderOf({ 'program.json': smallProgram(), 'scenarios/a.json': '' });
    await truncate(join(path, 'scenarios/a.json'), 50_000_000);
    expect(codes(await loadProgramFolder(path))).toEqual(['unreadable-file']);
  });

  test('a file that is no UTF-8 is refused', async () => {
    const path = await folderOf({ 'program.json': '' });
    await writeFile(join(path, 'program.json'), Buffer.from([0x7b, 0xff, 0x7d]));
    expect((await loadProgramFolder(path)).diagnostics[0]?.message).toContain('it is no UTF-8 text');
  });

  test('a folder of more files than a program may have is refused', async () => {
    const rules = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`rules/${index}.json`, '[]']));
    const program = await loadProgramFolder(await folderOf({ 'program.json': smallProgram(), ...rules }));
    expect(program.diagnostics).toMatchObject([{ code: 'unreadable-file' }]);
  });

  test('links may not lead out of the folder', async () => {
    const secret = await folderOf({ 'secret.json': '[]', 'rules/a.json': '[]' });
    for (const [target, link] of [
      [join(secret, 'secret.json'), 'measures.json'],
      [join(secret, 'rules'), 'rules'],
      [secret, 'versions'],
      [secret, 'scenarios'],
      ['/etc/passwd', 'budgets.json'],
    ] as const) {
      const path = await folderOf({ 'program.json': smallProgram() });
      await symlink(target, join(path, link));
      const program = await loadProgramFolder(path);
      expect(program.timeline).toBeUndefined();
      expect(program.diagnostics[0]?.message).toContain('it is a link that leads out of');
    }
  });

  test('links within the folder, and to the folder, may be followed', async () => {
    const { measures, ...rest } = smallProgram();
    const path = await folderOf({ 'program.json': rest, '.data/measures.json': measures });
    await symlink('.data/measures.json', join(path, 'measures.json'));
    const elsewhere = await folderOf({});
    await symlink(path, join(elsewhere, 'small'));
    expect((await loadProgramFolder(join(elsewhere, 'small'))).diagnostics).toEqual([]);
  });

  test('links in a circle, and to nothing, are told', async () => {
    const path = await folderOf({ 'program.json': smallProgram() });
    await symlink('stacks.json', join(path, 'stacks.json'));
    expect((await loadProgramFolder(path)).diagnostics[0]?.message).toContain('its links lead in a circle');
    const other = await folderOf({ 'program.json': smallProgram() });
    await symlink('nothing', join(other, 'stacks.json'));
    expect((await loadProgramFolder(other)).diagnostics[0]?.message).toContain('it is not there');
  });
});

describe('a folder of programs', () => {
  test('gives all that are sound, and those that aren’t with what is wrong', async () => {
    const path = await folderOf({
      'b/program.json': smallProgram({ id: 'second' }),
      'a/program.json': smallProgram({ id: 'first' }),
      'c/program.json': '{',
      'd/program.json': smallProgram({ id: 'first' }),
      'notes/README.md': '',
      'README.md': '',
    });
    await symlink('/etc', join(path, 'e'));
    const { programs, broken } = await loadProgramsFolder(path);
    expect(programs.map(({ timeline }) => timeline.id)).toEqual(['first', 'second']);
    expect(broken.map((program) => program.path)).toEqual([`${path}/c`, `${path}/d`]);
    expect(broken.map(codes)).toEqual([['syntax'], ['duplicate-program']]);
  });

  test('may be a program itself', async () => {
    const path = await folderOf({ 'program.json': smallProgram(), 'scenarios/a.json': '{}' });
    expect(await findPrograms(path)).toEqual([path]);
  });
});
