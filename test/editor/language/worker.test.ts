import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validatorsAhead } from '../../../editor/build/validators.ts';
import type { SourceFile } from '../../../server/engine/program/source.ts';
import { filesOf, languageOf } from './support.ts';

const run = promisify(execFile);

/** The worker as the page loads it, in Node, where text can't become code either: asks it for the diagnostics of some files. */
const HARNESS = `
import { readFileSync } from 'node:fs';
let listen = () => {};
const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
globalThis.addEventListener = (_, listener) => { listen = listener; };
globalThis.postMessage = (answer) => {
  if (answer.error !== undefined) throw new Error(answer.error);
  if (answer.id === 2) process.stdout.write(JSON.stringify(answer.result));
};
await import('./worker.js');
let refused = false;
try { new Function('return 1'); } catch { refused = true; }
if (!refused) throw new Error('text can become code here');
listen({ data: { id: 1, method: 'replace', args: [asked] } });
listen({ data: { id: 2, method: 'diagnose', args: [] } });
`;

describe('the worker in a page that may not turn text into code', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dealwright-worker-'));
    await build({
      configFile: false,
      logLevel: 'error',
      plugins: [validatorsAhead()],
      build: {
        outDir: folder,
        minify: false,
        emptyOutDir: false,
        lib: { entry: 'editor/monaco/worker.ts', formats: ['es'], fileName: () => 'worker.js' },
      },
    });
    await writeFile(join(folder, 'harness.mjs'), HARNESS);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  }, 180_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function diagnosed(files: readonly SourceFile[]): Promise<unknown> {
    const asked = join(folder, 'asked.json');
    await writeFile(asked, JSON.stringify(files));
    const args = ['--disallow-code-generation-from-strings', join(folder, 'harness.mjs'), asked];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stdout);
  }
  const here = (files: readonly SourceFile[]): unknown => JSON.parse(JSON.stringify(languageOf(files).diagnose()));

  test.each(['northwind', 'gitlab', 'oem-minimum'])('checks rules/%s, and finds nothing', async (program) => {
    expect(await diagnosed(filesOf(program))).toEqual([]);
  });

  test('finds the same faults as the server, of schema, names, units and scenarios', async () => {
    const files = filesOf('northwind').map(({ path, text }) => ({
      path,
      text: text
        .replace('"decides": "tier"', '"decides": "teir"')
        .replace('"fiscalYearStart": "02-01"', '"fiscalYearStart": "02-02", "more": 1')
        .replace('"2026-01-01"', '"2026-02-30"')
        .replace('"parameter.goldRevenue"', '"parameter.goldRevenu"')
        .replace('deal.amount * parameter.dealCap', 'deal.amount + parameter.dealCap')
        .replace('"enrolledOn": "2026-02-02"', '"enrolledOn": 2026'),
    }));
    const found = here(files);
    expect((found as unknown[]).length).toBeGreaterThan(6);
    expect(await diagnosed(files)).toEqual(found);
  });
});
