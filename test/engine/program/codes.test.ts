import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (folder: string): string =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.ts') && name !== 'codes.test.ts')
    .map((name) => readFileSync(new URL(`${folder}/${name}`, root), 'utf8'))
    .join('\n');

/** Those that no document can show: the schema has no other keywords, the source no such number of faults. */
const UNSHOWN: ReadonlySet<string> = new Set(['invalid']);

test('every code that loading and intake can give has a test', () => {
  const sources = ['server/engine/program', 'server/engine/facts', 'server/engine/measures'].map(read);
  const parse = readFileSync(new URL('server/engine/conditions/parse.ts', root), 'utf8');
  const text = [...sources, parse].join('\n');
  const given = /(?:report|refuse|fault|stop|make)\((?:\s*file,|\s*main,)?\s*'([a-z]+(?:-[a-z]+)*)'|code: '([a-z-]+)'/g;
  const limits = /LIMIT_CODES:[^}]*\}/.exec(text)?.[0].matchAll(/: '([a-z-]+)'/g) ?? [];
  const codes = new Set([...text.matchAll(given), ...limits].map((match) => match[1] ?? match[2] ?? ''));
  const tests = ['test/engine/program', 'test/engine/facts'].map(read).join('\n');
  expect(codes.size).toBeGreaterThan(100);
  expect([...codes].filter((code) => !UNSHOWN.has(code) && !new RegExp(`['"\`]${code}['" ]`).test(tests))).toEqual([]);
});
