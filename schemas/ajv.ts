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
// as ajv-formats has it, without a pattern: each activity has a date
shared.addFormat('date', { type: 'string', validate: isDate });

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const [DASH, ZERO] = [0x2d, 0x30];

function isDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  return year >= 0 && day >= 1 && day <= last;
}

/** -1 where one of them is none. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

const validators = new Map<DocumentName, ValidateFunction>();

/** Compiled on first use and kept. */
export function documentValidator(name: DocumentName): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const validate = shared.getSchema(documentSchemas[name].$id) as ValidateFunction | undefined;
  if (validate === undefined) throw new Error(`schema ${name} is not there`);
  validators.set(name, validate);
  return validate;
}

export type { ErrorObject };
