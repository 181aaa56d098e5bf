import { Ajv, type AnySchemaObject, type CodeOptions, type ErrorObject, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import activity from './activity.schema.json' with { type: 'json' };
import mapping from './mapping.schema.json' with { type: 'json' };
import partner from './partner.schema.json' with { type: 'json' };
import program from './program.schema.json' with { type: 'json' };
import scenario from './scenario.schema.json' with { type: 'json' };
import simulation from './simulation.schema.json' with { type: 'json' };

/**
 * The one configuration: files, requests and the editor are judged alike. Nothing is coerced, no
 * default is filled in, no unknown field is dropped; all faults are told. `verbose` gives an error
 * the schema that it broke, from which program/schema.ts makes a sentence; it costs nothing where
 * a document is valid.
 */
export const ajvOptions = {
  allErrors: true,
  discriminator: true,
  verbose: true,
  strict: true,
  /** A reference says the type; demanding it again beside every `required` would only repeat it. */
  strictTypes: false,
  strictRequired: false,
  coerceTypes: false,
  useDefaults: false,
  removeAdditional: false,
  /** Compiling quickly counts for more than the last microsecond of checking. */
  code: { optimize: false },
} as const;

/** What the base catalogue says of facts and kinds; Ajv itself looks at none of them. */
const VOCABULARY = ['x-type', 'x-scope', 'x-items', 'x-valid'];

export const documentSchemas = { activity, partner, program, scenario, simulation, mapping } as const satisfies Record<
  string,
  AnySchemaObject
>;
export type DocumentName = keyof typeof documentSchemas;

/**
 * A fresh Ajv of the one configuration that knows the schemas of all documents; for servers that add their own.
 * `code`: how validators are written, for those who want their source (editor/build/validators.ts).
 */
export function createAjv(code: CodeOptions = {}): Ajv {
  const ajv = new Ajv({ ...ajvOptions, code: { ...ajvOptions.code, ...code } });
  ajvFormats.default(ajv);
  ajv.addVocabulary(VOCABULARY);
  for (const schema of Object.values(documentSchemas)) ajv.addSchema(schema);
  return ajv;
}

const shared = createAjv();

/** Compiled on first use and kept. */
export function documentValidator(name: DocumentName): ValidateFunction {
  const validate = shared.getSchema(documentSchemas[name].$id);
  if (validate === undefined) throw new Error(`schema ${name} is not there`);
  return validate as ValidateFunction;
}

export type { ErrorObject };
