import { type DocumentName, documentValidator, type ErrorObject } from '../../../schemas/ajv.ts';
import type { Finding } from './diagnostic.ts';
import { escapePointer, nameHint, pointerTokens, shorten, showJson } from './wording.ts';

/*
 * Ajv's errors as findings that a person can act on: one for each fault, at the spot that is meant.
 */

/** What is wrong with a document by its schema; empty where it is valid. */
export function schemaFindings(name: DocumentName, document: unknown): readonly Finding[] {
  const validate = documentValidator(name);
  if (validate(document)) return [];
  return findingsOf(validate.errors ?? []);
}

/** A document with more faults than this is of another sort altogether. */
const MAX_ERRORS = 5000;
const MAX_FINDINGS = 500;

/** The same for errors of any other validator of the one configuration. */
export function findingsOf(errors: readonly ErrorObject[]): readonly Finding[] {
  const relevant = withoutEchoes(errors.slice(0, MAX_ERRORS));
  const best = new Map<string, { readonly rank: number; readonly finding: Finding }>();
  for (const error of relevant) {
    const finding = findingOf(error);
    // A value has one fault at a time: that its type is wrong goes before that its length is.
    const place = `${finding.pointer} ${finding.code === 'missing-field' || finding.code === 'unknown-field' ? error.message : ''}`;
    const rank = RANK[error.keyword] ?? 5;
    const before = best.get(place);
    if (before === undefined || rank < before.rank) best.set(place, { rank, finding });
    if (best.size >= MAX_FINDINGS) break;
  }
  if (best.size === 0 && errors.length > 0) throw new Error(`no finding for ${errors[0]?.schemaPath}`);
  return [...best.values()].map(({ finding }) => finding);
}

const RANK: Readonly<Record<string, number>> = {
  discriminator: 0,
  type: 1,
  oneOf: 1,
  anyOf: 1,
  const: 2,
  enum: 2,
  maxLength: 3,
  maxItems: 3,
  pattern: 4,
  format: 4,
};

/** Keywords under which Ajv tries several schemas: what each of them lacks is noise. */
function withoutEchoes(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const forks = new Map<string, ErrorObject>();
  for (const error of errors) if (error.keyword === 'oneOf' || error.keyword === 'anyOf') forks.set(error.instancePath, error);
  return errors.filter((error) => {
    // The name that is wrong is told by its key.
    if (error.keyword === 'propertyNames') return false;
    const fork = nearestFork(error.instancePath, forks);
    if (fork === undefined) return true;
    const chosen = chosenBranch(fork);
    if (error === fork) return chosen === undefined;
    return chosen !== undefined && branchOf(error, fork) === chosen;
  });
}

/** The innermost fork at or above a path. */
function nearestFork(path: string, forks: ReadonlyMap<string, ErrorObject>): ErrorObject | undefined {
  if (forks.size === 0) return undefined;
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const fork = forks.get(at);
    if (fork !== undefined || at === '') return fork;
  }
}

/** An incentive either pays or takes back; what it says of itself tells which. */
type Branch = 'paying' | 'reversing';

function chosenBranch(fork: ErrorObject): Branch | undefined {
  if (!fork.instancePath.endsWith('/event/params') || typeof fork.data !== 'object' || fork.data === null) return undefined;
  return 'reverses' in fork.data && !('amount' in fork.data) ? 'reversing' : 'paying';
}

/** Whose error it is: by the fields that the schema knows, or by the field that it stands in. */
function branchOf(error: ErrorObject, fork: ErrorObject): Branch {
  const inside = error.instancePath.slice(fork.instancePath.length + 1).split('/')[0] ?? '';
  if (inside !== '') return inside === 'reverses' || inside === 'share' ? 'reversing' : 'paying';
  const known = error.parentSchema?.properties as object | undefined;
  return known !== undefined && 'reverses' in known ? 'reversing' : 'paying';
}

function findingOf(error: ErrorObject): Finding {
  const pointer = error.instancePath;
  const name = pointerTokens(pointer).at(-1);
  const what = name === undefined ? 'The document' : /^\d+$/.test(name) ? 'This entry' : name;
  const make = (code: string, message: string, hint?: string, at = pointer, atKey = false): Finding => ({
    code,
    severity: 'error',
    message,
    pointer: at,
    ...(hint !== undefined && { hint }),
    ...(atKey && { atKey }),
  });
  // The name of a property broke a rule of names.
  if (error.propertyName !== undefined) {
    const wanted = namesWanted(error);
    return make(
      'invalid-name',
      `${shorten(error.propertyName)} can not be a name here.`,
      wanted,
      `${pointer}/${escapePointer(error.propertyName)}`,
      true,
    );
  }
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(error, make);
    case 'required': {
      const missing = String(error.params.missingProperty);
      return make('missing-field', `${missing} is missing${name === undefined ? '' : ` in ${what}`}.`, `Add "${missing}".`);
    }
    case 'type': {
      const wanted = [error.params.type].flat().map((type: string) => TYPE_WORDS[type] ?? type);
      return make('wrong-type', `${what} is ${showJson(error.data)}; ${wanted.join(' or ')} was expected.`);
    }
    case 'discriminator': {
      const tag = String(error.params.tag);
      const values = branchTags(error, tag);
      const found = error.params.tagValue;
      if (found === undefined) return make('missing-field', `${tag} is missing in ${what}.`, `Add "${tag}": one of ${values.join(', ')}.`);
      return make('unknown-value', `${tag} is ${showJson(found)}.`, nameHint(String(found), values), `${pointer}/${tag}`);
    }
    case 'enum':
    case 'const': {
      const values = error.keyword === 'enum' ? (error.params.allowedValues as unknown[]) : [error.params.allowedValue];
      return unknownValue(error, what, values.map(String), make);
    }
    case 'pattern':
    case 'format':
      return make('wrong-format', `${what} is ${showJson(error.data)}; ${formatWanted(error)} was expected.`);
    case 'oneOf':
    case 'anyOf':
      return make('wrong-type', `${what} is ${showJson(error.data)}, which is none of what may stand here.`, forkHint(error));
    default:
      return make(LIMIT_CODES[error.keyword] ?? 'invalid', limitMessage(error, what));
  }
}

type Make = (code: string, message: string, hint?: string, at?: string, atKey?: boolean) => Finding;

function unknownField(error: ErrorObject, make: Make): Finding {
  const field = String(error.params.additionalProperty);
  const at = `${error.instancePath}/${escapePointer(field)}`;
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  const inCondition = known.includes('all') && known.includes('any');
  if (inCondition && field === 'path') {
    return make(
      'condition-path',
      'path reaches into values, which programs may not.',
      'Facts have flat dotted names; name one that holds the value.',
      at,
      true,
    );
  }
  if (inCondition && field === 'priority') {
    return make('condition-priority', 'A condition has no priority: all conditions of a rule are looked at.', 'Remove it.', at, true);
  }
  return make('unknown-field', `There is no field ${shorten(field)} here.`, nameHint(field, known), at, true);
}

function unknownValue(error: ErrorObject, what: string, values: readonly string[], make: Make): Finding {
  const found = String(error.data);
  if (error.instancePath.endsWith('/event/type') && (found === 'success' || found === 'error')) {
    return make('event-type-reserved', `The event type ${found} is the rules engine's own.`, `Write "type": "${values[0]}".`);
  }
  const hint = nameHint(found, values);
  if (values.length === 1) return make('unknown-value', `${what} is ${showJson(error.data)}; “${values[0]}” was expected.`);
  return make('unknown-value', `${what} is ${showJson(error.data)}, which it can not be.`, hint ?? `One of ${values.join(', ')}.`);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** Values of the field that tells the branches of a oneOf apart. */
function branchTags(error: ErrorObject, tag: string): readonly string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    decides: ['enrollment', 'tier', 'benefit', 'gate', 'registration', 'routing', 'incentive', 'mdf', 'obligation'],
    type: ['money', 'rate', 'price', 'count', 'days', 'date', 'text', 'choice', 'boolean', 'bands', 'table'],
  };
  const mapping = error.params.tagValues as readonly string[] | undefined;
  return mapping ?? known[tag] ?? [];
}

function formatWanted(error: ErrorObject): string {
  if (error.keyword === 'format')
    return error.params.format === 'date' ? 'a day of the calendar as “YYYY-MM-DD”' : `a ${error.params.format}`;
  const pattern = String(error.params.pattern);
  return PATTERN_WORDS.find(([start]) => pattern.startsWith(start))?.[1] ?? `text that matches ${pattern}`;
}

const PATTERN_WORDS: readonly (readonly [string, string])[] = [
  ['^[a-z][a-z0-9]*(-', 'a name in small letters with hyphens, such as “volume-rebate”,'],
  ['^(line:)?', 'a kind of activity, or “line:” and an incentive,'],
  ['^[a-z][A-Za-z0-9]*$', 'a name that starts with a small letter and has no hyphens, such as “goldRevenue”,'],
  ['^[a-z][A-Za-z0-9]*\\.', 'the name of a fact, such as “deal.amount”,'],
  ['^-?(0|[1-9]', 'an exact decimal as text, such as “0.15”,'],
  ['^[A-Z]{3}$', 'the three capital letters of a currency'],
  ['^(fiscal-', 'a window, such as “fiscal-year”, “trailing-12-months” or “lifetime”,'],
  ['^(0[1-9]|1[0-2])-01$', 'the first day of a month as “MM-01”'],
];

const namesWanted = (error: ErrorObject): string | undefined => {
  if (error.keyword === 'pattern') return `Here ${formatWanted(error).replace(/,$/, '')} is a name.`;
  return error.keyword === 'maxLength' ? `A name has at most ${error.params.limit} characters.` : 'Choose another name.';
};

function forkHint(error: ErrorObject): string | undefined {
  if (error.instancePath.endsWith('/value')) return 'Text, a whole number, true or false, a list of them, or { "fact": "…" }.';
  return undefined;
}

const LIMIT_CODES: Readonly<Record<string, string>> = {
  maxLength: 'too-long',
  maxItems: 'too-many',
  maxProperties: 'too-many',
  minLength: 'too-short',
  minItems: 'empty-list',
  minProperties: 'empty-object',
  minimum: 'out-of-range',
  maximum: 'out-of-range',
  uniqueItems: 'twice-in-list',
  not: 'invalid-name',
};

function limitMessage(error: ErrorObject, what: string): string {
  const limit = String(error.params.limit ?? '');
  switch (error.keyword) {
    case 'maxLength':
      return `${what} has ${String(error.data).length} characters, at most ${limit} are allowed.`;
    case 'maxItems':
      return `${what} has ${(error.data as unknown[]).length} entries, at most ${limit} are allowed.`;
    case 'maxProperties':
      return `${what} has ${Object.keys(error.data as object).length} fields, at most ${limit} are allowed.`;
    case 'minLength':
      return `${what} is empty.`;
    case 'minItems':
      return `${what} needs at least ${limit} ${limit === '1' ? 'entry' : 'entries'}.`;
    case 'minProperties':
      return `${what} needs at least ${limit} ${limit === '1' ? 'field' : 'fields'}.`;
    case 'minimum':
      return `${what} is ${String(error.data)}, at least ${limit} was expected.`;
    case 'maximum':
      return `${what} is ${String(error.data)}, at most ${limit} was expected.`;
    case 'uniqueItems':
      return `${what} names entry ${Number(error.params.j) + 1} again as entry ${Number(error.params.i) + 1}.`;
    case 'not':
      return `${what} is ${showJson(error.data)}, which is kept for the engine.`;
    default:
      return `${what} ${error.message ?? 'is not valid'}.`;
  }
}
