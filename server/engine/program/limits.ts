import type { Finding } from './diagnostic.ts';
import { escapePointer } from './wording.ts';

/* How large a document may be, and what is told of one that is larger. Nothing here recurses. */

export const SOURCE_LIMITS = {
  fileLength: 2_000_000,
  programLength: 8_000_000,
  files: 500,
  depth: 64,
  values: 200_000,
  /** Elements of one list, fields of one object. */
  elements: 10_000,
  keyLength: 200,
  faults: 200,
  rules: 2000,
  /** Values of one rule, measure, promise or named condition. */
  partValues: 5000,
} as const;

/** Keys that reach into JavaScript's own machinery. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A value of a document and the value that it stands in; its pointer is made only where something is said of it. */
interface Spot {
  readonly value: unknown;
  readonly key: string;
  readonly within: Spot | undefined;
  readonly depth: number;
}

/**
 * Bounds of a document that comes as a value and not as text: depth and number of values, looked at
 * without recursion, and the names that reach into JavaScript.
 */
export function documentFaults(document: unknown): Finding[] {
  const findings: Finding[] = [];
  const todo: Spot[] = [{ value: document, key: '', within: undefined, depth: 0 }];
  let values = 0;
  const refuse = (code: string, message: string, pointer: string): Finding[] => [{ code, severity: 'error', message, pointer }];
  for (let spot = todo.pop(); spot !== undefined; spot = todo.pop()) {
    const { value, depth } = spot;
    values += 1;
    if (values > SOURCE_LIMITS.values) return refuse('too-many-values', `The document has more than ${SOURCE_LIMITS.values} values.`, '');
    if (typeof value === 'string' && value.length > SOURCE_LIMITS.fileLength) {
      return refuse(
        'file-too-large',
        `A text has ${value.length} characters, at most ${SOURCE_LIMITS.fileLength} are read.`,
        pointerOf(spot),
      );
    }
    if (typeof value === 'number' && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)) {
      findings.push(...refuse('number-out-of-range', `The number ${value} can not be held exactly.`, pointerOf(spot)));
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= SOURCE_LIMITS.depth) {
      return refuse('nesting-too-deep', `Values are nested more than ${SOURCE_LIMITS.depth} deep.`, pointerOf(spot).slice(0, 200));
    }
    if (Array.isArray(value) && value.length > SOURCE_LIMITS.elements) {
      return refuse('too-many-values', `A list has more than ${SOURCE_LIMITS.elements} elements.`, pointerOf(spot));
    }
    const keys = Object.keys(value);
    if (keys.length > SOURCE_LIMITS.elements) {
      return refuse('too-many-values', `An object has more than ${SOURCE_LIMITS.elements} fields.`, pointerOf(spot));
    }
    const fields = value as Readonly<Record<string, unknown>>;
    for (const key of keys) {
      const below = { value: fields[key], key, within: spot, depth: depth + 1 };
      if (FORBIDDEN_KEYS.has(key)) findings.push(...refuse('forbidden-name', `${key} may not be a name.`, pointerOf(below)));
      todo.push(below);
    }
  }
  return findings;
}

function pointerOf(spot: Spot): string {
  let pointer = '';
  for (let at = spot; at.within !== undefined; at = at.within) pointer = `/${escapePointer(at.key)}${pointer}`;
  return pointer;
}

/** Sections whose parts hold conditions, which may be nested. */
const NESTING_SECTIONS = ['rules', 'conditions', 'measures', 'promises'] as const;

/**
 * Parts that are too large to be looked into. The schema's validator collects faults part by part,
 * and needs the square of their number where one part has very many.
 */
export function partFindings(document: unknown): Finding[] {
  if (typeof document !== 'object' || document === null) return [];
  const findings: Finding[] = [];
  const sections = document as Readonly<Record<string, unknown>>;
  const { rules } = sections;
  if (Array.isArray(rules) && rules.length > SOURCE_LIMITS.rules) {
    const message = `The program has ${rules.length} rules, at most ${SOURCE_LIMITS.rules} are allowed.`;
    findings.push({ code: 'too-many', severity: 'error', message, pointer: '/rules' });
  }
  for (const section of NESTING_SECTIONS) {
    const parts = sections[section];
    if (typeof parts !== 'object' || parts === null || findings.some(({ pointer }) => pointer === `/${section}`)) continue;
    for (const [name, part] of Object.entries(parts)) {
      if (!isLarge(part)) continue;
      const message = `This part has more than ${SOURCE_LIMITS.partValues} values.`;
      const hint = 'Split it: into several rules, named conditions, or a table.';
      findings.push({ code: 'too-large', severity: 'error', message, hint, pointer: `/${section}/${escapePointer(name)}` });
    }
  }
  return findings;
}

function isLarge(part: unknown): boolean {
  const todo: unknown[] = [part];
  let values = 0;
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    values += 1;
    if (values > SOURCE_LIMITS.partValues) return true;
    if (typeof next === 'object' && next !== null) for (const child of Object.values(next)) todo.push(child);
  }
  return false;
}
