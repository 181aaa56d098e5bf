import { fileURLToPath } from 'node:url';
import type { Ajv } from 'ajv';
import ajvStandalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'vite';
import { createAjv, type DocumentName, documentSchemas } from '../../schemas/ajv.ts';

/*
 * The page may not turn text into code, and Ajv compiles a schema by just that. So for the browser the module of the
 * validators is written while it is bundled: Ajv's own code for the same schemas under the same configuration.
 * Nothing lies in a file that could be out of date.
 */

/** It is its own default, by whichever rules modules are resolved. */
const standalone = ajvStandalone as unknown as (ajv: Ajv, names: Readonly<Record<string, string>>) => string;

/** What the engine's checks look at. */
const DOCUMENTS: readonly DocumentName[] = ['program', 'scenario'];
const MODULE = fileURLToPath(new URL('../../schemas/ajv.ts', import.meta.url));

export function validatorsAhead(): Plugin {
  return {
    name: 'validators-ahead',
    enforce: 'pre',
    load: (id) => (id.split('?')[0] === MODULE ? { code: validatorModule(), map: null, moduleType: 'js' } : null),
  };
}

/** `schemas/ajv.ts` as far as the checks use it, without Ajv. */
function validatorModule(): string {
  const names = Object.fromEntries(DOCUMENTS.map((name) => [name, documentSchemas[name].$id]));
  const written = standalone(createAjv({ source: true, esm: true }), names);
  const imports = new Map<string, string>();
  const code = String(written).replace(/require\("([^"]+)"\)/g, (_, path: string) => {
    const name = imports.get(path) ?? `required${imports.size}`;
    imports.set(path, name);
    return name;
  });
  const heads = [...imports].map(
    ([path, name], index) => `import * as module${index} from ${JSON.stringify(`${path}.js`)};\nconst ${name} = exported(module${index});`,
  );
  return [
    ...heads,
    // what a CommonJS module exports is its default or itself, by who bundles it
    'function exported(module) { const of = module.default; return of !== undefined && typeof of !== "function" ? of : module; }',
    code,
    `const validators = { ${DOCUMENTS.join(', ')} };`,
    'export function documentValidator(name) {',
    '  const validate = validators[name];',
    '  if (validate === undefined) throw new Error("this bundle has no validator of " + name);',
    '  return validate;',
    '}',
  ].join('\n');
}
