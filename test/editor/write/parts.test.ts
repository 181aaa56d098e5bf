import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openNames } from '../../../editor/write/catalogue.ts';
import { byPath, edited, type SourceFile } from '../../../editor/write/draft/draft-store.ts';
import { faultsByPart, innermost } from '../../../editor/write/findings.ts';
import { valueAt } from '../../../editor/write/json.ts';
import { placeNew } from '../../../editor/write/new-part.ts';
import { openOutline, PART_KINDS, partId } from '../../../editor/write/outline.ts';
import { shapeOfPart } from '../../../editor/write/shape.ts';
import { loadProgram } from '../../../server/engine/program/load.ts';
import { root } from '../../cli/support.ts';

async function filesOf(program: string): Promise<readonly SourceFile[]> {
  const folder = join(root, 'rules', program);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'));
  return byPath(await Promise.all(names.map(async (path) => ({ path, text: await readFile(join(folder, path), 'utf8') }))));
}

const isProgram = ({ path }: SourceFile): boolean => !path.startsWith('scenarios/');
const northwind = await filesOf('northwind');
const parts = openOutline()(northwind);

describe('the parts of a program', () => {
  test('are all there, each where it says', () => {
    const kinds = new Set(parts.map(({ kind }) => kind));
    expect(PART_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
    const ids = parts.map(partId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const part of parts) {
      const text = northwind.find(({ path }) => path === part.file)?.text ?? '';
      expect(valueAt(text, part.path)).toBeDefined();
      expect(innermost(parts, part.file, part.start + 1)?.file).toBe(part.file);
    }
  });

  test('survive text that is unfinished', () => {
    const outline = openOutline();
    for (const { path, text } of northwind.slice(0, 8))
      for (let cut = 0; cut < text.length; cut += 397) outline([{ path, text: text.slice(0, cut) }]);
  });

  test('carry the errors that stand in them', () => {
    const gold = parts.find(({ name, kind }) => kind === 'parameter' && name === 'goldRevenue');
    const finding = { file: gold?.file ?? '', start: (gold?.start ?? 0) + 3, severity: 'error', message: '' } as const;
    expect([...faultsByPart([finding, { ...finding, severity: 'warning' }], parts)]).toEqual([['parameters.json#/goldRevenue', 1]]);
  });

  test('have a form, but for what is a story or a list', () => {
    const without = parts.filter((part) => {
      const text = northwind.find(({ path }) => path === part.file)?.text ?? '';
      return shapeOfPart(part.kind, valueAt(text, part.path)) === undefined;
    });
    expect(new Set(without.map(({ kind }) => kind))).toEqual(new Set(['exclusion', 'scenario']));
  });

  test('of a parameter the form is that of its type', () => {
    expect(Object.keys(shapeOfPart('parameter', { type: 'bands' })?.properties ?? {})).toContain('over');
    expect(Object.keys(shapeOfPart('parameter', { type: 'table' })?.properties ?? {})).toContain('keys');
    expect(Object.keys(shapeOfPart('parameter', { type: 'money' })?.properties ?? {})).toContain('perAgreement');
  });
});

test('a new part of any kind is one that can be read, beside its like, and nothing else is changed', () => {
  const outline = openOutline();
  expect(loadProgram(northwind.filter(isProgram)).ok).toBe(true);
  for (const kind of PART_KINDS) {
    const place = placeNew(kind, northwind, parts);
    if (place === undefined) continue;
    const text = place.isNew ? place.file.text : edited(place.file.text, place.edits);
    const files = byPath([...northwind.filter(({ path }) => path !== place.file.path), { path: place.file.path, text }]);
    const added = outline(files).filter((part) => !parts.some((before) => partId(before) === partId(part)));
    expect([kind, added.map(partId)]).toEqual([kind, [partId(place.id)]]);
    // it may be unfinished, but its shape is right
    const loaded = loadProgram(files.filter(isProgram));
    const diagnostics = loaded.ok ? [] : loaded.diagnostics;
    expect([
      kind,
      diagnostics.filter(({ code }) => code === 'unknown-field' || code === 'wrong-type' || code === 'malformed-json'),
    ]).toEqual([kind, []]);
  }
});

test('what pickers offer are the names of the program, also while a text is unfinished', () => {
  const read = openNames();
  const names = read(northwind);
  expect(names.partnerTypes).toContain('reseller');
  expect(names.conditions).toContain('newBusiness');
  expect(names.incentives).toContain('volume-rebate');
  expect(names.catalogue.facts.get('parameter.goldRevenue')?.type).toBe('money');
  expect(Object.keys(names.bands)).toContain('volumeBands');
  const broken = northwind.map((file) => (file.path === 'program.json' ? { ...file, text: file.text.slice(0, 200) } : file));
  expect(read(broken).catalogue.facts.size).toBeGreaterThan(100);
});
