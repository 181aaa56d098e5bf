import type { ParameterValues, ProgramDocument } from '../../schemas/types.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { escapePointer, nameHint, shorten } from '../engine/program/wording.ts';

/** A copy of the versions with other values of their parameters; each is set in all versions that have it. */
export function setParameters(
  documents: readonly ProgramDocument[],
  values: ParameterValues,
  pointer: string,
): { readonly documents: readonly ProgramDocument[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  let changed = documents;
  for (const [path, value] of Object.entries(values)) {
    const at = `${pointer}/${escapePointer(path)}`;
    const [name = '', ...steps] = path.split('/');
    if (!changed.some((document) => hasParameter(document, name))) {
      const known = changed.flatMap((document) => Object.keys(document.parameters ?? {}));
      findings.push(finding('unknown-parameter', `The program has no parameter ${shorten(name)}.`, at, nameHint(name, new Set(known))));
      continue;
    }
    const next = changed.map((document) => (hasParameter(document, name) ? withValue(document, name, steps, value) : document));
    const wrong = next.find((result): result is Missing => 'rows' in result);
    if (wrong !== undefined) {
      const message = `The parameter ${name} has no ${shorten(steps.join('/'))}.`;
      findings.push(finding('unknown-row', message, at, wrong.list ? listHint(wrong.rows.length) : nameHint(wrong.step, wrong.rows)));
    } else changed = next as readonly ProgramDocument[];
  }
  return { documents: changed, findings };
}

/** A step of the path that leads nowhere, and where it could have led. */
interface Missing {
  readonly step: string;
  readonly rows: readonly string[];
  readonly list: boolean;
}

/** Rows of a list, such as bands, have no names. */
const listHint = (rows: number): string => `Its rows are counted from 0: 0 to ${rows - 1}.`;

const hasParameter = ({ parameters }: ProgramDocument, name: string): boolean =>
  parameters !== undefined && Object.hasOwn(parameters, name);

function withValue(document: ProgramDocument, name: string, steps: readonly string[], value: unknown): ProgramDocument | Missing {
  const parameter = document.parameters?.[name];
  const set = setIn(parameter?.value, steps, value);
  if ('missing' in set) return set.missing;
  return { ...document, parameters: { ...document.parameters, [name]: { ...parameter, value: set.value } } } as ProgramDocument;
}

/** Rows must be there before: one that isn't would be a typing error, and no row that is ever picked. */
function setIn(
  whole: unknown,
  [step, ...rest]: readonly string[],
  value: unknown,
): { readonly value: unknown } | { readonly missing: Missing } {
  if (step === undefined) return { value };
  if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, step)) {
    return { missing: { step, rows: typeof whole === 'object' && whole !== null ? Object.keys(whole) : [], list: Array.isArray(whole) } };
  }
  const inner = setIn((whole as Record<string, unknown>)[step], rest, value);
  if ('missing' in inner) return inner;
  if (!Array.isArray(whole)) return { value: { ...whole, [step]: inner.value } };
  return { value: whole.map((entry, index) => (String(index) === step ? inner.value : entry)) };
}

const finding = (code: string, message: string, pointer: string, hint?: string): Finding => ({
  code,
  severity: 'error',
  message,
  pointer,
  ...(hint !== undefined && { hint }),
});
