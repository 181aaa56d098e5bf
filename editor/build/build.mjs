import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { build } from 'vite';

/*
 * Part of `npm run build`, after the server: its OpenAPI document, the client's types made of that, and the page in
 * dist/editor. What was made of the same files is left as it is, so that tests that build first cost nothing.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');
const types = join(root, 'editor', 'api', 'schema.gen.ts');
const run = promisify(execFile);

/** All that lies in these folders, by name and content, as one hash. */
async function fingerprint(folders) {
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

/** Does the work unless it was done with the same files before. */
async function once(name, folders, made, work) {
  const note = join(dist, `.${name}.made-of`);
  const found = await fingerprint(folders);
  const before = await readFile(note, 'utf8').catch(() => undefined);
  const isThere = await readFile(made).then(
    () => true,
    () => false,
  );
  if (before === found && isThere) return;
  await work();
  await writeFile(note, found);
}

/** Two builds at a time don't mix: a file is there whole, or not at all. */
async function write(path, text) {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, path);
}

await once('openapi', ['server', 'schemas'], types, async () => {
  const document = join(dist, 'openapi.json');
  await run(process.execPath, [join(dist, 'server', 'cli', 'write-openapi.js'), document]);
  const text = astToString(await openapiTS(JSON.parse(await readFile(document, 'utf8'))));
  await write(types, `// Made of the server's OpenAPI document by npm run build.\n${text}`);
});

await once('editor', ['editor', 'schemas', 'server/engine'], join(dist, 'editor', 'index.html'), async () => {
  const draft = join(dist, `.editor-${process.pid}`);
  // tests build too, under a name of their own: what people get is tested, not what its makers look into
  process.env.NODE_ENV = 'production';
  await build({ configFile: join(root, 'editor', 'vite.config.ts'), logLevel: 'warn', build: { outDir: draft } });
  await rm(join(dist, 'editor'), { recursive: true, force: true });
  // where another build was first, its page is as good
  await rename(draft, join(dist, 'editor')).catch(() => rm(draft, { recursive: true, force: true }));
});
