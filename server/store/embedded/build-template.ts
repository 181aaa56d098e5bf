import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BUILT_TEMPLATE, makeTemplate, readTemplate } from './template.ts';

/** Part of the build: packs an empty database, once for a version of the database. */
const code = createRequire(import.meta.url).resolve('@electric-sql/pglite');
const { version } = JSON.parse(await readFile(join(dirname(code), '..', 'package.json'), 'utf8')) as { readonly version: string };
const noted = `${BUILT_TEMPLATE}.version`;
const built = await readFile(noted, 'utf8').catch(() => undefined);
if (built !== version || (await readTemplate()) === undefined) {
  await makeTemplate();
  await writeFile(noted, version);
}
