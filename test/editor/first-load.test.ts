import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { build } from '../cli/support.ts';
import { built } from './support.ts';

beforeAll(build, 600_000);

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const MOST_KB = 350;

test('the first load is under 350 kB of compressed JavaScript, and neither Monaco nor charts are in it', async () => {
  const manifest = JSON.parse(await readFile(join(built, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
  const first = new Set<string>();
  const take = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || first.has(name)) return;
    first.add(name);
    for (const each of chunk.imports ?? []) take(each);
  };
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry === true) take(name);
  // what a first visit sees is fetched right after: the list of programs
  take('write/programs-page.tsx');
  expect(first.size).toBeGreaterThan(0);
  let bytes = 0;
  for (const name of first) {
    const code = await readFile(join(built, manifest[name]?.file ?? ''));
    expect(code.includes('monaco-editor')).toBe(false);
    expect(code.includes('zrender')).toBe(false);
    bytes += gzipSync(code, { level: 9 }).length;
  }
  expect(bytes / 1000).toBeLessThan(MOST_KB);
});
