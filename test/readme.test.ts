import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operators } from '../server/engine/conditions/operators/index.ts';
import { baseCatalogue } from '../server/engine/facts/schema-catalogue.ts';
import { FORMULA_FUNCTIONS } from '../server/engine/formula/model.ts';
import { buildApp } from '../server/http/app.ts';
import { fixedBook } from '../server/lifecycle/program-book.ts';
import { loadProgramFolder } from '../server/programs/program-folder.ts';
import { build, dealwright, start } from './cli/support.ts';
import { accessOfFile, headersOf } from './support/access.ts';
import { folderOf } from './support/folder.ts';

const { access, key } = await accessOfFile();
const root = new URL('../', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');
const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { scripts: Record<string, string> };

/** What stands between the fences, by language, in order. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, found]) => found === language).map(([, , text = '']) => text);

/** What stands behind the arrows of a block. */
const arrowsOf = (block: string): string[] => [...block.matchAll(/# → (.*)$/gm)].map(([, answer = '']) => answer);

/** The parts of a pasted curl, with what the shell puts in: the port is the one that npm start listens on. */
function curlOf(text: string): { readonly path: string; readonly headers: Record<string, string>; readonly body: string } {
  const [, path = '', header = '', value = '', body = ''] =
    /^curl -s http:\/\/localhost:3000(\S+) -H "authorization: Bearer \$DEALWRIGHT_KEY" -H '([\w-]+): ([^']+)' -d '([^']+)'\n$/.exec(text) ??
    [];
  return { path, headers: { ...headersOf(key), [header]: value }, body };
}

describe('README', () => {
  let app: FastifyInstance;
  let origin: string;
  beforeAll(async () => {
    const { timeline } = await loadProgramFolder(new URL('rules/northwind', root).pathname);
    if (timeline === undefined) throw new Error('northwind does not load');
    app = buildApp({ book: fixedBook([timeline]), access, limits: { loopDelayMs: false } });
    origin = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => app.close());

  test('the curl, pasted, is answered as shown', async () => {
    const [text = ''] = blocks('sh').filter((block) => block.startsWith('curl'));
    const { path, headers, body } = curlOf(text);
    const response = await fetch(origin + path, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject(JSON.parse(blocks('json')[0] ?? ''));
  });

  test('it can be explained as it says', async () => {
    const { path, headers, body } = curlOf(blocks('sh').find((block) => block.startsWith('curl')) ?? '');
    for (const explain of [true, 'sentences']) {
      const response = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify({ ...JSON.parse(body), explain }) });
      expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({})]);
    }
  });

  test('the walk from draft to law, pasted, goes as its arrows say, on a machine that has nothing yet', { timeout: 600_000 }, async () => {
    await build();
    const folder = await folderOf({});
    const data = join(folder, 'data');
    const server = start(['serve', '--port', '0', '--data', data]);
    const [, DEALWRIGHT_KEY = ''] = await server.said(/^export DEALWRIGHT_KEY=(dw_\S+)$/m);
    const [, address = ''] = await server.said(/ on (http:\/\/127\.0\.0\.1:\d+)/);
    const [walk = ''] = blocks('sh').filter((block) => block.startsWith('ask()'));
    const script = walk.replaceAll('http://localhost:3000', address);
    const walked = await new Promise<object>((resolve) => {
      execFile(
        'bash',
        ['-e', '-o', 'pipefail', '-c', script],
        { cwd: folder, env: { ...process.env, DEALWRIGHT_KEY } },
        (error, out, err) => resolve({ code: error?.code ?? 0, err, answers: out.trimEnd().split('\n') }),
      );
    });
    expect(walked).toEqual({ code: 0, err: '', answers: arrowsOf(walk) });
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
    const [proof = ''] = blocks('sh').filter((block) => block.startsWith('npx dealwright audit verify'));
    const { code, out } = await dealwright(['audit', 'verify', '--data', data]);
    expect([code, arrowsOf(proof)]).toEqual([0, [expect.stringContaining('…')]]);
    expect(out).toContain(arrowsOf(proof)[0]?.replace(' …', ''));
  });

  test('the rule shown is one of Northwind’s', async () => {
    const folder = new URL('rules/northwind/rules/', root);
    const files = await Promise.all((await readdir(folder)).map((file) => readFile(new URL(file, folder), 'utf8')));
    const rules = files.flatMap((file) => JSON.parse(file) as object[]);
    expect(rules).toContainEqual(JSON.parse(blocks('json')[1] ?? ''));
  });

  test('the port is the one that the server listens on', async () => {
    expect(await readFile(new URL('server/cli/command.ts', root), 'utf8')).toMatch(/'--port <port>'.*'3000'/);
  });

  test('its npm scripts and files are there', async () => {
    for (const [, script = ''] of readme.matchAll(/npm (?:run )?(start|test|check|bench)\b/g)) expect(scripts).toHaveProperty(script);
    for (const [, file = ''] of readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)) await readFile(new URL(file, root));
  });

  test('that of the schemas names every operator, function and generated kind', async () => {
    const schemas = await readFile(new URL('schemas/README.md', root), 'utf8');
    const generated = [...baseCatalogue.kinds.values()].filter((kind) => kind.generated).map(({ name }) => name);
    const words = new Set(schemas.match(/[\w-]+/g));
    expect([...Object.keys(operators), ...FORMULA_FUNCTIONS, ...generated].filter((name) => !words.has(name))).toEqual([]);
    for (const [, file = ''] of schemas.matchAll(/\]\((?!https?:)([^)]+)\)/g)) await readFile(new URL(`schemas/${file}`, root));
  });

  test('the map of the house shows every room, and no other', async () => {
    const map = blocks('').find((block) => block.startsWith('schemas/')) ?? '';
    const rooms = async (path: string): Promise<string[]> =>
      (await readdir(new URL(path, root), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`);
    const shown = (indent: number): string[] =>
      [...map.matchAll(new RegExp(`^ {${indent}}([\\w-]+/) `, 'gm'))].map(([, name = '']) => name);
    expect(shown(2).toSorted()).toEqual((await rooms('server/')).toSorted());
    expect(shown(4).toSorted()).toEqual((await rooms('server/engine/')).toSorted());
  });
});
