// Writes types.ts from the JSON Schemas; with --check it only says whether types.ts is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';

const folder = new URL('.', import.meta.url);
const names = ['program', 'activity', 'partner', 'scenario', 'simulation', 'mapping'];
const options = {
  bannerComment: '',
  additionalProperties: true,
  format: false,
  cwd: folder.pathname,
  declareExternallyReferenced: true,
  ignoreMinAndMaxItems: true,
  unreachableDefinitions: false,
};

/** One schema that refers to all others, so that a shared definition is written once. */
const all = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'DealwrightDocuments',
  type: 'object',
  additionalProperties: false,
  required: names,
  properties: {
    ...Object.fromEntries(names.map((name) => [name, { $ref: `${name}.schema.json` }])),
    simulationResult: { $ref: 'simulation.schema.json#/$defs/result' },
  },
};

const compiled = await compile(all, 'DealwrightDocuments', options);
const text = `// Written by schemas/generate-types.mjs from the JSON Schemas beside it; change those instead.\n\n${compiled.replace(/export interface DealwrightDocuments \{[^}]*\}\n/, '')}`;
const file = new URL('types.ts', folder);
if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error('schemas/types.ts is out of date: run npm run types');
    process.exitCode = 1;
  }
} else {
  await writeFile(file, text);
}
