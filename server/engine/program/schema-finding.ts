import type { ErrorObject } from '../../../schemas/ajv.ts';
import type { Finding } from './diagnostic.ts';
import { formatWanted, LIMIT_CODES, limitMessage, TYPE_WORDS } from './schema-wording.ts';
import { escapePointer, nameHint, pointerTokens, shorten, showJson } from './wording.ts';

/** One error of Ajv, as a finding at the spot that is meant. */
export function findingOf(error: ErrorObject): Finding {
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
      return make('missing-field', `${missing} is missing${inside(name)}.`, `Add "${missing}".`);
    }
    case 'type': {
      const wanted = [error.params.type].flat().map((type: string) => TYPE_WORDS[type] ?? type);
      return make('wrong-type', `${what} is ${showJson(error.data)}; ${wanted.join(' or ')} was expected.`);
    }
    case 'discriminator': {
      const tag = String(error.params.tag);
      const values = branchTags(error, tag);
      const found = error.params.tagValue;
      if (found === undefined)
        return make('missing-field', `${tag} is missing${inside(name)}.`, `Add "${tag}": one of ${values.join(', ')}.`);
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

/** An entry of a list has no name; its place is shown. */
const inside = (name: string | undefined): string => (name === undefined ? '' : /^\d+$/.test(name) ? ' in this entry' : ` in ${name}`);

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

/** Values of the field that tells the branches of a oneOf apart. */
function branchTags(error: ErrorObject, tag: string): readonly string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    decides: ['enrollment', 'tier', 'benefit', 'gate', 'registration', 'routing', 'incentive', 'mdf', 'obligation'],
    type: ['money', 'rate', 'price', 'count', 'days', 'date', 'text', 'choice', 'boolean', 'bands', 'table'],
  };
  const mapping = error.params.tagValues as readonly string[] | undefined;
  return mapping ?? known[tag] ?? [];
}

const namesWanted = (error: ErrorObject): string | undefined => {
  if (error.keyword === 'pattern') return `Here ${formatWanted(error).replace(/,$/, '')} is a name.`;
  return error.keyword === 'maxLength' ? `A name has at most ${error.params.limit} characters.` : 'Choose another name.';
};

function forkHint(error: ErrorObject): string | undefined {
  if (error.instancePath.endsWith('/value')) return 'Text, a whole number, true or false, a list of them, or { "fact": "…" }.';
  return undefined;
}
