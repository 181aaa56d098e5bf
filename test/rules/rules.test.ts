import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSource } from '../../server/engine/program/read-source.ts';
import { type BothResult, runOnBoth } from '../../server/engine/scenarios/both.ts';
import { loadProgramFolder } from '../../server/programs/program-folder.ts';
import { findPrograms } from '../../server/programs/programs-folder.ts';

/* Every example program: nothing wrong with it, and every scenario the same, and as expected, on both evaluators. */

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('was not run');
  return value;
}

const folders = await findPrograms(fileURLToPath(new URL('../../rules', import.meta.url)));
const programs = await Promise.all(folders.map(loadProgramFolder));

test('the example programs are there', () => {
  expect(folders.map((folder) => folder.split('/').at(-1))).toEqual([
    'aws-marketplace',
    'aws-partner-led-support',
    'aws-services-path',
    'gitlab',
    'google-cloud-marketplace',
    'northwind',
    'odoo',
    'oem-minimum',
    'rebate-methods',
  ]);
});

describe.each(programs.map((program) => [program.path.split('/').at(-1), program] as const))('%s', (_, program) => {
  test('has no errors and no warnings', () => expect(program.diagnostics).toEqual([]));

  const { timeline, scenarios } = program;
  if (timeline === undefined) return;

  const results = new Map<string, BothResult>();
  beforeAll(async () => {
    for (const file of scenarios) {
      const read = readSource(file);
      if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
      results.set(file.path, await runOnBoth(timeline, read.document));
    }
  }, 120_000);

  test.each(scenarios.map(({ path }) => [path.split('/').at(-1), path] as const))('%s', (__, path) => {
    const { reference, compiled, disagreement, passed } = must(results.get(path));
    expect({ findings: reference.findings, differences: reference.differences }).toEqual({ findings: [], differences: [] });
    expect(compiled.differences).toEqual([]);
    expect(disagreement).toBeUndefined();
    expect(compiled.decisions).toStrictEqual(reference.decisions);
    expect(passed).toBe(true);
  });

  test('every rule holds in some scenario', () => {
    const held = new Set<string>();
    for (const { reference } of results.values()) for (const [rule, counts] of reference.exercised) if (counts.held > 0) held.add(rule);
    const rules = new Set(timeline.versions.flatMap((version) => version.rules.map(({ name }) => name)));
    expect([...rules].filter((rule) => !held.has(rule))).toEqual([]);
  });
});
